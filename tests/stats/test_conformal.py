"""Conformal p-values: the counting, exactness under exchangeability, and what is not asked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hydrometer.stats.conformal import p_values, smoothed_p_value

# Small integers make ties frequent.
VALUES = st.one_of(st.integers(-3, 3).map(float), st.just(math.nan))


def one_p_value(observed: float, references: NDArray[np.float64]) -> float:
    return float(p_values(np.array([observed]), references)[0])


def counted_by_hand(observed: float, references: list[float]) -> float:
    asked = [r for r in references if not math.isnan(r)]
    return (1 + sum(1 for r in asked if r >= observed)) / (len(asked) + 1)


@given(st.integers(-3, 3).map(float), st.lists(VALUES, max_size=12))
def test_is_the_rank_counted_by_hand(observed: float, references: list[float]) -> None:
    assert one_p_value(observed, np.array(references)) == counted_by_hand(observed, references)


@given(st.lists(VALUES, max_size=5), st.lists(VALUES, max_size=12))
def test_many_at_once_are_as_each_by_itself(observed: list[float], values: list[float]) -> None:
    references = np.array(values)
    found = p_values(np.array(observed), references)
    assert found.tolist() == [one_p_value(value, references) for value in observed]


@given(st.permutations(range(7)))
def test_each_rank_is_taken_once_when_nothing_ties(order: list[int]) -> None:
    values = np.array(order, dtype=float)
    ranks = sorted(one_p_value(values[i], np.delete(values, i)) for i in range(7))
    assert ranks == pytest.approx([k / 7 for k in range(1, 8)])


@given(st.lists(st.integers(0, 3).map(float), min_size=1, max_size=10))
def test_never_too_small_however_values_tie(values: list[float]) -> None:
    """Over all choices of which value is the judged one, at most a share t has p <= t."""
    array = np.array(values)
    p = np.array([one_p_value(array[i], np.delete(array, i)) for i in range(array.size)])
    for t in p:
        assert np.mean(p <= t) <= t + 1e-12


def test_smoothed_is_uniform_under_exchangeability() -> None:
    rng = np.random.default_rng(11)
    draws = 3000
    tied = rng.poisson(2.0, size=(draws, 20)).astype(float)
    p = np.sort([smoothed_p_value(row[0], row[1:], rng) for row in tied])
    steps = np.arange(1, draws + 1) / draws
    distance = max(np.max(steps - p), np.max(p - steps + 1 / draws))
    assert distance < 1.63 / math.sqrt(draws)  # Kolmogorov, 1% level


@given(st.integers(0, 2**32), st.lists(VALUES, max_size=12))
def test_smoothed_is_positive_and_at_most_the_plain_one(seed: int, references: list[float]) -> None:
    array = np.array(references)
    p = smoothed_p_value(1.0, array, np.random.default_rng(seed))
    assert 0 < p <= one_p_value(1.0, array)
    assert p == smoothed_p_value(1.0, array, np.random.default_rng(seed))


def test_an_unasked_statistic_is_no_evidence() -> None:
    assert one_p_value(math.nan, np.array([1.0, 2.0])) == 1.0
    assert smoothed_p_value(math.nan, np.array([1.0]), np.random.default_rng(0)) == 1.0


def test_no_reference_gives_one() -> None:
    assert one_p_value(5.0, np.array([])) == 1.0
    assert one_p_value(5.0, np.array([math.nan])) == 1.0


def test_infinite_statistics_are_ranked() -> None:
    assert one_p_value(math.inf, np.array([1.0, math.inf, 2.0])) == 0.5
    assert one_p_value(-math.inf, np.array([1.0, 2.0, 3.0])) == 1.0
