"""p-values of honest streams are not too small; they are, where references are picked by merit.

Tolerance: the share at or below a level exceeds it by four standard deviations of a share of
independent uniform p-values at most.  Streams of one world share references, which widens a share
by about a quarter where a third of them is held apart, so a right program fails here about once in
a thousand worlds; the world is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hydrometer import signals
from hydrometer.bench.calibration.honest import (
    FOLDS,
    VERDICT,
    Ranks,
    held_apart,
    judged_apart,
    nulls,
)
from hydrometer.bench.calibration.uniformity import LEVELS, Uniformity
from hydrometer.bench.searching import request_of
from hydrometer.bench.simulate import simulate
from hydrometer.model import Signal
from hydrometer.pipeline import judge_log
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.metering import Stages
from hydrometer.store.protocol import Store

DEVIATIONS = 4.0
SIGNALS = {signal.name: signal for signal in signals.load()}
KEYS = ("all extraction", "all dispatch")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quiet")
    simulate("quiet", 0.1, 1, True, folder)
    return folder


@pytest.fixture(scope="module")
def judged(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The tables of a quiet world, as the judge asks them."""
    spool = tmp_path_factory.mktemp("judged")
    with DuckStore(workdir=spool) as store:
        judge_log(store, request_of(world, spool), spool, Stages())
        yield store


@pytest.fixture(scope="module")
def apart(judged: Store) -> Ranks:
    return held_apart(judged, tuple(SIGNALS.values()), 1)


def too_often(p_values: NDArray[np.float64]) -> list[float]:
    """Levels that the p-values are at or below more often than chance gives."""
    found = Uniformity.of(p_values)
    return [
        level
        for level, share in zip(LEVELS, found.shares, strict=True)
        if level <= 0.5 and share > level + DEVIATIONS * (level * (1 - level) / found.n) ** 0.5
    ]


@pytest.mark.parametrize("name", [*SIGNALS, *KEYS])
def test_p_values_of_streams_held_apart_are_not_too_small(apart: Ranks, name: str) -> None:
    assert len(apart[name]) > (20 if name == "launch_pivot" else 140)
    assert too_often(apart[name]) == []


def test_each_honest_stream_is_held_apart_once(judged: Store, apart: Ranks) -> None:
    dealt = judged.fetch("select dealt from panels where not judged")["dealt"].to_pylist()
    assert len(apart["all extraction"]) == sum(dealt)
    assert len(apart["all dispatch"]) == len(dealt) - sum(dealt)


def test_holding_apart_leaves_the_panels_as_they_were(judged: Store) -> None:
    before = judged.fetch("select * from panels order by panel")
    judged_apart(judged, tuple(SIGNALS.values()), np.arange(5))
    assert judged.fetch("select * from panels order by panel").equals(before)


def by_merit(store: Store, signal: Signal) -> NDArray[np.int64]:
    """A third of the honest panels, those with the largest statistics."""
    found = store.fetch(
        f"""
        with panel_exchanges as (select * from {signal.key}_exchanges)
        select s.panel from ({signal.sql}) s join panels p on s.panel = p.panel
        where not p.judged and p.dealt = ({signal.key == "extraction"})
            and statistic is not null
        order by statistic desc, s.panel"""
    )["panel"].to_numpy()
    return np.asarray(found[: len(found) // FOLDS])


@pytest.mark.parametrize(
    "name",
    ["allocation_dispersion", "diurnal_flatness", "list_breadth", "list_volume", "long_answers",
     "partitioned_inputs", "steady_rate", "tokens_drawn"],
)  # fmt: skip
def test_references_picked_by_their_statistic_are_seen(judged: Store, name: str) -> None:
    held = by_merit(judged, SIGNALS[name])
    assert too_often(judged_apart(judged, (SIGNALS[name],), held)[name]) != []


def test_streams_in_pools_are_ranked_as_they_are_judged(world: Path) -> None:
    found = nulls(world, 1).in_pools
    assert {VERDICT, *KEYS} <= set(found)
    assert len(found[VERDICT]) == len(found["all extraction"]) > 20
    assert too_often(found[VERDICT]) == []
