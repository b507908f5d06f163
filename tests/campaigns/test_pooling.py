"""Campaigns of several pools that are one operator's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from tests.campaigns.made import found

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.pooling import join_pools
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Join = Callable[..., list[list[tuple[int, int]]]]
SENT = datetime.datetime(2026, 3, 2)


def stream(pool: int, number: int, openings: list[int | None], system: int | None = None) -> Rows:
    """Ten exchanges with each of some openings."""
    return [
        {"pool": pool, "stream": number, "certainty": 0.9, "sent_at": SENT, "opening_key": opening,
         "system_key": system}
        for opening in openings for _ in range(10)
    ]  # fmt: skip


@pytest.fixture
def joined(store: DuckStore) -> Join:
    """Pool and stream of the verdicts of each campaign; ``others`` is everybody else's traffic."""

    def joining(streams: list[Rows], reported: list[Found], others: Rows | None = None) -> Any:
        rows = [row for own in streams for row in own]
        schema = pa.schema([("pool", pa.int64()), ("stream", pa.int32()),
                            ("certainty", pa.float32()), ("sent_at", pa.timestamp("us")),
                            ("opening_key", pa.uint64()), ("system_key", pa.uint64())])  # fmt: skip
        store.put("streamed", pa.Table.from_pylist(rows, schema=schema))
        store.put("observations", pa.Table.from_pylist(rows + (others or []), schema=schema))
        return [[(v.pool, v.stream) for v in f.verdicts] for f in join_pools(store, reported)]

    return joining


def test_the_same_wording_in_two_pools_is_one_campaign(joined: Join) -> None:
    streams = [stream(0, 1, [1, 2, 3]), stream(1, 1, [3, 4, 5])]
    assert joined(streams, [found(0, 1), found(1, 1)]) == [[(0, 1), (1, 1)]]


def test_a_system_prompt_joins_as_well(joined: Join) -> None:
    streams = [stream(0, 1, [1], 77), stream(1, 1, [2], 77)]
    assert len(joined(streams, [found(0, 1), found(1, 1)])) == 1


def test_other_wording_is_another_campaign(joined: Join) -> None:
    streams = [stream(0, 1, [1, 2]), stream(1, 1, [3, 4])]
    assert len(joined(streams, [found(0, 1), found(1, 1)])) == 2


def test_wording_that_others_use_joins_nobody(joined: Join) -> None:
    streams = [stream(0, 1, [1, 2]), stream(1, 1, [2, 3])]
    public = stream(9, 9, [2])
    assert len(joined(streams, [found(0, 1), found(1, 1)], public)) == 2


def test_two_operators_in_one_pool_stay_two(joined: Join) -> None:
    streams = [stream(0, 1, [1]), stream(0, 2, [1])]
    assert len(joined(streams, [found(0, 1), found(0, 2)])) == 2


def test_a_third_pool_joins_by_either_of_the_first_two(joined: Join) -> None:
    streams = [stream(0, 1, [1, 2]), stream(1, 1, [2, 3]), stream(2, 1, [3, 4])]
    reported = [found(0, 1), found(1, 1), found(2, 1)]
    assert joined(streams, reported) == [[(0, 1), (1, 1), (2, 1)]]


def test_without_text_nothing_is_joined(joined: Join) -> None:
    streams = [stream(0, 1, [None]), stream(1, 1, [None])]
    assert len(joined(streams, [found(0, 1), found(1, 1)])) == 2


def test_nothing_found_is_nothing_joined(joined: Join) -> None:
    assert joined([stream(0, 1, [1])], []) == []
