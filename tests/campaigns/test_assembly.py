"""What is reported, against a naive loop."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.campaigns.made import verdict

from hydrometer.campaigns.assembly import report, report_alone, settle
from hydrometer.campaigns.judge import DEALT_OUT, Judged, Verdict
from hydrometer.campaigns.pools import Pool


def adjusted(p: list[float]) -> list[float]:
    """Benjamini-Hochberg by the book: the least of n p / rank over all ranks from its own on."""
    ranked = sorted(p)
    levels = [len(p) * value / k for k, value in enumerate(ranked, 1)]
    return [min(1.0, *levels[ranked.index(value) :]) for value in p]


def familywise(p: list[float], weights: list[float]) -> list[float]:
    """Holm's weighted procedure by the book: go on while the least p / weight left passes."""
    levels, reached = [1.0] * len(p), 0.0
    left = list(range(len(p)))
    while left:
        least = min(left, key=lambda i: p[i] / weights[i])
        reached = max(reached, p[least] / weights[least] * sum(weights[i] for i in left))
        levels[least] = min(1.0, reached)
        left.remove(least)
    return levels


def share(own: Verdict, streams: list[Verdict]) -> float:
    return own.exchanges / sum(v.exchanges for v in streams)


def combined(streams: list[Verdict]) -> float:
    """The Cauchy combination (Liu and Xie 2020), with no p above 0.95."""
    height = sum(share(v, streams) / math.tan(math.pi * min(v.p_value, 0.95)) for v in streams)
    return math.atan2(1.0, height) / math.pi


def naive(verdicts: list[Verdict], fdr: float) -> dict[tuple[int, int], float]:
    """The rate at which it is reported, by pool and stream."""
    every = {n: [v for v in verdicts if v.pool == n] for n in sorted({v.pool for v in verdicts})}
    pools = {n: [v for v in own if v.dispatch_p <= DEALT_OUT] for n, own in every.items()}
    pools = {n: streams for n, streams in pools.items() if streams}
    weight = {n: max(v.exchanges * v.accounts**0.5 for v in own) for n, own in pools.items()}
    p = [combined(streams) for streams in pools.values()]
    named = {}
    for n, q in zip(pools, familywise(p, list(weight.values())), strict=True):
        streams = every[n]
        alone = [min(1.0, v.p_value / (share(v, streams) * len(streams))) for v in streams]
        levels = adjusted(alone)
        for v, level in zip(streams, levels, strict=True):
            if q <= fdr and level <= max(fdr, min(levels)):
                named[n, v.stream] = q
    return named


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Verdict], int]:
    pools = draw(st.integers(1, 5))
    p_values = st.floats(-5, 0).map(lambda e: float(10**e))
    verdicts = [
        verdict(n, stream, draw(p_values), exchanges=draw(st.integers(30, 3000)),
                accounts=draw(st.integers(3, 400)),
                dispatch_p=draw(st.sampled_from([0.01, 0.04, 0.2, 1.0])))
        for n in range(pools) for stream in range(1, 1 + draw(st.integers(0, 4)))
    ]  # fmt: skip
    return verdicts, pools


def pools_of(number: int) -> list[Pool]:
    return [Pool(np.zeros(0, np.uint64), n) for n in range(number)]


@given(worlds(), st.sampled_from([0.01, 0.1, 0.5]))
def test_what_is_reported_is_that_of_the_naive_loop(
    world: tuple[list[Verdict], int], fdr: float
) -> None:
    verdicts, pools = world
    found = report(verdicts, pools_of(pools), fdr)
    told = {(f.pool, v.stream): f.q_value for f in found for v in f.verdicts}
    assert told == pytest.approx(naive(verdicts, fdr))
    assert [f.leading.p_value for f in found] == sorted(f.leading.p_value for f in found)


def test_nothing_in_nothing_out() -> None:
    assert report([], [], 0.01) == []


def test_what_is_not_dealt_out_is_reported_beside_what_is_and_does_not_count_alone() -> None:
    strong = verdict(0, 1, 1e-4)
    idle = [replace(verdict(n, s, 1e-9), dispatch_p=0.5) for n in (0, 1) for s in (5, 6)]
    found = report([strong, *idle], pools_of(2), 0.01)
    assert sorted((f.pool, v.stream) for f in found for v in f.verdicts) == [(0, 1), (0, 5), (0, 6)]
    assert {f.q_value for f in found} == {1e-4}
    assert report(idle, pools_of(2), 0.01) == []


def test_a_large_stream_is_heard_first() -> None:
    alike = [verdict(0, 1, 0.012), verdict(1, 1, 0.6)]
    assert report(alike, pools_of(2), 0.02) == []
    large = [verdict(0, 1, 0.012, exchanges=10_000), verdict(1, 1, 0.6)]
    assert [f.pool for f in report(large, pools_of(2), 0.02)] == [0]


def test_of_streams_as_large_the_one_of_more_accounts_is_heard_first() -> None:
    alike = [verdict(0, 1, 0.012), verdict(1, 1, 0.6)]
    assert report([replace(alike[0], accounts=3), alike[1]], pools_of(2), 0.02) == []
    many = [replace(alike[0], accounts=900), alike[1]]
    assert [f.pool for f in report(many, pools_of(2), 0.02)] == [0]


def test_accounts_alone_are_a_batch_of_their_own_the_largest_heard_first() -> None:
    strong = verdict(3, 1, 0.004, exchanges=40_000)
    others = [verdict(n, 1, 0.5, exchanges=1_000) for n in range(4, 12)]
    [found] = report_alone([*others, strong], 0.01)
    assert (found.pool, found.alone, found.verdicts) == (3, True, (strong,))
    assert report_alone([*others, replace(strong, exchanges=1_000)], 0.01) == []
    assert report_alone([], 0.01) == []


@pytest.mark.parametrize("fdr", [0.01, 0.1])
def test_under_the_null_hardly_anything_is_reported(fdr: float) -> None:
    rng = np.random.default_rng(1)
    sizes = rng.integers(30, 3000, 4)
    false = 0
    for _ in range(400):
        verdicts = [verdict(n, s, float(rng.random()), exchanges=int(sizes[n]))
                    for n in range(4) for s in (1, 2, 3)]  # fmt: skip
        false += bool(report(verdicts, pools_of(4), fdr))
    assert false <= 400 * fdr + 3 * math.sqrt(400 * fdr)


class Rounds:
    """Verdicts by how many pools have been found; what was asked is kept."""

    def __init__(self, *rounds: list[Verdict]) -> None:
        self.rounds = rounds
        self.asked: list[frozenset[int]] = []

    def verdicts(self, guilty: frozenset[int] = frozenset()) -> list[Verdict]:
        self.asked.append(guilty)
        return self.rounds[len(guilty)]

    def alone(self, guilty: frozenset[int] = frozenset()) -> list[Verdict]:
        return [verdict(9, 1, 0.001)] if len(guilty) == 2 else []

    def answered(self, told: Verdict, guilty: frozenset[int]) -> Verdict:
        return replace(told, references=len(guilty))


def test_what_is_found_is_no_reference_when_the_others_are_judged_again() -> None:
    first = [verdict(0, 1, 1e-5), verdict(1, 1, 0.5), verdict(2, 1, 0.5)]
    second = [verdict(0, 1, 1e-5), verdict(1, 1, 1e-5), verdict(2, 1, 0.5)]
    rounds = Rounds(first, second, second)
    found, alone = settle(cast(Judged, rounds), pools_of(10), 0.01)
    assert sorted(f.pool for f in found) == [0, 1]
    assert rounds.asked == [frozenset(), frozenset({0}), frozenset({0, 1})]
    assert [f.pool for f in alone] == [9]
    assert {v.references for f in found + alone for v in f.verdicts} == {2}


def test_what_has_been_found_stays_found_though_its_p_value_rises() -> None:
    first = [verdict(0, 1, 1e-5), verdict(1, 1, 1e-4), verdict(2, 1, 0.5)]
    second = [verdict(0, 1, 1e-5), verdict(1, 1, 0.3), verdict(2, 1, 0.5)]
    rounds = Rounds(first, first, second)
    found, _ = settle(cast(Judged, rounds), pools_of(10), 0.01)
    assert sorted(f.pool for f in found) == [0, 1]
    assert rounds.asked == [frozenset(), frozenset({0, 1})]


def test_where_nothing_is_found_all_are_judged_once() -> None:
    rounds = Rounds([verdict(0, 1, 0.5)])
    assert settle(cast(Judged, rounds), pools_of(1), 0.01) == ([], [])
    assert rounds.asked == [frozenset()]
