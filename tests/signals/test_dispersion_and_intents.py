"""What two signals have to tell apart beyond the examples that every signal has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.signals.every_signal import MODULES, START, answers, store

from hydrometer.stats.dispersion import allocation_dispersion, concurrence

__all__ = ["store"]


def dealt(rng: np.random.Generator, visits: int, length: int) -> list[dict[str, Any]]:
    """Visits at random times over 20 days, each of some exchanges a minute apart on one account."""
    rows = []
    for begin in rng.integers(20 * 24 * 60, size=visits).tolist():
        account = int(rng.integers(6))
        rows += [{"account": account, "minute": begin + i} for i in range(length)]
    return rows


def in_shifts(rng: np.random.Generator, visits: int, length: int) -> list[dict[str, Any]]:
    """The same, each account at work in eight hours of its own."""
    rows = []
    for day in rng.integers(20, size=visits).tolist():
        account = int(rng.integers(6))
        begin = 24 * 60 * day + 480 * (account % 3) + int(rng.integers(480))
        rows += [{"account": account, "minute": begin + i} for i in range(length)]
    return rows


@pytest.mark.parametrize("length", [1, 12])
def test_dispersion_is_zero_whether_exchanges_or_conversations_are_dealt_out(
    store: Any, length: int
) -> None:
    rng = np.random.default_rng(length)
    module = MODULES["allocation_dispersion"]
    found = answers(store, module, dealt(rng, 400, length), in_shifts(rng, 400, length))
    assert found[0]["measure"] == pytest.approx(0.0, abs=0.01)
    assert found[1]["measure"] > 0.02


def test_dispersion_sees_each_request_of_a_busy_dispatcher(store: Any) -> None:
    rng = np.random.default_rng(3)
    rows = [{"account": int(rng.integers(6)), "minute": minute} for minute in range(20 * 24 * 60)]
    found = answers(store, MODULES["allocation_dispersion"], rows)
    assert found[0]["visits"] > 0.4 * len(rows)
    assert found[0]["measure"] < 0.0


def test_dispersion_is_that_of_the_visits(store: Any) -> None:
    rng = np.random.default_rng(4)
    visits = [(int(rng.integers(5)), 480 * int(b) + 40 * k) for b in range(30) for k in range(9)]
    rows = [{"account": account, "minute": minute} for account, minute in visits]
    counts = np.zeros((30, 5), dtype=np.int64)
    for account, minute in visits:
        counts[minute // 480, account] += 1
    value, error = allocation_dispersion(counts)
    found = answers(store, MODULES["allocation_dispersion"], rows)[0]
    assert found["measure"] == pytest.approx(value)
    assert found["statistic"] == pytest.approx(-(value + 2 * error))


def came_and_went(rng: np.random.Generator, together: bool) -> list[dict[str, Any]]:
    """Accounts that last some of 30 days, by one queue's good and bad days or each by its own."""
    busy = rng.gamma(0.5, size=(30, 12))
    busy = np.repeat(busy[:, :1], 12, axis=1) if together else busy
    rows = []
    for account in range(12):
        first = int(rng.integers(15))
        for day in range(first, first + 15):
            for _ in range(rng.poisson(3 * busy[day, account])):
                rows.append({"account": account, "minute": 1440 * day + int(rng.integers(1440))})
    return rows


def test_concurrence_bears_that_accounts_come_and_go(store: Any) -> None:
    rng = np.random.default_rng(5)
    module = MODULES["concurrence"]
    found = answers(store, module, came_and_went(rng, True), came_and_went(rng, False))
    assert found[0]["statistic"] > 0.25
    assert found[1]["statistic"] < 0.05


def test_concurrence_is_nothing_where_nothing_rises_or_falls(store: Any) -> None:
    rng = np.random.default_rng(6)
    rows = [
        {"account": int(rng.integers(6)), "minute": int(rng.integers(20 * 1440))}
        for _ in range(2_000)
    ]
    assert answers(store, MODULES["concurrence"], rows)[0]["statistic"] < 0.1


def test_concurrence_is_that_of_the_visits(store: Any) -> None:
    rng = np.random.default_rng(7)
    visits = [
        (int(rng.integers(5)) ** 2, int(b), k) for b in rng.integers(30, size=60) for k in range(9)
    ]
    visits = sorted(set(visits) | {(0, 0, 0), (0, 29, 0)})
    rows = [{"account": a, "minute": 480 * b + 40 * k + a} for a, b, k in visits]
    resting = (np.arange(10) - (5 - START.weekday())) % 7 < 2
    counts = np.zeros((10, 3, 17), dtype=np.int64)
    for account, block, _ in visits:
        counts[block // 3, block % 3, account] += 1
    share, bound = concurrence(counts, resting)
    found = answers(store, MODULES["concurrence"], rows)[0]
    assert found["visits"] == len(visits)
    assert found["measure"] == pytest.approx(share)
    assert found["statistic"] == pytest.approx(bound)


def test_one_conversation_is_one_visit(store: Any) -> None:
    rng = np.random.default_rng(8)
    rows = dealt(rng, 60, 1)
    short = [{"account": 6 + a, "minute": 960 * a + i} for a in range(12) for i in range(9)]
    for name in ("allocation_dispersion", "concurrence"):
        found = answers(store, MODULES[name], rows, rows + short)
        assert found[1]["visits"] <= found[0]["visits"] + 12


def test_a_rare_kind_of_request_counts_for_more_than_a_common_one(store: Any) -> None:
    def asking(kind: str) -> list[dict[str, Any]]:
        return [
            {"account": i % 4, "input": i, "elicits": kind if i % 2 else None} for i in range(40)
        ]

    found = answers(store, MODULES["extraction_intents"], asking("grading"), asking("reasoning"))
    assert found[0]["measure"] == pytest.approx(0.5 * 2)
    assert found[1]["measure"] == pytest.approx(0.5 * 5)
    assert found[1]["statistic"] > found[0]["statistic"]
