"""The interval of a mean: coverage, order, and what happens with little or no data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.stats.bootstrap import mean_interval


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=10), st.integers(0, 1000))
def test_lies_within_the_data_and_repeats(values: list[float], seed: int) -> None:
    array = np.array(values)
    low, high = mean_interval(array, np.random.default_rng(seed), draws=50)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert (low, high) == mean_interval(array, np.random.default_rng(seed), draws=50)


def test_covers_the_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        low, high = mean_interval(rng.exponential(size=40), rng, level=0.9, draws=300)
        covered += low <= 1.0 <= high
    assert 0.82 <= covered / 400 <= 0.94


def test_missing_runs_are_left_out() -> None:
    rng = np.random.default_rng(2)
    assert mean_interval(np.array([3.0, math.nan, 3.0]), rng) == (3.0, 3.0)
    assert all(math.isnan(end) for end in mean_interval(np.array([math.nan]), rng))


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_level_outside_its_range_is_an_error(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        mean_interval(np.array([1.0]), np.random.default_rng(0), level=level)
