"""Streams that one scheduler deals out, and customers with times of their own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from hydrometer.campaigns.schedules import (
    DIFFERENT,
    FEWEST,
    HOURS,
    SAME,
    Schedules,
    together,
    variation,
)

BLOCKS = 120
Longs = NDArray[np.int64]


def volumes(rng: np.random.Generator, scale: float) -> Longs:
    """Conversations in each block of somebody who works by fits and starts."""
    return rng.poisson(scale * rng.gamma(0.3, 1.0 / 0.3, BLOCKS))


def dealt(rng: np.random.Generator, total: Longs, shares: list[float]) -> Longs:
    """Blocks x streams: each block's total drawn from several lists by fixed shares."""
    return np.stack([rng.multinomial(n, shares) for n in total])


def test_lists_of_one_scheduler_go_together_however_its_volume_changes() -> None:
    rng = np.random.default_rng(1)
    assert together(dealt(rng, volumes(rng, 30), [0.5, 0.3, 0.2])).tolist() == [0, 0, 0]


def test_two_operators_and_customers_stay_apart() -> None:
    rng = np.random.default_rng(2)
    two = [dealt(rng, volumes(rng, 40), [0.6, 0.4]) for _ in range(2)]
    customers = [volumes(rng, 20)[:, None] for _ in range(3)]
    found = together(np.concatenate([*two, *customers], axis=1))
    assert found.tolist() == [0, 0, 2, 2, 4, 5, 6]


def test_a_clock_that_two_customers_share_is_no_schedule() -> None:
    rng = np.random.default_rng(3)
    day = 1.0 + np.cos(np.arange(BLOCKS) * np.pi / 6)
    own = np.stack([rng.poisson(20 * day * (rng.random(BLOCKS) < 0.5)) for _ in range(2)], axis=1)
    assert together(own).tolist() == [0, 1]


def test_of_few_conversations_nothing_is_said() -> None:
    rng = np.random.default_rng(4)
    counts = dealt(rng, volumes(rng, 60), [0.5, 0.5])
    small = np.zeros((BLOCKS, 1), np.int64)
    small[rng.choice(BLOCKS, FEWEST - 1, replace=False)] = 1
    assert together(np.concatenate([small, counts], axis=1)).tolist() == [0, 1, 1]
    assert together(np.zeros((0, 3), np.int64)).tolist() == [0, 1, 2]
    assert together(counts[:1] * 1000).tolist() == [0, 0]


def test_what_is_alike_to_both_of_two_different_ones_joins_one_of_them() -> None:
    rng = np.random.default_rng(5)
    base = np.full(BLOCKS, 40)
    lean = np.where(np.arange(BLOCKS) % 2 == 0, 0.14, -0.14)
    one, other, between = (
        rng.poisson(base * (1 + lean * turn))[:, None] for turn in (1.0, -1.0, 0.0)
    )
    value, error = variation(one[:, 0], other)
    assert (value - 3 * error > DIFFERENT).all()
    found = together(np.concatenate([one, other, between], axis=1))
    assert found[2] in (0, 1)
    assert found[0] != found[1]


TABLES = st.integers(1, 12).flatmap(
    lambda blocks: arrays(
        np.int64, st.tuples(st.just(blocks), st.integers(1, 6)), elements=st.integers(0, 90)
    )
)


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_what_goes_together_was_alike_and_nothing_of_it_surely_different(counts: Longs) -> None:
    found = together(counts)
    assert (found[found] == found).all()
    assert (found <= np.arange(len(found))).all()
    for leader in np.unique(found):
        own = np.flatnonzero(found == leader)
        for k in own[1:]:
            rest = own[own < k]
            value, error = variation(counts[:, k], counts[:, rest])
            assert not (value - 3 * error > DIFFERENT).any()
    small = counts.sum(axis=0) < FEWEST
    assert (found[small] == np.flatnonzero(small)).all()


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_where_nothing_goes_together_no_two_are_alike(counts: Longs) -> None:
    found = together(counts)
    if len(np.unique(found)) < len(found):
        return
    large = np.flatnonzero(counts.sum(axis=0) >= FEWEST)
    for i in large:
        value, error = variation(counts[:, i], counts[:, large[large < i]])
        alike = np.maximum(value, 0) + 2 * error <= SAME
        assert (~alike | (value - 3 * error > DIFFERENT)).all()


def test_variation_does_not_depend_on_which_is_small() -> None:
    rng = np.random.default_rng(7)
    large = np.full(400, 200)
    for mean in (1.0, 20.0, 400.0):
        small = rng.poisson(mean * rng.gamma(4.0, 0.25, 400))
        value, error = variation(small, large[:, None])
        assert value[0] == pytest.approx(0.25, abs=5 * error[0] + 0.05)
        assert variation(large, small[:, None])[0] == pytest.approx(value)


def test_pools_are_counted_apart_and_in_pieces() -> None:
    rng = np.random.default_rng(6)
    counts = dealt(rng, volumes(rng, 30), [0.5, 0.5])
    block, stream = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    schedules = Schedules()
    for pool, shift in ((3, 0), (5, 1000)):
        for piece in np.array_split(rng.permutation(len(block)), 4):
            times = (block[piece] + shift + rng.random(len(piece))) * HOURS * 3600e6
            schedules.add(pool, (7 + 2 * stream[piece]).astype(np.int32), times.astype(np.int64))
    assert schedules.joined().to_pylist() == [
        {"pool": 3, "stream": 9, "joined": 7},
        {"pool": 5, "stream": 9, "joined": 7},
    ]


def test_nothing_counted_joins_nothing() -> None:
    assert Schedules().joined().num_rows == 0
