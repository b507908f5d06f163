"""What is a list of inputs, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.signals.every_signal import MODULES, answers, store

__all__ = ["store"]

DAY = 24 * 60


def asking(inputs: int, times: int, apart: int) -> list[dict[str, Any]]:
    """Four wordings put to as many inputs each, every input some times, so many minutes apart."""
    return [
        {"account": (i // 4 + t) % 4, "minute": i % 60 + apart * t, "input": i, "scaffold": i % 4}
        | {"turn_count": 1}
        for i in range(4 * inputs) for t in range(times)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["list_breadth", "list_volume", "partitioned_inputs"])
def test_several_answers_to_each_input_in_one_go_are_a_list(store: Any, name: str) -> None:
    found = answers(store, MODULES[name], asking(10, 1, 0), asking(10, 4, 5), asking(10, 4, DAY))
    assert found[1]["measure"] >= found[0]["measure"] > 0
    assert found[2]["measure"] == 0


@pytest.mark.parametrize("name", ["list_breadth", "list_volume", "partitioned_inputs"])
def test_what_a_class_asks_is_no_list(store: Any, name: str) -> None:
    assert answers(store, MODULES[name], asking(10, 30, 1))[0]["measure"] == 0
