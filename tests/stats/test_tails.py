"""P-values beyond the last rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.stats.conformal import p_value
from hydrometer.stats.tails import FEWEST, REACH, tail_p_value

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=150)


@given(st.floats(-200, 200), VALUES)
def test_lies_between_a_hundredth_of_the_conformal_p_value_and_itself(
    observed: float, values: list[float]
) -> None:
    references = np.array(values)
    ranked = p_value(observed, references)
    assert ranked / REACH <= tail_p_value(observed, references) <= ranked


def test_is_the_conformal_p_value_within_the_references() -> None:
    references = np.arange(500.0)
    for observed in (-1.0, 17.0, 499.0):
        assert tail_p_value(observed, references) == p_value(observed, references)


def test_few_references_are_not_extended() -> None:
    references = np.arange(float(FEWEST - 1))
    assert tail_p_value(1e6, references) == p_value(1e6, references)


def test_falls_with_the_distance_beyond_the_last_reference() -> None:
    references = np.random.default_rng(0).exponential(size=400)
    beyond = references.max() + np.array([0.1, 1.0, 50.0])
    near, far, farthest = (tail_p_value(float(x), references) for x in beyond)
    assert near >= far >= farthest == pytest.approx(1 / 401 / REACH)


def test_unknown_is_no_evidence() -> None:
    assert tail_p_value(float("nan"), np.arange(200.0)) == 1.0
    assert tail_p_value(5.0, np.full(200, 1.0)) == p_value(5.0, np.full(200, 1.0))


def test_is_valid_for_sums_of_minus_log_p() -> None:
    """Under the null it is at most nominal down to a hundredth of the last rank."""
    rng = np.random.default_rng(1)
    draws = rng.gamma(3.0, size=(20_000, 201))
    found = np.array([tail_p_value(row[0], row[1:]) for row in draws])
    for level in (0.0002, 0.001, 0.002, 0.01, 0.05):
        assert np.mean(found <= level) <= level + 3 * np.sqrt(level / 20_000)
