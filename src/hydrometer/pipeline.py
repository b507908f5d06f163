"""The order of the stages, and nothing else knows it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hydrometer import __version__, signals
from hydrometer.campaigns.adoption import adopt
from hydrometer.campaigns.assembly import settle
from hydrometer.campaigns.attributes import attributes
from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.findings import write_down
from hydrometer.campaigns.holdings import DECLARED, KINDS, SEEN, SENT, find_holdings
from hydrometer.campaigns.identity import earlier_members
from hydrometer.campaigns.incidence import Held, build_incidence, hub_limit
from hydrometer.campaigns.judge import Judged, judge
from hydrometer.campaigns.observations import TEXT, observe
from hydrometer.campaigns.operators import gather
from hydrometer.campaigns.panels import asked_of, lay_out_panels
from hydrometer.campaigns.parties import find_parties
from hydrometer.campaigns.pooling import join_pools
from hydrometer.campaigns.pools import Census, Pool, judged_pools, reference_pools
from hydrometer.campaigns.relays import rescan
from hydrometer.campaigns.reported import take_up
from hydrometer.campaigns.scan import Group, Shared, scan, seeds_of, what_is_shared
from hydrometer.campaigns.streams import decompose
from hydrometer.campaigns.worded import give_way, take_turns
from hydrometer.content.capability import CAPABILITY_SQL
from hydrometer.content.signatures import signatures
from hydrometer.model import (
    CAPABILITIES,
    ELICITATIONS,
    REJECTS,
    TABLES_OUT,
    Family,
    Signal,
)
from hydrometer.report.page import write_report
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.metering import Stages
from hydrometer.store.outputs import write_table, writing
from hydrometer.store.protocol import Store
from hydrometer.store.reading import Reading, read_accounts, read_exchanges, read_releases

TURNS = "allocation_dispersion"
"""The signal that says whether accounts take turns."""


@dataclass(frozen=True)
class Request:
    """What to detect in, and how.

    ``fdr`` is the false discovery rate at which campaigns are reported; ``seed`` makes the run
    repeatable; ``previous`` is an earlier run's folder whose campaign ids are kept.
    """

    exchanges: str
    out: Path
    accounts: str | None = None
    releases: str | None = None
    fdr: float = 0.01
    seed: int = 1
    previous: Path | None = None


@dataclass(frozen=True)
class JudgedLog:
    """What is known of a log when each of its streams has a verdict and nothing is reported yet.

    ``seen`` and ``declared`` are the columns of exchanges and accounts that say anything.
    ``groups`` share more than chance allows, ``inner`` inside the large of them; ``shared`` says
    what binds each group, among ``population`` parties.  ``judged`` gives the verdicts on the
    streams of ``pools``.
    """

    readings: dict[str, Reading]
    seen: frozenset[str]
    declared: frozenset[str]
    groups: list[Group]
    inner: list[Group]
    shared: list[dict[str, Shared]]
    population: int
    pools: list[Pool]
    signals: tuple[Signal, ...]
    judged: Judged


def detect(request: Request, progress: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Find campaigns and write the output folder of the contract; gives what `run.json` holds.

    Raises `InputError` where the call or the input cannot be used; then nothing is written.
    """
    stages = Stages(progress)
    earlier = earlier_members(request.previous, request.out)
    with (
        writing(request.out) as output,
        tempfile.TemporaryDirectory(dir=output.folder.parent, prefix=".hydrometer-") as work,
        DuckStore(workdir=Path(work)) as store,
    ):
        log = judge_log(store, request, Path(work), stages)
        with stages("judge"):
            streams, alone = settle(log.judged, log.pools, request.fdr)
            take_up(store, log.pools, streams + alone, Path(work))
            found = join_pools(store, gather(store, streams) + alone)
        with stages("write"):
            tables = write_down(
                store, found, log.groups, log.inner, log.shared, log.population, earlier
            )
            tables[REJECTS.name] = store.fetch("select * from rejects order by source, line")
            for table in TABLES_OUT:
                write_table(output.folder, table, tables[table.name])
        run = _run(request, stages, log)
        output.path("run.json").write_text(json.dumps(run, indent=2, default=str) + "\n")
        with stages("report"):
            write_report(output.folder)
    return run | {"campaigns": tables["campaigns"].to_pylist()}


def judge_log(store: Store, request: Request, spool: Path, stages: Stages) -> JudgedLog:
    """Every stage up to the verdicts; their tables stay in ``store``, and ``spool`` holds files.

    Raises `InputError` where the input cannot be used.
    """
    with stages("read"):
        readings = _read(store, request, spool)
    seen = _known(store, readings["exchanges"].columns)
    declared = readings["accounts"].columns if "accounts" in readings else frozenset[str]()
    with stages("observe"):
        observe(store, seen, signatures, CAPABILITY_SQL, spool)
    with stages("evidence"):
        find_contacts(store)
        find_parties(store, "accounts" in readings)
        find_holdings(store, seen, declared)
    asked = _askable(signals.load(), seen)
    with stages("scan"):
        groups, inner, shared, population = _groups(store, asked)
        pools = _pools(store, groups, request.seed)
    with stages("decompose"):
        traits = attributes(seen, CAPABILITIES, ELICITATIONS)
        decompose(store, pools, traits, asked_of(asked), spool)
    with stages("judge"):
        lay_out_panels(store, pools, asked, "releases" in readings)
        judged = judge(store, asked)
    return JudgedLog(
        readings, seen, declared, groups, inner, shared, population, pools, asked, judged
    )


def _read(store: Store, request: Request, spool: Path) -> dict[str, Reading]:
    readings = {"exchanges": read_exchanges(store, request.exchanges, spool)}
    if request.accounts is not None:
        readings["accounts"] = read_accounts(store, request.accounts, spool)
    if request.releases is not None:
        readings["releases"] = read_releases(store, request.releases, spool)
    return readings


def _known(store: Store, columns: frozenset[str]) -> frozenset[str]:
    """The columns without those that a signal or a signature needs and that hold only nulls."""
    asked = {need for signal in signals.load() for need in signal.needs} | set(TEXT)
    listed = sorted(asked & columns)
    if not listed:
        return columns
    counts = ", ".join(f"count({name}) > 0 as {name}" for name in listed)
    found = store.fetch(f"select {counts} from exchanges").to_pylist()[0]
    return columns - {name for name in listed if not found[name]}


def _groups(
    store: Store, asked: tuple[Signal, ...]
) -> tuple[list[Group], list[Group], list[dict[str, Shared]], int]:
    """Groups that share more than chance allows, groups inside the large ones, and what binds.

    Those that share nothing but wording are the last, and only they are bound by it.
    """
    strata = store.fetch(
        "select party, min(stratum) as stratum from parties group by party order by party"
    )
    stratum = strata["stratum"].to_numpy().astype(np.int32)
    population = len(stratum)
    hub = hub_limit(population)
    said = build_incidence(_held(store, wording=True), stratum, hub)
    incidence = build_incidence(_held(store, wording=False), stratum, hub)
    groups = scan(incidence, seeds_of(incidence), population)
    worded = scan(said, seeds_of(said), population)
    worded += [part for group in worded for part in rescan(said, group)]
    [turns] = [signal for signal in asked if signal.name == TURNS]
    groups = give_way(incidence, groups, take_turns(store, worded, groups, said, turns))
    groups = adopt(store, groups, population, hub)
    inner = [part for group in groups for part in rescan(incidence, group)]
    shared = what_is_shared(incidence, groups, population)
    by_wording = [n for n, group in enumerate(groups) if Family.CONTENT in group.by_family]
    common = what_is_shared(said, [groups[n] for n in by_wording], population)
    for n, wording in zip(by_wording, common, strict=True):
        shared[n] |= wording
    return groups, inner, shared, population


def _held(store: Store, wording: bool) -> Iterator[Held]:
    """What is held, kind by kind: wording, or all else."""
    for kind, family in sorted(KINDS.items()):
        if (family == Family.CONTENT) == wording:
            rows = store.fetch(f"select party, value_key from holdings where kind = '{kind}'")
            party = rows["party"].to_numpy().astype(np.int32)
            yield Held(kind, family, party, rows["value_key"].to_numpy())


def _pools(store: Store, groups: list[Group], seed: int) -> list[Pool]:
    census = Census.of(store)
    held = "from holdings where kind in ('system', 'scaffold', 'client')"
    wording = store.fetch(
        f"select account_key, value_key, bool_or(kind <> 'client') as said {held} and value_key in "
        f"(select value_key {held} group by value_key having min(party) <> max(party)) "
        "group by value_key, account_key order by value_key, account_key"
    )
    judged = judged_pools(groups, census, wording)
    return judged + reference_pools(judged, census, wording, seed)


def _askable(asked: tuple[Signal, ...], seen: frozenset[str]) -> tuple[Signal, ...]:
    return tuple(s for s in asked if not s.needs or seen & set(s.needs))


def _run(request: Request, stages: Stages, log: JudgedLog) -> dict[str, Any]:
    judged = sum(pool.group >= 0 for pool in log.pools)
    return {
        "version": __version__,
        "parameters": {
            "exchanges": request.exchanges,
            "accounts": request.accounts,
            "releases": request.releases,
            "fdr": request.fdr,
        },
        "seed": request.seed,
        "rows": {
            name: {
                "read": reading.rows + reading.rejected,
                "used": reading.rows,
                "rejected": reading.rejected,
                "repaired": sum(reading.repaired.values()),
            }
            for name, reading in log.readings.items()
        },
        "coverage": _coverage(log.seen, log.declared),
        "stages": [
            {
                "stage": name,
                "wall_s": cost["seconds"],
                "cpu_s": cost["cpu_seconds"],
                "peak_mb": cost["peak_mb"],
            }
            for name, cost in stages.as_dict().items()
        ],
        "honest": {
            "pools_judged": judged,
            "reference_pools": len(log.pools) - judged,
            "signals_asked": len(log.signals),
            "fdr": request.fdr,
        },
    }


def _coverage(seen: frozenset[str], declared: frozenset[str]) -> list[dict[str, Any]]:
    """Which questions could be asked of this log, and why the others could not."""
    rows = []
    for signal in signals.load():
        missing = bool(signal.needs) and not seen & set(signal.needs)
        why = f"the log has no {' or '.join(signal.needs)}" if missing else ""
        rows.append({"signal": signal.name, "asked": not missing, "why": why})
    for kind, (column, known) in _sources(seen, declared).items():
        rows.append(
            {
                "signal": f"shared_{kind}",
                "asked": known,
                "why": "" if known else f"there is no column {column}",
            }
        )
    return rows


def _sources(seen: frozenset[str], declared: frozenset[str]) -> dict[str, tuple[str, bool]]:
    known = {kind: (column, column in seen) for kind, (_, _, column) in {**SEEN, **SENT}.items()}
    known |= {kind: (column, column in declared) for kind, (_, column) in DECLARED.items()}
    return {kind: known[kind] for kind in KINDS}
