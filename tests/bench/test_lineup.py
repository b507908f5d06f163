"""The new model comes inside the window, on a working day."""

from datetime import UTC, datetime, timedelta

import pytest

from hydrometer.bench.lineup import MODELS, launches, released_at
from hydrometer.bench.world import START


@pytest.mark.parametrize("days", range(7, 60, 3))
def test_the_launch_is_inside_on_a_working_day_at_17(days: int) -> None:
    moment = datetime.fromtimestamp(released_at(START, days) / 1e6, UTC)
    start = datetime.fromtimestamp(START / 1e6, UTC)
    assert start < moment < start + timedelta(days=days)
    assert moment.weekday() < 5
    assert (moment.hour, moment.minute) == (17, 0)


def test_every_model_has_one_launch() -> None:
    assert [launch.model for launch in launches(START, 30)] == list(MODELS)
