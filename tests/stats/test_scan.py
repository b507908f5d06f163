"""The scan's score: naive formula, compiled twins, and silence where nothing is shared."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hydrometer.stats.scan import gain_of, group_score, search_cost, search_cost_of, value_gain

VALUE = st.tuples(st.integers(0, 8), st.floats(1e-6, 10), st.integers(1, 10_000))


def gain_by_hand(x: float, lam: float, family_size: float, m: int) -> float:
    if x <= lam:
        return 0.0
    return x * math.log(x / lam) - x + lam - math.log(family_size) - math.log(m)


def score_by_hand(values: list[tuple[int, float, int]], m: int, n: int, cap: float) -> float:
    net = 0.0
    for x, lam, size in values:
        net += min(max(gain_by_hand(x, lam, size, m), 0.0), x * cap)
    return net - math.log(math.comb(n, m)) - math.log(n)


Column = NDArray[np.float64]


def columns(values: list[tuple[int, float, int]]) -> tuple[Column, Column, Column]:
    table = np.array(values, dtype=float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


@given(st.lists(VALUE, max_size=8), st.integers(8, 40))
def test_gains_against_the_formula(values: list[tuple[int, float, int]], m: int) -> None:
    expected = np.array([gain_by_hand(x, lam, size, m) for x, lam, size in values])
    np.testing.assert_allclose(value_gain(*columns(values), m), expected, rtol=1e-9, atol=1e-9)


@given(st.lists(VALUE, max_size=8), st.integers(8, 40), st.integers(40, 500))
def test_score_against_the_formula(values: list[tuple[int, float, int]], m: int, n: int) -> None:
    x, lam, sizes = columns(values)
    for cap in (2.0, math.log(n)):
        expected = score_by_hand(values, m, n, cap)
        assert group_score(x, lam, sizes, m, n, cap) == pytest.approx(expected, rel=1e-9)
    assert group_score(x, lam, sizes, m, n) == group_score(x, lam, sizes, m, n, math.log(n))


@given(st.integers(1, 300), st.data())
def test_search_cost_against_the_binomial(n: int, data: st.DataObject) -> None:
    m = data.draw(st.integers(1, n))
    exact = math.log(math.comb(n, m)) + math.log(n)
    assert search_cost(n, m) == pytest.approx(exact, rel=1e-9, abs=1e-9)


def test_search_cost_at_size() -> None:
    exact = math.log(math.comb(100_000, 500)) + math.log(100_000)
    assert search_cost(100_000, 500) == pytest.approx(exact, rel=1e-9)


@given(VALUE, st.integers(8, 40), st.integers(40, 500))
def test_compiled_and_plain_are_one_formula(value: tuple[int, float, int], m: int, n: int) -> None:
    x, lam, size = value
    arguments = (float(x), lam, math.log(size), math.log(m))
    assert gain_of(*arguments) == pytest.approx(gain_of.py_func(*arguments), rel=1e-12, abs=1e-12)
    assert gain_of(*arguments) == value_gain(*columns([value]), m)[0]
    cost = search_cost_of(float(n), float(m))
    assert cost == search_cost(n, m)
    assert cost == pytest.approx(search_cost_of.py_func(float(n), float(m)), rel=1e-12)


def test_nothing_expected_is_bounded_by_the_cap() -> None:
    one, nothing, size = np.array([3.0]), np.array([0.0]), np.array([50.0])
    assert value_gain(one, nothing, size, 5)[0] == math.inf
    assert group_score(one, nothing, size, 5, 1000) == pytest.approx(
        3 * math.log(1000) - search_cost(1000, 5)
    )
    assert value_gain(nothing, nothing, size, 5)[0] == 0.0


def test_impossible_values_are_errors() -> None:
    one = np.array([1.0])
    for x, lam, size in ((6.0, 1.0, 1.0), (-1.0, 1.0, 1.0), (1.0, -1.0, 1.0), (1.0, 1.0, 0.5)):
        with pytest.raises(ValueError, match="a value needs"):
            value_gain(x * one, lam * one, size * one, 5)
    with pytest.raises(ValueError, match="a value needs"):
        value_gain(one, math.nan * one, one, 5)
    for m in (0, 11):
        with pytest.raises(ValueError, match="cannot be drawn"):
            search_cost(10, m)
    for cap in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="cap"):
            group_score(one, one, one, 5, 10, cap)


def test_no_random_set_of_accounts_scores() -> None:
    """100,000 sets out of 100,000 accounts; ten values from unique to common."""
    rng, n = np.random.default_rng(1), 100_000
    degrees = np.array([2, 2, 3, 5, 10, 30, 100, 400, 3000, 20_000])
    sizes = np.full(degrees.size, 50_000.0)
    best = -math.inf
    for m in (2, 5, 20, 100, 500):
        shared = rng.hypergeometric(degrees, n - degrees, m, size=(20_000, degrees.size))
        lam = m * degrees / n
        best = max(best, *(group_score(x, lam, sizes, m, n) for x in shared.astype(float)))
    assert best < 0


def best_of_all_groups(holds: NDArray[np.bool_], rates: Column, cap: float | None = None) -> float:
    """The best score over every group of at least two accounts; ``holds`` is accounts x values."""
    n, values = holds.shape
    sizes = np.full(values, float(values))
    best = -math.inf
    for m in range(2, n):
        for group in itertools.combinations(range(n), m):
            x = holds[list(group)].sum(axis=0).astype(float)
            best = max(best, group_score(x, m * rates, sizes, m, n, cap))
    return best


def test_the_best_of_all_groups_keeps_the_bound() -> None:
    """Searched exhaustively, the best score s is exceeded with probability about exp(-s)."""
    rng, n = np.random.default_rng(2), 8
    rates = np.array([0.02, 0.02, 0.05, 0.05, 0.1, 0.2])
    best = [best_of_all_groups(rng.random((n, 6)) < rates, rates) for _ in range(60)]
    assert np.mean(np.array(best) > 0) <= 0.05


def test_a_planted_group_is_the_best_of_all() -> None:
    """Under a cap that does not bind: where it does, an idle member costs a value nothing."""
    n, rates = 9, np.full(6, 0.001)
    holds = np.zeros((n, 6), dtype=bool)
    holds[:4] = True
    score = group_score(np.full(6, 4.0), 4 * rates, np.full(6, 6.0), 4, n, 100.0)
    assert score > 0
    assert best_of_all_groups(holds, rates, 100.0) == pytest.approx(score)


def test_frontier_of_bits_an_account() -> None:
    """The search costs about ln(N / m) + 1 nats an account (SCIENCE: 10.9, 8.6, 6.3)."""
    for m, nats in ((5, 10.9), (50, 8.6), (500, 6.3)):
        assert math.log(100_000 / m) + 1 == pytest.approx(nats, abs=0.1)
        per_account = (search_cost(100_000, m) - math.log(100_000)) / m
        assert per_account == pytest.approx(nats, abs=0.6)
        assert per_account < nats


CHECKED = """
import numba
import numpy as np
from hydrometer.stats.scan import group_score
assert numba.config.BOUNDSCHECK == 1
rng = np.random.default_rng(0)
for values in (0, 1, 7):
    x = rng.integers(0, 6, values).astype(float)
    print(repr(group_score(x, rng.random(values), np.full(values, 9.0), 6, 100)))
"""


def test_compiled_code_stays_inside_its_arrays(tmp_path: Path) -> None:
    """The same figures with every index checked; compiled afresh, apart from the usual cache."""
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CHECKED],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rng = np.random.default_rng(0)
    for values, line in zip((0, 1, 7), done.stdout.split(), strict=True):
        x = rng.integers(0, 6, values).astype(float)
        score = group_score(x, rng.random(values), np.full(values, 9.0), 6, 100)
        assert float(line) == pytest.approx(score, rel=1e-12)
