"""E-values: the calibrator against its integral, validity, and how e-values are put together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from hydrometer.stats.evalues import average, bits, p_to_e, product

E_VALUES = st.lists(st.floats(0, 1e6), max_size=8)


@given(st.floats(1e-12, 1.0))
def test_is_the_integral_over_kappa(p: float) -> None:
    integral, _ = quad(lambda kappa: kappa * p ** (kappa - 1), 0, 1, epsabs=0, epsrel=1e-10)
    assert p_to_e(p) == pytest.approx(integral, rel=1e-7)


def test_is_the_closed_form_where_that_is_safe() -> None:
    p = np.array([1e-8, 1e-3, 0.05, 0.3, 0.7])
    closed = (1 - p + p * np.log(p)) / (p * np.log(p) ** 2)
    np.testing.assert_allclose(p_to_e(p), closed, rtol=1e-12)


def test_limits() -> None:
    assert p_to_e(1.0) == 0.5
    assert p_to_e(0.0) == math.inf
    assert p_to_e(1e-300) == pytest.approx(1e300 / math.log(1e-300) ** 2)
    assert p_to_e(5e-324) > 1e300
    assert p_to_e(math.nan) == 1.0


def test_series_and_closed_form_meet() -> None:
    p = np.exp(-np.linspace(0.009, 0.011, 2001))
    e = p_to_e(p)
    assert np.all(np.diff(e) > 0)
    # The slope there is 1/6 a nat: no step larger than the grid's.
    assert np.max(np.diff(e)) < 1.02 * np.min(np.diff(e))


@given(st.floats(0, 1), st.floats(0, 1))
def test_smaller_p_is_never_less_evidence(p: float, q: float) -> None:
    assert p_to_e(min(p, q)) >= p_to_e(max(p, q))


def test_mean_under_the_null_is_one_by_integral() -> None:
    # Substituting p = exp(-L); what lies beyond L adds about 1/L.
    mass, _ = quad(lambda nats: p_to_e(math.exp(-nats)) * math.exp(-nats), 0, 600, limit=400)
    assert mass <= 1.0
    assert mass == pytest.approx(1 - 1 / 600, abs=1e-4)


def test_mean_under_the_null_is_at_most_one_in_simulation() -> None:
    e = p_to_e(np.random.default_rng(5).uniform(size=200_000))
    assert np.mean(e) <= 1.0
    for level in (0.1, 0.01, 0.001):  # Markov
        assert np.mean(e >= 1 / level) <= level


def test_conformal_grid_has_mean_at_most_one() -> None:
    for n in (1, 19, 999):
        assert np.mean(p_to_e(np.arange(1, n + 2) / (n + 1))) <= 1.0


@pytest.mark.parametrize(("references", "most_bits"), [(300, 3.2), (2000, 5.1)])
def test_bits_are_limited_by_the_number_of_references(references: int, most_bits: float) -> None:
    assert bits(p_to_e(1 / (references + 1))) == pytest.approx(most_bits, abs=0.05)


def test_shapes_are_kept() -> None:
    assert p_to_e(np.full((2, 3), 0.5)).shape == (2, 3)
    assert isinstance(p_to_e(0.5), float)
    assert isinstance(bits(2.0), float)


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_a_p_value_outside_its_range_is_an_error(p: float) -> None:
    with pytest.raises(ValueError, match=r"outside \[0, 1\]"):
        p_to_e(p)


def test_bits_are_log2() -> None:
    np.testing.assert_array_equal(bits(np.array([8.0, 1.0, 0.0])), [3.0, 0.0, -math.inf])


@given(E_VALUES)
def test_product_and_average_against_loops(values: list[float]) -> None:
    array = np.array(values)
    assert product(array) == pytest.approx(math.prod(values), rel=1e-9, abs=1e-300)
    expected = sum(values) / len(values) if values else 1.0
    assert average(array) == pytest.approx(expected)


def test_product_and_average_leave_out_what_was_not_asked() -> None:
    assert product(np.array([math.nan, 4.0, 2.0])) == pytest.approx(8.0)
    assert average(np.array([math.nan, 4.0, 2.0])) == 3.0
    assert product(np.array([math.nan])) == average(np.array([math.nan])) == 1.0


def test_product_does_not_overflow_on_the_way() -> None:
    assert product(np.array([1e300, 1e300, 1e-300, 1e-300])) == pytest.approx(1.0, rel=1e-9)
    assert product(np.array([math.inf, 0.0])) == 0.0
    assert product(np.array([math.inf, 2.0])) == math.inf


def test_a_negative_e_value_is_an_error() -> None:
    for use in (product, average, bits):
        with pytest.raises(ValueError, match="negative"):
            use(np.array([1.0, -1.0]))


def test_product_of_independent_e_values_keeps_markov() -> None:
    p = np.random.default_rng(8).uniform(size=(20_000, 3))
    joint = np.array([product(row) for row in p_to_e(p)])
    assert np.mean(joint >= 20) <= 0.05
