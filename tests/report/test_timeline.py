import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.report.timeline import timeline

START = datetime.datetime(2026, 2, 3, 5)


def hour(n: int, ours: float | None, usual: float | None = 1.0) -> dict[str, Any]:
    moment = START + datetime.timedelta(hours=n)
    return {"hour": moment, "campaign_exchanges": ours, "comparable_share": usual}


@given(st.dictionaries(st.integers(0, 400), st.integers(0, 900), min_size=1, max_size=40))
def test_days_hold_every_exchange(drawn: dict[int, int]) -> None:
    told = timeline("i", [hour(n, count) for n, count in drawn.items()])
    assert told is not None
    assert sum(ours for _, ours, _ in told.days) == sum(drawn.values())
    assert sum(usual for *_, usual in told.days) == len(drawn)
    assert 0 <= told.quietest <= told.busiest <= 1


def test_hours_of_the_day_start_where_the_traffic_does() -> None:
    told = timeline("i", [hour(0, 3), hour(24, 1), hour(2, 0)])
    assert told is not None
    assert (told.busiest, told.quietest) == (1.0, 0.0)
    assert told.days[0][:2] == ("2026-02-03", 3)


@pytest.mark.parametrize(("hours", "step"), [(240, 1), (241, 2), (2000, 12), (90_000, 168)])
def test_long_campaigns_are_drawn_in_longer_steps(hours: int, step: int) -> None:
    told = timeline("i", [hour(0, 1), hour(hours - 1, 1)])
    assert told is not None
    assert told.step_hours == step


def test_no_rows_no_timeline() -> None:
    assert timeline("i", []) is None
    assert timeline("i", [{"hour": None}]) is None


def test_unknown_counts_are_zero() -> None:
    told = timeline("i", [hour(0, None, None)])
    assert told is not None
    assert told.days == [("2026-02-03", 0, 0)]
