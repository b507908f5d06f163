"""Whole exchanges of what is reported."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.campaigns.made import ASSIGNED, found

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.pools import Pool
from hydrometer.campaigns.reported import take_up
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Fetch = Callable[[str], Rows]
POOLS = [Pool(np.array([1, 2], np.uint64), 0), Pool(np.array([3], np.uint64), -1, "session", 5, 9)]
ALONE = Found(1, -1, found(1, 1).verdicts, 0.001)


@pytest.fixture
def taken(
    store: DuckStore, give: Callable[[str, Rows], None], rows: Fetch, tmp_path: Path
) -> Callable[[list[Found]], Rows]:
    """Accounts 1 and 2 are a pool of two streams; 3 is dealt out, 4 is nobody."""
    ids: Rows = [{"exchange_id": f"x{n:02}", "account_key": 1 + n % 4, "output_tokens": n}
                 for n in range(40)]  # fmt: skip
    give("observations", ids)
    keys = store.fetch("select hash(exchange_id) as k from observations")["k"].to_pylist()
    assigned = [
        {"exchange_key": key, "account_key": row["account_key"] + 90, "chain": key,
         "sent_at": datetime.datetime(2026, 3, 2), "pool": 0 if row["account_key"] < 3 else 1,
         "stream": 1 + n // 20 if row["account_key"] < 3 else 1, "certainty": (1.0, 0.4)[n == 4]}
        for n, (row, key) in enumerate(zip(ids, keys, strict=True)) if row["account_key"] < 4
    ]  # fmt: skip
    store.put("assigned", pa.Table.from_pylist(assigned, schema=ASSIGNED))

    def taking(reported: list[Found]) -> Rows:
        take_up(store, POOLS, reported, tmp_path)
        return rows("select * from streamed order by exchange_id")

    return taking


def test_exchanges_of_a_stream_but_for_the_uncertain(taken: Any) -> None:
    rows = taken([found(0, 1)])
    wanted = [f"x{n:02}" for n in range(20) if n % 4 < 2 and n != 4]
    assert [row["exchange_id"] for row in rows] == wanted
    assert {(r["account_key"], r["pool"], r["stream"]) for r in rows} == {(1, 0, 1), (2, 0, 1)}


def test_an_account_alone_has_all_of_its_traffic_as_it_was(taken: Any) -> None:
    rows = taken([found(0, 2), ALONE])
    alone = [row for row in rows if row["pool"] == 1]
    assert {(r["account_key"], r["stream"], r["certainty"]) for r in alone} == {(3, 1, 1.0)}
    assert len(alone) == 10
    assert len(rows) == 20


def test_nothing_reported_is_nothing_taken(taken: Any) -> None:
    assert taken([]) == []
