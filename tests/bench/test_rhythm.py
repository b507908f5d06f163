"""Exchanges fall where their workload may send, in sessions, by its hours."""

import numpy as np
import pytest

from hydrometer.bench import ledger
from hydrometer.bench.ledger import Ledger
from hydrometer.bench.rhythm import DAY_US, HOUR_US, PEAKED, SHAPES, Timeline, schedule
from hydrometer.bench.world import START

DAYS = 14
END = START + DAYS * DAY_US


def timed(**fields: object) -> Timeline:
    work = Ledger(ledger.WORKLOADS)
    rows = {"exchanges": np.array([400, 0, 1, 900]), "begins": START, "ends": END}
    work.add(4, rows | fields)
    return schedule(work, START, DAYS, np.random.default_rng(1))


def test_every_exchange_is_sent_in_order_and_in_its_time() -> None:
    begins = np.array([START, START, START + 3 * DAY_US, START + 5 * DAY_US])
    line = timed(begins=begins, ends=begins + 4 * DAY_US)
    assert np.bincount(line.workload, minlength=4).tolist() == [400, 0, 1, 900]
    assert (np.diff(line.sent_at) >= 0).all()
    assert (line.sent_at >= begins[line.workload]).all()
    assert (line.sent_at < begins[line.workload] + 4 * DAY_US).all()


def test_sessions_are_numbered_by_turns() -> None:
    line = timed()
    for session in np.unique(line.session):
        mine = np.flatnonzero(line.session == session)
        assert line.position[mine].tolist() == list(range(mine.size))
        assert (np.diff(line.sequence[mine]) == 1).all()
        assert np.unique(line.workload[mine]).size == 1


def test_session_sizes_have_the_wanted_mean() -> None:
    line = timed(exchanges=np.array([20_000, 0, 0, 0]), session_size=8.0)
    assert 20_000 / np.unique(line.session).size == pytest.approx(8, rel=0.1)


def test_hours_follow_the_shape() -> None:
    wanted = {"shape": PEAKED, "hour": 7, "session_size": 1.0, "burst_size": 1.0}
    line = timed(exchanges=np.array([40_000, 0, 0, 0]), **wanted)
    hours = np.bincount((line.sent_at // HOUR_US) % 24, minlength=24) / 40_000
    assert np.abs(hours - np.roll(SHAPES[PEAKED] / SHAPES[PEAKED].sum(), 7 - 12)).max() < 0.01


def test_offices_rest_at_weekends() -> None:
    line = timed(exchanges=np.array([20_000, 0, 0, 0]), week=2, burst_size=1.0)
    days = (line.sent_at // DAY_US + 3) % 7
    assert np.mean(days >= 5) < 0.06


def test_a_timer_keeps_its_period() -> None:
    line = timed(exchanges=np.array([300, 0, 0, 0]), period_s=3600.0)
    assert np.abs(np.diff(line.sent_at) / 1e6 - 3600).max() < 60


def test_bursts_make_counts_uneven() -> None:
    def fano(**fields: object) -> float:
        line = timed(exchanges=np.array([5_000, 0, 0, 0]), session_size=1.0, shape=0, **fields)
        counts = np.bincount((line.sent_at - START) // HOUR_US, minlength=DAYS * 24)
        return float(counts.var() / counts.mean())

    assert fano(burst_size=1.0) < 2 < 10 < fano(burst_size=50.0, burst_h=1.0)


def test_a_stretch_of_the_timeline() -> None:
    line = timed()
    part = line.rows(slice(3, 9))
    assert part.sent_at.tolist() == line.sent_at[3:9].tolist()
    assert part.position.size == 6
