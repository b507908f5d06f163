"""Shares and excess of p-values, of uniform ones and of others."""

import numpy as np
import pytest

from hydrometer.bench.calibration.uniformity import LEVELS, Uniformity


def test_uniform_p_values_are_at_or_below_each_level_as_often_as_it_says() -> None:
    n = 20_000
    found = Uniformity.of(np.random.default_rng(1).random(n))
    for level, share in zip(LEVELS, found.shares, strict=True):
        assert share == pytest.approx(level, abs=4 * (level * (1 - level) / n) ** 0.5)
    assert found.excess < found.chance


def test_the_excess_of_uniform_p_values_passes_what_chance_gives_as_often_as_said() -> None:
    rng = np.random.default_rng(2)
    passed = [found.excess > found.chance
              for found in (Uniformity.of(rng.random(60)) for _ in range(2_000))]  # fmt: skip
    assert 0.03 < np.mean(passed) < 0.055


def test_p_values_that_are_too_small_are_seen() -> None:
    found = Uniformity.of(np.full(50, 0.02))
    assert found.shares == (0.0, 1.0, 1.0, 1.0)
    assert found.excess == pytest.approx(0.98)


def test_p_values_that_are_too_large_have_no_excess() -> None:
    assert Uniformity.of(np.ones(50)).excess == 0
    assert Uniformity.of(np.sqrt(np.arange(1, 51) / 50)).excess == 0


def test_no_p_value_is_no_error() -> None:
    assert Uniformity.of(np.array([])) == Uniformity(0, (0.0, 0.0, 0.0, 0.0), 0.0)
