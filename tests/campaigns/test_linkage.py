"""Strands of one customer, on counts written by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from hydrometer.campaigns.linkage import ABSENT, FEWEST, RARE, link

Floats = NDArray[np.float64]
MARKS = [np.arange(0, 3), np.arange(3, 5)]


def linked(
    counts: Sequence[Sequence[float]],
    outside: list[float] | None = None,
    usual: list[float] | None = None,
) -> list[int]:
    table: Floats = np.array(counts, dtype=float)
    sizes = np.full(table.shape[1], 100.0)
    known = np.array(outside if outside is not None else [0.0] * len(counts))
    chances = np.array(usual if usual is not None else [1.0] * len(counts))
    return [int(stream) for stream in link(table, sizes, known, chances, MARKS)]


def test_strands_that_share_a_mark_of_their_own_are_one() -> None:
    counts = [[0, 50, 60, 0], [0, 0, 0, 80], [0] * 4, [0] * 4, [0] * 4]
    assert linked(counts) == [0, 1, 1, 2]


def test_a_mark_that_others_have_too_links_nobody() -> None:
    counts = [[0, 50, 60, 0], [0, 0, 0, 80], [0] * 4, [0] * 4, [0] * 4]
    assert linked(counts, [ABSENT, 0, 0, 0, 0]) == [0, 1, 2, 3]


def test_a_mark_that_hardly_any_customer_has_links_however_much_traffic_has_it() -> None:
    counts = [[0, 50, 60, 0], [0, 0, 0, 80], [0] * 4, [0] * 4, [0] * 4]
    assert linked(counts, [90, 0, 0, 0, 0], [RARE, 1, 1, 1, 1]) == [0, 1, 1, 2]
    assert linked(counts, [90, 0, 0, 0, 0], [2 * RARE, 1, 1, 1, 1]) == [0, 1, 2, 3]


def test_a_rare_mark_links_what_mostly_has_it() -> None:
    counts = [[99, 50, 49, 80], [0] * 4, [0] * 4, [0] * 4, [0] * 4]
    assert linked(counts, [90, 0, 0, 0, 0], [RARE, 1, 1, 1, 1]) == [0, 1, 2, 1]


def test_the_background_is_linked_to_nothing() -> None:
    counts = [[90, 90, 0], [0] * 3, [0] * 3, [0] * 3, [0] * 3]
    assert linked(counts) == [0, 1, 2]


def test_links_are_passed_on() -> None:
    counts = [[0, 50, 50, 0], [0] * 4, [0] * 4, [0, 0, 40, 40], [0] * 4]
    assert linked(counts) == [0, 1, 1, 1]


@pytest.mark.parametrize(("both", "streams"), [(9.0, [0, 1, 2]), (10.0, [0, 1, 1])])
def test_a_few_exchanges_in_the_wrong_strand_link_nothing(both: float, streams: list[int]) -> None:
    counts = [[0, both, 90.0], *([[0.0] * 3] * 4)]
    assert linked(counts) == streams


def test_a_tiny_strand_needs_a_few_exchanges_all_the_same() -> None:
    counts = np.array([[0.0, FEWEST - 0.5, 50]] + [[0.0] * 3] * 4)
    sizes = np.array([10.0, 4.0, 100.0])
    assert link(counts, sizes, np.zeros(5), np.ones(5), MARKS).tolist() == [0, 1, 2]


def test_a_pool_with_background_alone() -> None:
    assert linked([[5.0]] * 5) == [0]
