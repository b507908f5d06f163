"""Shares are compared with their levels, and a quiet world is judged to the end."""

from pathlib import Path

import numpy as np
import pytest

from hydrometer.bench import calibration
from hydrometer.bench.calibration import Null
from hydrometer.bench.simulate import simulate


def test_uniform_p_values_are_at_or_below_each_level_as_often_as_it_says() -> None:
    p_values = np.random.default_rng(1).random(20_000)
    for level, share, error in calibration.at_or_below(p_values):
        assert share == pytest.approx(level, abs=4 * error)


def test_p_values_that_are_too_small_are_seen() -> None:
    shares = {level: share for level, share, _ in calibration.at_or_below(np.full(50, 0.02))}
    assert shares[0.01] == 0
    assert shares[0.05] == 1


def test_no_tested_stream_is_no_error() -> None:
    assert all(share == 0 for _, share, _ in calibration.at_or_below(np.array([])))


def test_the_page_counts_worlds_and_campaigns() -> None:
    found = [
        Null(np.array([0.5, 0.004]), 3, (0, 2)),
        Null(np.array([]), 1, (0, 0)),
        Null(np.array([0.9]), 1, (1, 1)),
    ]
    page = calibration.page(found, text=True)
    assert "with text: 5 streams judged, 3 of them dealt out and tested." in page
    assert "| 0.01 | 1 | 0.33 | 1 |" in page
    assert "| 0.05 | 2 | 0.67 | 3 |" in page


def test_a_quiet_world_is_judged(tmp_path: Path) -> None:
    simulate("quiet", 0.02, 1, False, tmp_path)
    null = calibration.judged(tmp_path, 1)
    assert null.judged >= len(null.p_values)
    assert ((null.p_values > 0) & (null.p_values <= 1)).all()
    assert len(null.reported) == len(calibration.RATES)
