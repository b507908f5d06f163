"""What two signals have to tell apart beyond the examples that every signal has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.signals.every_signal import MODULES, answers, store

from hydrometer.stats.dispersion import allocation_dispersion

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


def test_a_rare_kind_of_request_counts_for_more_than_a_common_one(store: Any) -> None:
    def asking(kind: str) -> list[dict[str, Any]]:
        return [
            {"account": i % 4, "input": i, "elicits": kind if i % 2 else None} for i in range(40)
        ]

    found = answers(store, MODULES["extraction_intents"], asking("grading"), asking("reasoning"))
    assert found[0]["measure"] == pytest.approx(0.5 * 2)
    assert found[1]["measure"] == pytest.approx(0.5 * 5)
    assert found[1]["statistic"] > found[0]["statistic"]
