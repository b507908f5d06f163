"""Combination: definitions by hand, honest level, and power beside one p near 1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtr

from hydrometer.stats.combine import bonferroni, truncated_cauchy

PARTS = st.lists(st.one_of(st.floats(1e-6, 1), st.just(math.nan)), max_size=8)


def cauchy_by_hand(p: list[float], ceiling: float) -> float:
    asked = [min(value, ceiling) for value in p if not math.isnan(value)]
    if not asked:
        return 1.0
    height = sum(math.tan((0.5 - value) * math.pi) for value in asked) / len(asked)
    return 0.5 - math.atan(height) / math.pi


@given(PARTS, st.sampled_from([0.5, 0.95, 0.99]))
def test_cauchy_against_a_loop(p: list[float], ceiling: float) -> None:
    combined = truncated_cauchy(np.array(p), ceiling)
    assert combined == pytest.approx(cauchy_by_hand(p, ceiling), rel=1e-7, abs=1e-12)


@given(PARTS)
def test_bonferroni_against_a_loop(p: list[float]) -> None:
    asked = [value for value in p if not math.isnan(value)]
    expected = min(1.0, min(asked) * len(asked)) if asked else 1.0
    assert bonferroni(np.array(p)) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(0, 5), st.floats(0, 1))
def test_smaller_parts_never_weaken_the_whole(p: list[float], at: int, factor: float) -> None:
    stronger = np.array(p)
    stronger[at % len(p)] *= factor
    for combine in (truncated_cauchy, bonferroni):
        assert combine(stronger) <= combine(np.array(p)) + 1e-12


def test_one_part_is_itself() -> None:
    for p in (1e-30, 0.02, 0.5, 0.94):
        assert truncated_cauchy(np.array([p])) == pytest.approx(p, rel=1e-9)
        assert bonferroni(np.array([p])) == p


def test_limits() -> None:
    assert truncated_cauchy(np.array([0.0, 1.0])) == bonferroni(np.array([0.0, 1.0])) == 0.0
    assert truncated_cauchy(np.array([1.0, 1.0])) == pytest.approx(0.95)
    assert bonferroni(np.array([0.9, 0.8])) == 1.0
    for empty in (np.array([]), np.array([math.nan])):
        assert truncated_cauchy(empty) == bonferroni(empty) == 1.0


def test_impossible_values_are_errors() -> None:
    for combine in (truncated_cauchy, bonferroni):
        with pytest.raises(ValueError, match="outside"):
            combine(np.array([0.5, 1.2]))
    with pytest.raises(ValueError, match="ceiling"):
        truncated_cauchy(np.array([0.5]), ceiling=1.0)


def correlated_p(seed: int, correlation: float, shifts: list[float]) -> NDArray[np.float64]:
    """One-sided p-values of normal statistics with one common correlation, shape (8000, parts)."""
    rng = np.random.default_rng(seed)
    z = math.sqrt(1 - correlation) * rng.standard_normal((8000, len(shifts)))
    z += math.sqrt(correlation) * rng.standard_normal((8000, 1)) + np.array(shifts)
    return np.asarray(ndtr(-z), dtype=np.float64)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_honest_level_stays_near_nominal(correlation: float) -> None:
    p = correlated_p(3, correlation, [0.0] * 4)
    assert np.mean([truncated_cauchy(row) <= 0.01 for row in p]) <= 0.02
    assert np.mean([bonferroni(row) <= 0.01 for row in p]) <= 0.0135  # 0.01 and three errors


def test_one_part_is_near_one_on_honest_groups_too() -> None:
    p = correlated_p(7, 0.0, [0.0, 0.0, 0.0, -4.0])
    assert np.mean([truncated_cauchy(row) <= 0.01 for row in p]) <= 0.02


def test_power_is_kept_beside_a_part_near_one() -> None:
    p = correlated_p(5, 0.3, [4.0, 4.0, 4.0, -5.0])
    plain = np.mean([cauchy_by_hand(list(row), 1 - 1e-15) <= 0.01 for row in p])
    kept = np.mean([truncated_cauchy(row) <= 0.01 for row in p])
    assert kept > 0.95
    assert np.mean([bonferroni(row) <= 0.01 for row in p]) > 0.95
    assert plain < 0.5 < kept
