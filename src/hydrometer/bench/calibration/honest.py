"""p-values of honest streams: are they at or below a level more often than the level says?

Two sorts of null streams, both of worlds without campaigns.  *Held apart*: honest panels are judged
among the rest of them, a third at a time, as if pools had been found around them.  This shows what
ranks, ties and the matching of references do.  *In pools*: the streams that were told apart in the
pools that the scan found (honest relays, classrooms, offices), ranked among the references that
were drawn for them.  Only these can show that references are not like what they are compared with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.bench.searching import request_of
from hydrometer.campaigns.judge import Verdict, judge
from hydrometer.campaigns.pools import Pool
from hydrometer.model import Signal
from hydrometer.pipeline import judge_log
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.metering import Stages
from hydrometer.store.protocol import Store, quoted

FOLDS = 3
DISPATCHED = ("shared_pools", "declared_gateways")
"""Populations that deal their traffic out, for whom the dispatch key has no null."""
VERDICT = "verdict"
"""What the p-value of a stream that is tested is called, beside the signals and keys."""

Floats = NDArray[np.float64]
Ranks = dict[str, Floats]
"""p-values by the name of a signal, or of a key: ``all extraction``, ``all dispatch``."""
Key = Literal["extraction", "dispatch"]


@dataclass(frozen=True)
class Nulls:
    """p-values of one world's null streams: honest panels held apart, and streams in pools."""

    held_apart: Ranks
    in_pools: Ranks


def nulls(world: Path, seed: int) -> Nulls:
    """Judge the streams of a world without campaigns as `detect` does; keep every p-value."""
    with tempfile.TemporaryDirectory() as folder, DuckStore(workdir=Path(folder)) as store:
        log = judge_log(store, request_of(world, Path(folder), seed), Path(folder), Stages())
        verdicts = log.judged.verdicts()
        tested = [verdict for verdict in verdicts if verdict.dealt_out]
        apart = _not_dispatched(store, world, verdicts, log.pools)
        p_of = log.judged.p_values()
        found = _ranks(tested, p_of, log.signals, "extraction")
        found |= _ranks(apart, p_of, log.signals, "dispatch")
        found[VERDICT] = np.array([verdict.p_value for verdict in tested])
        return Nulls(held_apart(store, log.signals, seed), found)


def held_apart(store: Store, signals: tuple[Signal, ...], seed: int) -> Ranks:
    """p-values of each honest panel, judged among the others that are not held apart with it."""
    panels = store.fetch("select * from panels order by panel")
    honest = np.flatnonzero(~panels["judged"].to_numpy(zero_copy_only=False))
    shuffled = np.random.default_rng(seed).permutation(honest)
    parts = [judged_apart(store, signals, part) for part in np.array_split(shuffled, FOLDS)]
    return joined(parts)


def judged_apart(store: Store, signals: tuple[Signal, ...], held: NDArray[np.int64]) -> Ranks:
    """p-values of some honest panels when no reference of any panel is among them.

    Of customers for the signals of extraction, of crowds for those of dispatch.  The table
    ``panels`` is afterwards as it was.
    """
    panels = store.fetch("select * from panels order by panel")
    place = panels.column_names.index("judged")
    judged = panels["judged"].to_numpy(zero_copy_only=False).copy()
    judged[held] = True
    store.put("panels", panels.set_column(place, "judged", pa.array(judged)))
    found = judge(store, signals)
    verdicts, p_of = found.verdicts(), found.p_values()
    store.put("panels", panels)
    dealt = dict(zip(panels["panel"].to_pylist(), panels["dealt"].to_pylist(), strict=True))
    numbers = set(panels["panel"].take(pa.array(held)).to_pylist())
    mine = [verdict for verdict in verdicts if verdict.panel in numbers]
    customers = [v for v in mine if dealt[v.panel]]
    crowds = [v for v in mine if not dealt[v.panel]]
    ranks = _ranks(customers, p_of, signals, "extraction")
    return ranks | _ranks(crowds, p_of, signals, "dispatch")


def joined(parts: Sequence[Ranks]) -> Ranks:
    """p-values of several sets of streams, one after the other."""
    names = {name: None for part in parts for name in part}
    return {name: np.concatenate([part[name] for part in parts if name in part]) for name in names}


def _ranks(
    verdicts: Iterable[Verdict],
    p_of: dict[int, dict[str, float]],
    signals: tuple[Signal, ...],
    key: Key,
) -> Ranks:
    """p-values of the signals of one key, by panel in ``p_of``, and of their sum."""
    turning = {signal.name for signal in signals if signal.key == key}
    found: dict[str, list[float]] = {}
    for verdict in verdicts:
        for name, p_value in p_of[verdict.panel].items():
            if name in turning:
                found.setdefault(name, []).append(p_value)
        whole = verdict.extraction_p if key == "extraction" else verdict.dispatch_p
        found.setdefault(f"all {key}", []).append(whole)
    return {name: np.array(values) for name, values in sorted(found.items())}


def _not_dispatched(
    store: Store, world: Path, verdicts: Sequence[Verdict], pools: Sequence[Pool]
) -> list[Verdict]:
    """The verdicts on pools no account of which is behind a dispatcher, by the truth."""
    names = ", ".join(map(quoted, DISPATCHED))
    behind = store.fetch(
        f"""
        select account_key from parties p
        join read_parquet({quoted(world / "truth_accounts.parquet")}) t
            on p.account_id = t.account_id
        where t.population in ({names})"""
    )["account_key"].to_numpy()
    return [v for v in verdicts if not np.isin(pools[v.pool].accounts, behind).any()]
