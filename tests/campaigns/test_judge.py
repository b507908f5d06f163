"""Verdicts against a naive recomputation on random small panels."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hydrometer.campaigns.judge import LARGE_ALONE, Verdict, judge
from hydrometer.campaigns.pools import FIRM, LARGEST_FIRM
from hydrometer.model import Family, Signal
from hydrometer.stats.evalues import bits, p_to_e
from hydrometer.stats.tails import tail_p_values
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]


def signal(name: str, key: Any, aspect: str, weight: float = 1.0) -> Signal:
    sql = f"select panel, {name} as statistic, 2 * {name} as measure, panel as fact from said"
    says = "{measure} {usual} {fact}"
    return Signal(name, Family.BEHAVIOUR, key, aspect, (), sql, says, weight)


SIGNALS = (
    signal("taken", "extraction", "material", 2.0),
    signal("asked", "extraction", "pace"),
    signal("again", "extraction", "pace"),
    signal("run", "dispatch", "run"),
)
NAMES = [s.name for s in SIGNALS]


def panels(rng: np.random.Generator, judged: int, crowds: int, customers: int) -> Rows:
    """Judged panels first; a signal cannot be asked of every tenth."""
    rows = []
    for n in range(judged + crowds + customers):
        kind = "judged" if n < judged else "crowd" if n < judged + crowds else "customer"
        accounts = int(rng.integers(3, 24))
        row = {
            "panel": n, "pool": n // 2 if n < judged else 100 + n, "stream": 1 + n % 2,
            "judged": kind == "judged", "dealt": kind == "customer", "accounts": accounts,
            "members": LARGEST_FIRM + n // 2 % 2 if kind == "judged" else 1,
            "exchanges": 500, "panel_accounts": accounts,
            "panel_exchanges": accounts * int(rng.integers(3, 90)),
            "sampled": int(rng.integers(30, 900)),
        }  # fmt: skip
        row["kin"] = row["pool"]
        said = {name: float(rng.integers(8)) if rng.random() > 0.1 else None for name in NAMES}
        if kind == "judged":
            said["run"] = 9.0 if n % 2 else said["run"]
        rows.append(row | said)
    return rows


def verdicts(store: DuckStore, rows: Rows, signals: tuple[Signal, ...] = SIGNALS) -> list[Verdict]:
    store.put("panels", pa.Table.from_pylist([{k: v for k, v in r.items() if k not in NAMES}
                                              for r in rows]))  # fmt: skip
    said = pa.schema([("panel", pa.int64()), *((name, pa.float64()) for name in NAMES)])
    for key in ("dispatch", "extraction"):
        store.put(f"{key}_exchanges", pa.table({"panel": pa.array([], pa.int64())}))
    store.put("said", pa.Table.from_pylist([{k: r[k] for k in said.names} for r in rows], said))
    judged = judge(store, signals)
    return [judged.answered(verdict) for verdict in judged.verdicts()]


def rank(own: float | None, others: list[float | None]) -> float | None:
    """Share of the others, and itself, that are at least as large."""
    if own is None:
        return None
    known = [value for value in others if value is not None]
    return (1 + sum(value >= own for value in known)) / (1 + len(known))


def bits_of(p: float | None) -> float:
    return 1.0 if p is None else -math.log(p)


def naive(rows: Rows) -> list[tuple[float, float]]:
    """By judged panel, the dispatch p-value and the joint one, by hand."""
    honest = {r["panel"]: [o for o in rows if not o["judged"] and o["pool"] != r["pool"]]
              for r in rows}  # fmt: skip
    crowds = {n: [o for o in others if not o["dealt"]] for n, others in honest.items()}
    customers = {n: [o for o in others if o["dealt"]] for n, others in honest.items()}
    taken, run = {}, {}
    for row in rows:
        n = row["panel"]
        p = {name: rank(row[name], [o[name] for o in (crowds if name == "run" else customers)[n]])
             for name in NAMES}  # fmt: skip
        taken[n] = 2 * bits_of(p["taken"]) + min(bits_of(p["asked"]), bits_of(p["again"]))
        run[n] = bits_of(p["run"])
    found = []
    for row in (r for r in rows if r["judged"]):
        n = row["panel"]
        dispatch = rank(run[n], [run[o["panel"]] for o in crowds[n]])
        assert dispatch is not None
        beside = np.array([taken[o["panel"]] for o in customers[n]])
        firm = np.array([row["members"] <= LARGEST_FIRM])
        found.append((dispatch, float(tail_p_values(np.array([taken[n]]), beside, firm)[0])))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_verdicts_are_ranks_by_hand(store: DuckStore, seed: int) -> None:
    rows = panels(np.random.default_rng(seed), 6, 40, 130)
    found = verdicts(store, rows)
    assert [v.panel for v in found] == list(range(6))
    told = [(v.dispatch_p, v.p_value) for v in found]
    assert np.allclose(told, naive(rows))
    assert any(v.dealt_out for v in found)


def test_what_a_stream_takes_is_asked_whether_or_not_it_is_dealt_out(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(1), 2, 60, 60)
    rows[0] |= {"run": -1.0, "taken": 99.0, "asked": 99.0, "again": 99.0}
    first = verdicts(store, rows)[0]
    assert not first.dealt_out
    assert first.p_value == pytest.approx(1 / (1 + first.references))


def test_both_keys_turned_is_the_strongest_there_is(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(1), 2, 60, 60)
    rows[0] |= {"run": 99.0, "taken": 99.0, "asked": 99.0, "again": 99.0}
    first = verdicts(store, rows)[0]
    assert first.dealt_out
    assert first.p_value == pytest.approx(1 / (1 + first.references))
    assert first.bits == pytest.approx(bits(p_to_e(first.p_value)))


def test_no_judged_panel_is_a_reference(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(3), 4, 40, 40)
    before = verdicts(store, rows)[0]
    for row in rows[1:4]:
        row.update(dict.fromkeys(NAMES, 1000.0))
    after = verdicts(store, rows)[0]
    assert (after.p_value, after.extraction_p, after.dispatch_p, after.references) == (
        before.p_value, before.extraction_p, before.dispatch_p, before.references
    )  # fmt: skip
    assert all(a.references.max() < 1000 for a in after.answers)


def test_an_account_of_a_firm_is_a_reference_of_all_but_its_kin(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(5), 4, 60, 60)
    for row in rows[:4]:
        row |= {"run": 99.0, "taken": 50.0, "asked": 50.0, "again": 50.0}
    own, other = verdicts(store, rows)[0], verdicts(store, rows)[2]
    rows[-1] |= {"kin": rows[0]["pool"], "taken": 99.0, "asked": 99.0, "again": 99.0}
    firm = verdicts(store, rows)
    assert firm[0].references == own.references - 1
    assert firm[2].references == other.references
    assert firm[2].p_value > other.p_value
    kin = judge(store, SIGNALS).verdicts(frozenset({rows[0]["pool"]}))
    assert kin[2].references == other.references - 1
    assert kin[2].p_value < firm[2].p_value


def test_answers_are_of_what_could_be_asked_with_their_facts(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(4), 2, 40, 40)
    rows[0] |= {"taken": 3.0, "asked": None, "again": None, "run": 9.0}
    answers = {a.signal.name: a for a in verdicts(store, rows)[0].answers}
    assert set(answers) == {"taken", "run"}
    taken = answers["taken"]
    others = [2 * r["taken"] for r in rows[2:] if r["dealt"] and r["taken"] is not None]
    assert taken.measure == 6.0
    assert taken.usual == np.median(others)
    assert sorted(taken.references) == sorted(others)
    assert taken.facts == {"fact": 0}


def test_an_aspect_says_what_its_weakest_signal_says(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(8), 1, 60, 60)
    rows[0] |= {"run": 99.0, "taken": 4.0, "asked": 99.0, "again": 99.0}
    both = verdicts(store, rows)[0].p_value
    rows[0]["again"] = 3.0
    assert verdicts(store, rows)[0].p_value > both


def test_dispatch_is_compared_with_crowds_alone(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(5), 2, 40, 40)
    rows[0]["run"] = 9.0
    run = next(a for a in verdicts(store, rows)[0].answers if a.signal.name == "run")
    crowds = [2 * r["run"] for r in rows[2:] if not r["dealt"] and r["run"] is not None]
    assert sorted(run.references) == sorted(crowds)


def test_what_a_house_has_in_common_counts_beyond_a_firm(store: DuckStore) -> None:
    common = replace(SIGNALS[2], key="dispatch", aspect="common", of_firms=False)
    signals = (SIGNALS[0], SIGNALS[1], common, SIGNALS[3])
    rows = panels(np.random.default_rng(10), 2, 60, 60)
    rows[0] |= {"run": -1.0, "again": 99.0, "members": FIRM + 1}
    larger = verdicts(store, rows, signals)[0]
    assert larger.dealt_out
    assert "again" in {answer.signal.name for answer in larger.answers}
    rows[0]["members"] = FIRM
    firm = verdicts(store, rows, signals)[0]
    alone = verdicts(store, rows, (SIGNALS[0], SIGNALS[1], SIGNALS[3]))[0]
    assert firm.dispatch_p == alone.dispatch_p > 0.9
    assert "again" not in {answer.signal.name for answer in firm.answers}


def test_without_references_nothing_is_evidence(store: DuckStore) -> None:
    found = verdicts(store, panels(np.random.default_rng(6), 4, 0, 0))
    assert {v.p_value for v in found} == {1.0}
    assert {v.references for v in found} == {0}


def test_a_large_account_is_ranked_among_the_other_customers(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(9), 2, 30, 120)
    rows[-1] |= {"exchanges": LARGE_ALONE, "taken": 99.0, "asked": 99.0, "again": 99.0}
    rows[-2] |= {"exchanges": LARGE_ALONE, "taken": -1.0}
    verdicts(store, rows)
    common, extreme = judge(store, SIGNALS).alone()
    assert (common.panel, extreme.panel) == (len(rows) - 2, len(rows) - 1)
    assert (extreme.accounts, extreme.references) == (1, 119)
    assert extreme.p_value <= 1 / 120 < common.p_value


def test_nothing_to_judge_is_no_error(store: DuckStore) -> None:
    rows = panels(np.random.default_rng(7), 0, 5, 5)
    assert verdicts(store, rows) == []
