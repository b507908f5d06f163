"""Run folders to tell about: one with three campaigns, one with nothing found."""

import datetime
import json
import math
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer import model

START = datetime.datetime(2026, 2, 3, 0, 0)
HOUR = datetime.timedelta(hours=1)
SIGNALS = (
    # name, family, observed, expected, bits, honest centre, honest spread, says
    (
        "allocation_dispersion",
        "behaviour",
        0.94,
        0.08,
        7.6,
        -2.2,
        0.9,
        "hourly totals divide among the members as a dispatcher would divide them (chi-square per "
        "degree of freedom 1.06; comparable honest groups 12 to 480)",
    ),
    (
        "launch_pivot",
        "behaviour",
        0.81,
        0.06,
        7.2,
        0.06,
        0.05,
        "81% of requests went to the new model within 9 hours of its launch; comparable accounts "
        "sent 6%",
    ),
    (
        "partitioned_scaffold",
        "content",
        0.998,
        0.41,
        7.6,
        0.4,
        0.15,
        "one scaffold with 20,114 inputs, no input sent twice by two accounts; honest groups "
        "repeat 59%",
    ),
    (
        "elicitation_rate",
        "content",
        0.73,
        0.012,
        6.9,
        0.012,
        0.01,
        "73% of exchanges ask for reasoning to be written out for training; comparable accounts "
        "1.2%",
    ),
    (
        "flatness",
        "time",
        0.97,
        0.52,
        5.1,
        0.5,
        0.12,
        "the quietest hour holds 97% of the mean hour; honest groups 52%",
    ),
)
SCANS = (
    (
        "shared_addresses",
        "network",
        412.0,
        9.4,
        318.0,
        "4,871 of 5,000 accounts use 412 exit addresses that 9.4 would share by chance",
    ),
    (
        "shared_payment",
        "payment",
        61.0,
        0.2,
        171.0,
        "61 payment keys pay for 1,240 accounts; 0.2 shared keys are expected by chance",
    ),
    (
        "shared_client",
        "client",
        3.0,
        1.1,
        42.0,
        "one client build with 3 variants, seen on 0.02% of other accounts",
    ),
)

SEARCH = "Taken off for having searched all groups of this size."


def campaign(name: str, accounts: int, place: int, **changes: Any) -> dict[str, Any]:
    row = {
        "campaign_id": name,
        "first_seen": START + place * 30 * HOUR,
        "last_seen": START + (24 * 24 - place * 10) * HOUR,
        "account_count": accounts,
        "exchange_count": accounts * (420 - 90 * place) + 17,
        "weight_bits": 506.4 - 120 * place,
        "q_value": 10.0 ** (-9 + 2 * place),
        "targets": [
            {"capability": "tool_use", "share": 0.08},
            {"capability": "agentic_reasoning", "share": 0.62},
            {"capability": "censorship_safe_rewriting", "share": 0.006},
            {"capability": "coding", "share": 0.294},
        ],
        "tactics": ["load balancing", "launch pivot in 9 hours", "shared payment", "relay"],
        "summary": f"{accounts:,} accounts act as one operator behind shared exits. They ask for "
        "agentic reasoning in one scaffold whose inputs are divided among them without a repeat, "
        "and moved to a new model within nine hours of its launch.",
        "ceiling": ("block", "throttle", "verify")[place],
    }
    return row | changes


def members_of(name: str, accounts: int, dice: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": name,
            "account_id": f"acct-{name}-{rank:05d}",
            "weight_bits": 9 + 34 * math.exp(-3 * rank / accounts) * dice.uniform(0.8, 1.2),
            "extraction_share": min(1.0, max(0.02, dice.betavariate(4, 1.3))),
            "first_seen": START + dice.randrange(200) * HOUR,
            "last_seen": START + (300 + dice.randrange(270)) * HOUR,
        }
        for rank in range(accounts)
    ]


def evidence_of(
    name: str, members: list[dict[str, Any]], dice: random.Random
) -> list[dict[str, Any]]:
    rows = [
        _evidence(name, None, scan[0], scan[1], scan[4], scan[2], scan[3], scan[5])
        for scan in SCANS
    ]
    cost = _evidence(name, None, "search_cost", "search", -59.4, 0.0, 0.0, SEARCH)
    rows.append(cost | {"observed": None, "expected": None, "exchange_ids": []})
    for signal, family, observed, expected, bits, _, _, says in SIGNALS:
        row = _evidence(name, None, signal, family, bits, observed, expected, says)
        rows.append(row | {"p_value": 0.0025, "reference_count": 400})
    for member in members:
        for signal, family, *_ in SCANS:
            if dice.random() < {"network": 0.93, "payment": 0.3, "client": 0.7}[family]:
                says = f"shares {signal} with {dice.randrange(4, 60)} members; 0.1 by chance"
                rows.append(
                    _evidence(name, member["account_id"], signal, family, 9.5, 3.0, 0.1, says)
                )
    return rows


def _evidence(
    name: str, account: str | None, signal: str, family: str, bits: float, observed: float,
    expected: float, says: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "campaign_id": name,
        "account_id": account,
        "signal": signal,
        "weight_bits": bits,
        "observed": observed,
        "expected": expected,
        "says": says,
        "exchange_ids": [f"ex-{name}-{signal[:4]}-{n:04d}" for n in range(4)]
        if not account
        else [],
        "family": family,
        "p_value": None,
        "reference_count": None,
    }


def timelines_of(name: str, hours: int, dice: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": name,
            "hour": START + n * HOUR,
            "campaign_exchanges": int((260 if n > 190 else 60) * dice.uniform(0.8, 1.2)),
            "comparable_share": 150 * (1.05 + math.sin((n % 24 - 9) / 24 * 2 * math.pi))
            * (0.55 if n // 24 % 7 in (4, 5) else 1.1),
        }
        for n in range(hours)
    ]  # fmt: skip


def references_of(name: str, dice: random.Random) -> list[dict[str, Any]]:
    return [
        {
            "campaign_id": name,
            "signal": signal,
            "value": math.exp(dice.gauss(centre, spread)) if centre < 0 else
            min(1.0, max(0.0, dice.gauss(centre, spread))),
        }
        for signal, _, _, _, _, centre, spread, _ in SIGNALS
        for _ in range(400)
    ]  # fmt: skip


def alternatives_of(name: str) -> list[dict[str, Any]]:
    told = (
        ("carrier_nat", "ruled_out", "412 exits stand in 38 networks; no carrier's range holds "
         "more than 3% of them"),
        ("one_organisation", "ruled_out", "the accounts declare 4,960 different organisations"),
        ("benchmark_harness", "ruled_out", "no input repeats; public benchmarks repeat 59%"),
        ("reseller", "possible", "212 members send mostly other traffic, as customers of a "
         "reseller would"),
        ("viral_prompt", "not_testable", "no accounts outside the log show the scaffold"),
    )  # fmt: skip
    return [
        {"campaign_id": name, "explanation": what, "verdict": verdict, "says": says}
        for what, verdict, says in told
    ]


def facts(campaigns: int) -> dict[str, Any]:
    return {
        "version": "0.1.0",
        "parameters": {"fdr": 0.01, "engine": "duckdb", "exchanges": "logs/february/*.parquet"},
        "seed": 7,
        "rows": {
            "exchanges": {"read": 4_120_331, "used": 4_120_310, "rejected": 21, "repaired": 4},
            "accounts": {"read": 240_000, "used": 240_000, "rejected": 0, "repaired": 0},
        },
        "coverage": [
            *({"signal": row[0], "asked": True, "why": "all columns present"} for row in SIGNALS),
            {"signal": "reasoning_replay", "asked": False, "why": "no column reasoning_key"},
            {"signal": "session_replay", "asked": False, "why": "session_id is empty in all rows"},
        ],
        "stages": [
            {"stage": "read", "wall_s": 12.4, "cpu_s": 20.1, "peak_mb": 910.0},
            {"stage": "evidence", "wall_s": 8.1, "cpu_s": 12.0, "peak_mb": 1400.0},
            {"stage": "scan", "wall_s": 31.9, "cpu_s": 33.0, "peak_mb": 1650.0},
            {"stage": "judge", "wall_s": 5.2, "cpu_s": 7.5, "peak_mb": 1650.0},
        ],
        "honest": {
            "accounts_judged": 240_000,
            "reference_accounts": 61_400,
            "expected_false_campaigns": 0.01 * campaigns,
            "fdr": 0.01,
        },
        "capped": ["Only the 400 largest seeds were searched; 12 smaller ones were left."],
    }


def write_tables(
    folder: Path, tables: dict[str, list[dict[str, Any]]], told: dict[str, Any]
) -> None:
    """Write every table of ``model.TABLES_OUT``; those not named have no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in model.TABLES_OUT:
        rows = tables.get(table.name, [])
        pq.write_table(pa.Table.from_pylist(rows, table.schema), folder / f"{table.name}.parquet")
    (folder / "run.json").write_text(json.dumps(told), "utf-8")


def write_found(folder: Path, sizes: tuple[int, ...] = (5000, 40, 22)) -> Path:
    """A run with one campaign a size; the first is the strongest."""
    dice = random.Random(5)
    tables: dict[str, list[dict[str, Any]]] = {table.name: [] for table in model.TABLES_OUT}
    for place, size in enumerate(sizes):
        name = f"c-{place + 1}f09{place}b"
        members = members_of(name, size, dice)
        tables["campaigns"].append(campaign(name, size, place))
        tables["members"] += members
        tables["evidence"] += evidence_of(name, members, dice)
        tables["timelines"] += timelines_of(name, 24 * 24, dice)
        tables["references"] += references_of(name, dice)
        tables["alternatives"] += alternatives_of(name)
        tables["attributions"] += [
            {"exchange_id": f"ex-{name}-{n}", "campaign_id": name, "certainty": 0.97}
            for n in range(50)
        ]
        tables["groups"] += [
            {"group_id": f"g-{name}", "account_id": row["account_id"], "weight_bits": 531.0,
             "families": ["network", "payment"]}
            for row in members
        ]  # fmt: skip
    tables["groups"] += classroom()
    tables["rejects"] += [
        {"source": "logs/a.parquet", "line": n, "reason": "sent_at is not a time"}
        for n in range(21)
    ]
    write_tables(folder, tables, facts(len(sizes)))
    return folder


def classroom() -> list[dict[str, Any]]:
    return [
        {"group_id": "g-class", "account_id": f"pupil-{n}", "weight_bits": 88.0,
         "families": ["network", "time"]}
        for n in range(31)
    ]  # fmt: skip


def write_quiet(folder: Path) -> Path:
    """A run that found nothing, with a classroom in it."""
    write_tables(folder, {"groups": classroom()}, facts(0) | {"capped": []})
    return folder


def write_empty(folder: Path) -> Path:
    """A run on no rows at all: every table is empty, and so is every list in ``run.json``."""
    told = facts(0) | {"rows": {}, "coverage": [], "stages": [], "capped": [], "parameters": {}}
    write_tables(folder, {}, told)
    return folder
