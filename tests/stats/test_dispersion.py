"""Dispersion: naive oracle, exact mean given the margins, dealers beside independent customers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import chi2_contingency

from hydrometer.stats.dispersion import (
    allocation_dispersion,
    fano,
    intraclass_correlation,
    variance_ratio,
)

TABLES = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 6)
)


def dispersion_by_hand(counts: list[list[int]]) -> float:
    hours = [row for row in counts if sum(row) >= 2]
    members = [i for i in range(len(counts[0])) if sum(row[i] for row in hours) > 0]
    if len(hours) < 2 or len(members) < 2:
        return math.nan
    whole = sum(sum(row) for row in hours)
    chi_square = 0.0
    for row in hours:
        for i in members:
            expected = sum(row) * sum(other[i] for other in hours) / whole
            chi_square += (row[i] - expected) ** 2 / expected
    return chi_square / ((len(hours) - 1) * (len(members) - 1))


@given(TABLES)
def test_dispersion_against_loops(counts: NDArray[np.int64]) -> None:
    expected = dispersion_by_hand(counts.tolist())
    assert allocation_dispersion(counts) == pytest.approx(expected, nan_ok=True)


def test_dispersion_against_scipy() -> None:
    counts = np.random.default_rng(1).poisson(4.0, size=(12, 5)) + 1
    result = chi2_contingency(counts, correction=False)
    assert allocation_dispersion(counts) == pytest.approx(result.statistic / result.dof)


@given(TABLES)
def test_order_quiet_hours_and_unused_members_do_not_matter(counts: NDArray[np.int64]) -> None:
    padded = np.pad(counts, ((0, 2), (0, 3)))
    padded[-1, 0] = 1  # an hour with a single exchange
    before = allocation_dispersion(counts)
    assert allocation_dispersion(padded) == pytest.approx(before, nan_ok=True)
    assert allocation_dispersion(counts[::-1, ::-1]) == pytest.approx(before, nan_ok=True)


@pytest.mark.parametrize("counts", [np.zeros((4, 3)), np.ones((5, 1)), np.eye(4), np.zeros((0, 0))])
def test_undefined_is_nan(counts: NDArray[np.int64]) -> None:
    assert math.isnan(allocation_dispersion(counts))


def test_mean_given_the_margins_is_exact_on_sparse_tables() -> None:
    """Dealing the same exchanges to the same hours in every order: the mean is n / (n - 1)."""
    rng = np.random.default_rng(2)
    hours, members = np.repeat(np.arange(15), 2), np.repeat([0, 1, 2], [18, 8, 4])
    values = []
    for _ in range(4000):
        counts = np.zeros((15, 3), dtype=np.int64)
        np.add.at(counts, (hours, rng.permutation(members)), 1)
        values.append(allocation_dispersion(counts))
    error = float(np.std(values)) / math.sqrt(len(values))
    assert np.mean(values) == pytest.approx(30 / 29, abs=4 * error)


def dealt(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """A dispatcher: the total follows the clock, each exchange goes to a member at random."""
    totals = rng.poisson(30 * (1.1 + np.sin(np.arange(168) * 2 * np.pi / 24)))
    return rng.multinomial(totals, shares)


def bursty(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Independent customers: the same clock, each with bursts of its own."""
    clock = 30 * (1.1 + np.sin(np.arange(168) * 2 * np.pi / 24))
    bursts = rng.gamma(0.2, 5.0, size=(168, shares.size))
    return rng.poisson(clock[:, None] * shares * bursts)


def test_about_one_for_a_dispatcher_and_far_above_for_customers() -> None:
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(12, 2.0))
    for _ in range(20):
        assert allocation_dispersion(dealt(rng, shares)) == pytest.approx(1.0, abs=0.15)
        assert allocation_dispersion(bursty(rng, shares)) > 3.0


def test_near_zero_when_dealt_in_turn() -> None:
    in_turn = np.full((50, 4), 5)
    assert allocation_dispersion(in_turn) == 0.0


def test_a_bad_table_is_an_error() -> None:
    for use in (allocation_dispersion, variance_ratio):
        with pytest.raises(ValueError, match="hours x members"):
            use(np.array([1, 2, 3]))
        with pytest.raises(ValueError, match="negative"):
            use(np.array([[1, -2], [3, 4]]))


def test_fano_is_variance_over_mean() -> None:
    assert fano(np.array([2, 4, 6])) == pytest.approx(1.0)
    assert fano(np.array([3, 3, 3])) == 0.0
    assert math.isnan(fano(np.array([3])))
    assert math.isnan(fano(np.zeros(5, dtype=np.int64)))


def test_fano_is_about_one_for_a_steady_stream_only() -> None:
    rng = np.random.default_rng(4)
    assert fano(rng.poisson(9.0, size=5000)) == pytest.approx(1.0, abs=0.1)
    assert fano(rng.poisson(rng.gamma(1.0, 9.0, size=5000))) > 5


def test_variance_ratio_reads_company() -> None:
    rng = np.random.default_rng(5)
    apart = rng.poisson(5.0, size=(4000, 6))
    assert variance_ratio(apart) == pytest.approx(1.0, abs=0.1)
    assert variance_ratio(np.repeat(apart[:, :1], 6, axis=1)) == pytest.approx(6.0)
    handed_over = np.column_stack([apart[:, 0], 40 - apart[:, 0]])
    assert variance_ratio(handed_over) == pytest.approx(0.0)


def test_variance_ratio_undefined_is_nan() -> None:
    assert math.isnan(variance_ratio(np.array([[1, 2]])))
    assert math.isnan(variance_ratio(np.full((4, 2), 3)))


PAIRS = arrays(np.int64, st.tuples(st.integers(1, 5), st.just(2)), elements=st.integers(0, 5))


@given(PAIRS)
def test_correlation_against_every_pair_of_draws(counts: NDArray[np.int64]) -> None:
    share = counts[:, 0].sum() / max(counts.sum(), 1)
    products = []
    for first, second in counts.tolist():
        draws = [1 - share] * first + [-share] * second
        products += [x * y for i, x in enumerate(draws) for j, y in enumerate(draws) if i != j]
    known = products and 0 < share < 1
    expected = np.mean(products) / (share * (1 - share)) if known else math.nan
    assert intraclass_correlation(counts)[0] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_correlation_of_hours_that_hold_one_member_each_is_one() -> None:
    apart = np.array([[9, 0], [0, 9], [9, 0], [0, 9]])
    assert intraclass_correlation(apart)[0] == pytest.approx(1.0)


def test_correlation_of_one_mix_is_nothing_within_its_error() -> None:
    rng = np.random.default_rng(2)
    totals = rng.integers(1, 60, 25)
    found = [
        intraclass_correlation(np.stack([first, totals - first], axis=1))
        for first in rng.binomial(totals, 0.3, (400, 25))
    ]
    values, errors = np.array(found).T
    assert abs(values.mean()) < 0.1 * values.std()
    assert errors.mean() == pytest.approx(values.std(), rel=0.1)


@pytest.mark.parametrize("counts", [np.zeros((3, 2)), np.eye(2), np.array([[4, 0], [5, 0]])])
def test_correlation_that_nothing_tells_is_nan(counts: NDArray[np.int64]) -> None:
    assert np.isnan(intraclass_correlation(counts)).all()


def test_correlation_is_of_two() -> None:
    with pytest.raises(ValueError, match="2 members"):
        intraclass_correlation(np.ones((2, 3), np.int64))
