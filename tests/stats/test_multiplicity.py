"""False discovery control: the definitions by naive loops, and the realised rate in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from hydrometer.stats.conformal import p_values
from hydrometer.stats.evalues import p_to_e
from hydrometer.stats.multiplicity import benjamini_hochberg, e_bh, holm, q_values

# Coarse values make ties and exact thresholds frequent.
E_LISTS = st.lists(
    st.one_of(st.integers(0, 60).map(float), st.just(math.inf), st.just(math.nan)), max_size=9
)
P_LISTS = st.lists(st.integers(0, 40).map(lambda k: k / 40), max_size=9)
LEVELS = st.sampled_from([0.01, 0.05, 0.1, 0.3, 0.9])


def e_bh_by_hand(e_values: list[float], fdr: float) -> list[bool]:
    known = [0.0 if math.isnan(e) else e for e in e_values]
    best = math.inf
    for k, e in enumerate(sorted(known, reverse=True), start=1):
        if e > 0 and len(known) / (k * e) <= fdr:
            best = e
    return [e >= best if best < math.inf else e == math.inf for e in known]


def bh_by_hand(p: list[float], fdr: float) -> list[bool]:
    cut = -1.0
    for k, value in enumerate(sorted(p), start=1):
        if len(p) * value / k <= fdr:
            cut = value
    return [value <= cut for value in p]


@given(E_LISTS, LEVELS)
def test_e_bh_against_its_definition(values: list[float], fdr: float) -> None:
    assert e_bh(np.array(values), fdr).tolist() == e_bh_by_hand(values, fdr)


@given(E_LISTS)
def test_q_value_is_the_smallest_level_that_reports(values: list[float]) -> None:
    array = np.array(values)
    for i, q in enumerate(q_values(array)):
        assert 0 <= q <= 1
        if 0 < q < 1:
            assert e_bh(array, q)[i]
            assert not e_bh(array, q * (1 - 1e-9))[i]


@given(E_LISTS)
def test_q_values_fall_as_evidence_grows(values: list[float]) -> None:
    array = np.nan_to_num(np.array(values), nan=0.0, posinf=np.inf)
    q = q_values(array)
    assert np.all(np.diff(q[np.argsort(array, kind="stable")]) <= 0)


def test_worked_example() -> None:
    np.testing.assert_allclose(q_values(np.array([400.0, 3.0, 80.0, 0.0])), [0.01, 4 / 9, 0.025, 1])


def test_what_was_not_asked_still_counts_in_the_batch() -> None:
    np.testing.assert_allclose(q_values(np.array([100.0, math.nan])), [0.02, 1.0])


@given(P_LISTS, LEVELS)
def test_benjamini_hochberg_against_its_definition(p: list[float], fdr: float) -> None:
    assert benjamini_hochberg(np.array(p), fdr).tolist() == bh_by_hand(p, fdr)


def test_benjamini_hochberg_against_scipy() -> None:
    p = np.random.default_rng(2).beta(0.4, 1.0, size=300)
    expected = false_discovery_control(p) <= 0.1
    assert 0 < expected.sum() < 300
    np.testing.assert_array_equal(benjamini_hochberg(p, 0.1), expected)


def test_benjamini_hochberg_never_reports_nan() -> None:
    assert benjamini_hochberg(np.array([math.nan, 1e-9]), 0.05).tolist() == [False, True]


def holm_by_hand(p: list[float], weights: list[float], rate: float) -> list[bool]:
    """Report the least p / weight while it is at most the rate over the weight that is left."""
    left = list(range(len(p)))
    while left:
        least = min(left, key=lambda i: p[i] / weights[i])
        if p[least] > rate * weights[least] / sum(weights[i] for i in left):
            break
        left.remove(least)
    return [i not in left for i in range(len(p))]


@given(st.lists(st.tuples(st.floats(1e-6, 1.0), st.floats(0.1, 10.0)), max_size=9), LEVELS)
def test_holm_against_its_definition(tests: list[tuple[float, float]], rate: float) -> None:
    p, weights = [p for p, _ in tests], [weight for _, weight in tests]
    reported = holm(np.array(p), np.array(weights)) <= rate * (1 + 1e-12)
    assert reported.tolist() == holm_by_hand(p, weights, rate * (1 + 1e-12))


def test_holm_worked_example() -> None:
    p, weights = np.array([0.01, 0.02, math.nan]), np.array([1.0, 4.0, 1.0])
    np.testing.assert_allclose(holm(p, weights), [0.03, 0.03, 1.0])


def test_holm_keeps_the_chance_of_any_false_report_whatever_the_dependence() -> None:
    rng, rate, rounds = np.random.default_rng(8), 0.1, 4000
    weights = np.array([8.0, 1.0, 1.0, 4.0, 2.0])
    false = 0
    for _ in range(rounds):
        alike = np.where(rng.random(5) < 0.5, rng.random(), rng.random(5))
        alike[0] = 1e-6  # a true finding
        false += bool((holm(alike, weights)[1:] <= rate).any())
    assert 0 < false / rounds <= rate + 3 * math.sqrt(rate * (1 - rate) / rounds)


@pytest.mark.parametrize("fdr", [0.0, 1.0, -1.0, math.nan])
def test_a_level_outside_its_range_is_an_error(fdr: float) -> None:
    for use in (e_bh, benjamini_hochberg):
        with pytest.raises(ValueError, match="false discovery rate"):
            use(np.array([0.5]), fdr)


def test_impossible_values_are_errors() -> None:
    with pytest.raises(ValueError, match="negative"):
        q_values(np.array([-1.0]))
    with pytest.raises(ValueError, match="outside"):
        benjamini_hochberg(np.array([1.5]), 0.1)
    with pytest.raises(ValueError, match="outside"):
        holm(np.array([-0.1]), np.ones(1))
    with pytest.raises(ValueError, match="not positive"):
        holm(np.array([0.5]), np.zeros(1))


def false_share(reported: NDArray[np.bool_], real: int) -> float:
    """Share of false ones among the reported, when the first ``real`` are true discoveries."""
    return float(reported[real:].sum() / max(1, reported.sum()))


@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_e_bh_realised_rate_with_dependent_e_values(correlation: float) -> None:
    rng, shift, real, fdr = np.random.default_rng(4), 3.5, 10, 0.1
    shares, found = [], 0
    for _ in range(500):
        shared, own = rng.standard_normal(), rng.standard_normal(60)
        z = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * own
        z[:real] += shift
        reported = e_bh(np.exp(shift * z - shift**2 / 2), fdr)
        shares.append(false_share(reported, real))
        found += int(reported[:real].sum())
    assert np.mean(shares) <= fdr
    assert found / (500 * real) > 0.3  # not kept by reporting nothing


def test_e_bh_spends_its_whole_level_in_the_worst_case() -> None:
    """One null in K, at random, shows K / fdr with probability fdr: mean 1, the rate is fdr."""
    rng, k, fdr, rounds = np.random.default_rng(6), 20, 0.2, 4000
    false = 0
    for _ in range(rounds):
        e = np.zeros(k)
        if rng.random() < fdr:
            e[rng.integers(k)] = k / fdr
        false += int(e_bh(e, fdr).any())
    assert false / rounds == pytest.approx(fdr, abs=3 * math.sqrt(fdr * (1 - fdr) / rounds))


def test_realised_rate_from_shared_references_to_report() -> None:
    """The way of the judgement: conformal p against shared references, e-value, e-BH.

    20,000 references: with 2,000 no e-value passes 35, and ten finds in forty need 40.
    """
    rng, real, fdr, rounds = np.random.default_rng(9), 10, 0.1, 100
    shares, found = [], 0
    for _ in range(rounds):
        references = np.sort(rng.standard_normal(20_000))
        judged = rng.standard_normal(40)
        judged[:real] += 6.0
        p = p_values(judged, references)
        reported = e_bh(p_to_e(p), fdr)
        shares.append(false_share(reported, real))
        found += int(reported[:real].sum())
    assert np.mean(shares) <= fdr
    assert found / (rounds * real) > 0.5


def test_benjamini_hochberg_realised_rate_when_independent() -> None:
    rng, real, fdr = np.random.default_rng(12), 10, 0.2
    shares = []
    for _ in range(1000):
        p = rng.uniform(size=50)
        p[:real] *= 1e-3
        shares.append(false_share(benjamini_hochberg(p, fdr), real))
    assert np.mean(shares) == pytest.approx(fdr * 40 / 50, abs=0.02)
