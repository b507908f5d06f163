"""Dispersion: naive oracle, exact mean given the margins, dealers beside independent customers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from hydrometer.stats.dispersion import (
    allocation_dispersion,
    concurrence,
    fano,
    intraclass_correlation,
    variance_ratio,
)

TABLES = arrays(
    np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 6)
)


def dispersion_by_hand(counts: list[list[int]]) -> tuple[float, float]:
    """By going through every pair of draws."""
    hours = [row for row in counts if sum(row) >= 2]
    draws = [(h, m) for h, row in enumerate(hours) for m, n in enumerate(row) for _ in range(n)]
    pairs = [(x, y) for i, x in enumerate(draws) for y in draws[:i]]
    members = sorted({m for _, m in draws})
    if len(hours) < 2 or len(members) < 2:
        return math.nan, math.nan
    sizes = {m: sum(own == m for _, own in draws) for m in members}
    middle = float(np.median(list(sizes.values())))
    together = sum(x[0] == y[0] for x, y in pairs) / len(pairs)
    met = chance = spread = 0.0
    for m in members:
        weight = min(1.0, (middle / sizes[m]) ** 2)
        own = [(x, y) for x, y in pairs if x[1] == m == y[1]]
        met += weight * sum(x[0] == y[0] for x, y in own)
        chance += weight * len(own) * together
        spread += weight**2 * len(own) * together
    if not chance:
        return math.nan, math.nan
    return (met / chance * together - together) / (1 - together), (
        math.sqrt(spread) / chance * together / (1 - together)
    )


@given(TABLES)
def test_dispersion_against_every_pair_of_draws(counts: NDArray[np.int64]) -> None:
    expected = dispersion_by_hand(counts.tolist())
    assert allocation_dispersion(counts) == pytest.approx(expected, nan_ok=True)


@given(TABLES)
def test_order_quiet_hours_and_unused_members_do_not_matter(counts: NDArray[np.int64]) -> None:
    padded = np.pad(counts, ((0, 2), (0, 3)))
    padded[-1, 0] = 1  # an hour with a single exchange
    before = allocation_dispersion(counts)
    assert allocation_dispersion(padded) == pytest.approx(before, nan_ok=True)
    assert allocation_dispersion(counts[::-1, ::-1]) == pytest.approx(before, nan_ok=True)


@pytest.mark.parametrize(
    "counts", [np.zeros((4, 3)), np.ones((5, 1)), np.eye(4), np.zeros((0, 0)), np.ones((1, 4))]
)
def test_undefined_is_nan(counts: NDArray[np.int64]) -> None:
    assert np.isnan(allocation_dispersion(counts)).all()


def test_mean_given_the_margins_is_exact_on_sparse_tables() -> None:
    """Dealing the same exchanges to the same hours in every order: the mean is 0."""
    rng = np.random.default_rng(2)
    hours, members = np.repeat(np.arange(15), 2), np.repeat([0, 1, 2], [18, 8, 4])
    values, errors = [], []
    for _ in range(4000):
        counts = np.zeros((15, 3), dtype=np.int64)
        np.add.at(counts, (hours, rng.permutation(members)), 1)
        value, error = allocation_dispersion(counts)
        values.append(value)
        errors.append(error)
    assert np.mean(values) == pytest.approx(0.0, abs=float(4 * np.std(values)) / 4000**0.5)
    assert np.std(values) == pytest.approx(np.mean(errors), rel=0.25)


def dealt(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """A dispatcher: the total follows the clock, each exchange goes to a member at random."""
    totals = rng.poisson(30 * (1.1 + np.sin(np.arange(168) * 2 * np.pi / 24)))
    return rng.multinomial(totals, shares)


def bursty(rng: np.random.Generator, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Independent customers: the same clock, each with bursts of its own."""
    clock = 30 * (1.1 + np.sin(np.arange(168) * 2 * np.pi / 24))
    bursts = rng.gamma(0.2, 5.0, size=(168, shares.size))
    return rng.poisson(clock[:, None] * shares * bursts)


def test_about_zero_for_a_dispatcher_and_above_for_customers() -> None:
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(12, 2.0))
    for _ in range(20):
        value, error = allocation_dispersion(dealt(rng, shares))
        assert abs(value) < 4 * error < 0.001
        assert allocation_dispersion(bursty(rng, shares))[0] > 0.01


def test_one_member_that_has_nearly_all_does_not_speak_for_the_others() -> None:
    rng = np.random.default_rng(4)
    few = bursty(rng, np.full(6, 0.02))
    together = np.column_stack([rng.poisson(400, len(few)), few])
    assert allocation_dispersion(together)[0] > 0.01


def test_one_if_each_member_has_an_hour_of_its_own() -> None:
    assert allocation_dispersion(np.diag([5, 9, 7]))[0] == pytest.approx(1.0)


def test_below_zero_when_dealt_in_turn() -> None:
    met, together = 500 / 31_125, 9_500 / 499_500
    assert allocation_dispersion(np.full((50, 4), 5))[0] == pytest.approx(
        (met - together) / (1 - together)
    )


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


def correlation(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Of one pair, hours x 2."""
    values, errors = intraclass_correlation(counts[:, 0], counts[:, 1:])
    return float(values[0]), float(errors[0])


@given(PAIRS)
def test_correlation_against_every_pair_of_draws(counts: NDArray[np.int64]) -> None:
    share = counts[:, 0].sum() / max(counts.sum(), 1)
    products = []
    for first, second in counts.tolist():
        draws = [1 - share] * first + [-share] * second
        products += [x * y for i, x in enumerate(draws) for j, y in enumerate(draws) if i != j]
    known = products and 0 < share < 1
    expected = np.mean(products) / (share * (1 - share)) if known else math.nan
    assert correlation(counts)[0] == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(TABLES)
def test_correlation_of_several_pairs_is_that_of_each(counts: NDArray[np.int64]) -> None:
    values, errors = intraclass_correlation(counts[:, 0], counts)
    for k in range(counts.shape[1]):
        assert (values[k], errors[k]) == pytest.approx(
            correlation(counts[:, [0, k]]), abs=1e-9, nan_ok=True
        )


def test_correlation_of_hours_that_hold_one_member_each_is_one() -> None:
    apart = np.array([[9, 0], [0, 9], [9, 0], [0, 9]])
    assert correlation(apart)[0] == pytest.approx(1.0)


def test_correlation_of_one_mix_is_nothing_within_its_error() -> None:
    rng = np.random.default_rng(2)
    totals = rng.integers(1, 60, 25)
    found = [
        correlation(np.stack([first, totals - first], axis=1))
        for first in rng.binomial(totals, 0.3, (400, 25))
    ]
    values, errors = np.array(found).T
    assert abs(values.mean()) < 0.1 * values.std()
    assert errors.mean() == pytest.approx(values.std(), rel=0.1)


@pytest.mark.parametrize("counts", [np.zeros((3, 2)), np.eye(2), np.array([[4, 0], [5, 0]])])
def test_correlation_that_nothing_tells_is_nan(counts: NDArray[np.int64]) -> None:
    assert np.isnan(correlation(counts)).all()


def test_correlation_is_over_the_same_hours() -> None:
    with pytest.raises(ValueError, match="2 hours of one and 3 of the others"):
        intraclass_correlation(np.ones(2, np.int64), np.ones((3, 1), np.int64))


def days_of(rng: np.random.Generator, common: bool) -> NDArray[np.int64]:
    """Draws in 28 days of three spans, the days' volumes one for all or each member's own."""
    busy = rng.gamma(0.5, 2.0, (28, 1, 1 if common else 12))
    rates = 3.0 * busy * np.array([1.0, 0.5, 0.1])[:, None] * np.ones(12)
    return np.asarray(rng.poisson(rates), np.int64)


RESTING = np.arange(28) % 7 >= 5


def test_one_queue_is_shared_by_all_and_independent_days_by_none() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        share, bound = concurrence(days_of(rng, True), RESTING)
        assert share == pytest.approx(1.0, abs=0.35)
        assert 0.3 < bound <= share
        share, bound = concurrence(days_of(rng, False), RESTING)
        assert bound <= share < 0.2


def test_nights_and_weekends_are_nothing_in_common() -> None:
    rng = np.random.default_rng(6)
    rates = np.where(RESTING, 0.2, 4.0)[:, None, None] * np.array([1.0, 0.5, 0.1])[:, None]
    for _ in range(20):
        counts = rng.poisson(rates * np.ones(12))
        assert concurrence(counts, RESTING)[1] < 0.05
        assert concurrence(counts, np.zeros(28, bool))[1] > 0.3


@given(st.integers(0, 2**32 - 1))
def test_concurrence_counts_pairs(seed: int) -> None:
    """Against every pair of draws, one by one, where all members have as many."""
    rng = np.random.default_rng(seed)
    draws = [(int(rng.integers(6)), int(rng.integers(2)), m) for m in range(4) for _ in range(5)]
    resting = np.array([False, True, False, True, False, False])
    counts = np.zeros((6, 2, 4), np.int64)
    for draw in draws:
        counts[draw] += 1
    days = {kind: int((resting == kind).sum()) for kind in (False, True)}
    met, possible = np.zeros(2), np.zeros(2)
    for i, one in enumerate(draws):
        for other in draws[:i]:
            own = int(one[2] == other[2])
            alike = one[1] == other[1] and resting[one[0]] == resting[other[0]]
            possible[own] += alike / days[bool(resting[one[0]])]
            met[own] += one[:2] == other[:2]
    other, own = met / np.maximum(possible, 1e-300) - 1.0
    share, bound = concurrence(counts, resting)
    if possible.min() == 0.0:
        assert np.isnan(bound)
    else:
        assert share == pytest.approx(max(other, 0.0) / (max(other, own, 0.0) + 1e-9))
        assert -1.0 <= bound <= max(share, 0.0) + 1e-9


def test_nothing_is_said_of_one_day_one_member_or_single_draws() -> None:
    for counts in (np.ones((1, 3, 4)), np.ones((9, 3, 1)), np.zeros((9, 3, 4))):
        assert np.isnan(concurrence(counts.astype(np.int64), np.zeros(len(counts), bool))).all()


def test_a_bad_table_of_days_is_an_error() -> None:
    with pytest.raises(ValueError, match="days x hours x members"):
        concurrence(np.ones((3, 4), np.int64), np.zeros(3, bool))
    with pytest.raises(ValueError, match="resting by day"):
        concurrence(np.ones((3, 3, 4), np.int64), np.zeros(2, bool))
    with pytest.raises(ValueError, match="negative"):
        concurrence(np.full((3, 3, 4), -1), np.zeros(3, bool))
