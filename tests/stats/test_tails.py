"""P-values beyond the last rank."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hydrometer.stats.conformal import p_values
from hydrometer.stats.tails import FEWEST, REACH, tail_p_values

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=150)


def rank_of(observed: float, references: NDArray[np.float64]) -> float:
    return float(p_values(np.array([observed]), references)[0])


def tail_of(observed: float, references: NDArray[np.float64], cautious: bool = True) -> float:
    return float(tail_p_values(np.array([observed]), references, np.array([cautious]))[0])


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=150),
    st.lists(st.tuples(st.floats(-200, 200), st.booleans())),
)
def test_many_at_once_are_as_each_by_itself(
    values: list[float], asked: list[tuple[float, bool]]
) -> None:
    references = np.array(values)
    observed, cautious = (np.array([pair[n] for pair in asked]) for n in (0, 1))
    found = tail_p_values(observed.astype(float), references, cautious.astype(bool))
    assert found.tolist() == [tail_of(value, references, careful) for value, careful in asked]


@given(st.floats(-200, 200), VALUES)
def test_is_never_less_than_a_hundredth_of_the_conformal_p_value(
    observed: float, values: list[float]
) -> None:
    references = np.array(values)
    ranked = rank_of(observed, references)
    least = ranked / REACH if observed > references.max() else ranked
    bold, careful = (tail_of(observed, references, c) for c in (False, True))
    assert least <= bold <= min(ranked, careful)
    assert careful <= 1.0


@given(st.floats(-200, 200), VALUES)
def test_among_the_references_it_is_the_conformal_p_value_but_for_caution(
    observed: float, values: list[float]
) -> None:
    references = np.array([*values, 200.0])
    assert tail_of(observed, references, cautious=False) == rank_of(observed, references)


@given(
    st.lists(st.floats(-100, 100), min_size=FEWEST, max_size=150),
    st.floats(-200, 200),
    st.booleans(),
)
def test_what_is_larger_has_no_larger_p_value(
    values: list[float], observed: float, cautious: bool
) -> None:
    references = np.array(values)
    more = np.sort([observed, *np.quantile(references, [0.5, 0.8, 0.9, 1.0]), 150.0])
    found = [tail_of(float(x), references, cautious) for x in more]
    assert all(one >= other for one, other in pairwise(found))


def test_is_the_conformal_p_value_below_the_top_fifth() -> None:
    references = np.arange(500.0)
    for observed in (-1.0, 17.0, 390.0):
        assert tail_of(observed, references) == rank_of(observed, references)


def test_with_caution_the_first_rank_does_not_count_for_more_than_the_tail() -> None:
    references = np.append(np.arange(100.0, 600.0), np.full(50, 600.0))
    just_beyond = tail_of(600.1, references)
    assert just_beyond > rank_of(600.1, references)
    assert just_beyond < tail_of(599.9, references)
    assert tail_of(600.1, references, cautious=False) == rank_of(600.1, references)


def test_few_references_are_not_extended() -> None:
    references = np.arange(float(FEWEST - 1))
    assert tail_of(1e6, references) == rank_of(1e6, references)


def test_falls_with_the_distance_beyond_the_last_reference() -> None:
    references = np.random.default_rng(0).exponential(size=400)
    beyond = references.max() + np.array([0.1, 1.0, 50.0])
    near, far, farthest = (tail_of(float(x), references) for x in beyond)
    assert near >= far >= farthest == pytest.approx(1 / 401 / REACH)


def test_unknown_is_no_evidence() -> None:
    for cautious in (False, True):
        assert tail_of(float("nan"), np.arange(200.0), cautious) == 1.0
    assert tail_of(5.0, np.full(200, 1.0)) == rank_of(5.0, np.full(200, 1.0))


def test_is_valid_for_sums_of_minus_log_p() -> None:
    """Under the null it is at most nominal down to a hundredth of the last rank."""
    rng = np.random.default_rng(1)
    draws = rng.gamma(3.0, size=(20_000, 201))
    found = np.array([tail_of(row[0], row[1:]) for row in draws])
    for level in (0.0002, 0.001, 0.002, 0.01, 0.05):
        assert np.mean(found <= level) <= level + 3 * np.sqrt(level / 20_000)
