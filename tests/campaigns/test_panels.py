"""Panels: who is asked, and what is launched."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.campaigns.made import ASSIGNED, LOADED

from hydrometer.campaigns.panels import (
    ACCOUNTS,
    EXCHANGES,
    FEWEST_ACCOUNTS,
    FEWEST_EXCHANGES,
    lay_out_panels,
)
from hydrometer.campaigns.pools import LARGEST_FIRM, SAMPLED, Pool
from hydrometer.model import OBSERVATIONS
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Fetch = Callable[[str], Rows]
START = datetime.datetime(2026, 3, 2)
ASKED = tuple(replace(LOADED, sql=sql) for sql in ("select model from x", "t.session_key = 3"))
CARRIED = pa.schema([*ASSIGNED, *(f for f in OBSERVATIONS.schema if f.name not in ASSIGNED.names)])
POOLS_OF = "select distinct pool from {key}_exchanges join panels using (panel) order by pool"
POOLS = [Pool(np.zeros(0, np.uint64), 0), Pool(np.zeros(9, np.uint64), -1, "session", 5, 90),
         Pool(np.zeros(0, np.uint64))]  # fmt: skip


def exchanges(pool: int, stream: int, accounts: int, each: int, certainty: float = 1.0) -> Rows:
    return [
        {"exchange_id": f"{pool}-{stream}-{a}-{n}", "account_key": 1000 * stream + a, "pool": pool,
         "stream": stream, "certainty": certainty, "model": "old",
         "sent_at": START + datetime.timedelta(minutes=30 * n)}
        for a in range(accounts) for n in range(each)
    ]  # fmt: skip


@pytest.fixture
def laid_out(store: DuckStore, rows: Fetch) -> Callable[..., Rows]:
    def laying(
        assigned: Rows, releases: bool = False, asked: Any = ASKED, pools: list[Pool] = POOLS
    ) -> Rows:
        observed = [{k: v for k, v in row.items() if k in OBSERVATIONS.names} for row in assigned]
        store.put("observations", pa.Table.from_pylist(observed, schema=OBSERVATIONS.schema))
        keys = store.fetch(
            "select hash(exchange_id) as exchange_key, "
            "coalesce(session_key, hash(exchange_id)) as chain from observations"
        ).to_pylist()
        keyed = [row | key for row, key in zip(assigned, keys, strict=True)]
        store.put("assigned", pa.Table.from_pylist(keyed, schema=CARRIED))
        lay_out_panels(store, pools, asked, releases)
        return rows("select * from panels order by panel")

    return laying


def test_a_panel_tells_its_pool_and_its_whole_stream(laid_out: Any) -> None:
    assigned = exchanges(0, 1, 5, 10) + exchanges(1, 1, 4, 10) + exchanges(2, 1, 3, 20)
    found = laid_out(assigned)
    told = [(r["panel"], r["pool"], r["judged"], r["dealt"], r["accounts"], r["exchanges"])
            for r in found]  # fmt: skip
    assert told == [(0, 0, True, False, 5, 50), (1, 1, False, True, 4, 90),
                    (2, 2, False, False, 3, 60)]  # fmt: skip


def test_the_size_of_what_may_be_a_firm_is_divided_by_the_root_of_its_accounts(
    laid_out: Any,
) -> None:
    alone = laid_out(exchanges(0, 1, 4, 20) + exchanges(0, 2, 5, 10) + exchanges(1, 1, 4, 10))
    assert [r["seats"] for r in alone] == [2.0, 5**0.5, 3.0]
    relay = laid_out([e for stream in (1, 2, 3) for e in exchanges(0, stream, 4, 10)])
    assert [r["seats"] for r in relay] == [1.0, 1.0, 1.0]
    large = [Pool(np.arange(LARGEST_FIRM + more, dtype=np.uint64), 0) for more in (0, 1)]
    log = exchanges(0, 1, 9, 10) + exchanges(1, 1, 9, 10)
    assert [r["seats"] for r in laid_out(log, pools=large)] == [3.0, 1.0]


def test_of_a_busy_panel_whole_conversations_are_asked_how_it_is_run(
    laid_out: Any, rows: Fetch
) -> None:
    each = EXCHANGES // 4
    sessions = np.random.default_rng(1).integers(2**40, size=8 * each // 10).tolist()
    busy = [
        row | {"session_key": sessions[n // 10]} for n, row in enumerate(exchanges(0, 1, 8, each))
    ]
    assert laid_out(busy)[0]["exchanges"] == 2 * EXCHANGES
    asked = rows("select session_key, count(*) as n from dispatch_exchanges group by session_key")
    assert {row["n"] for row in asked} == {10}
    assert 10 * len(asked) == pytest.approx(EXCHANGES, rel=0.1)


def test_background_and_uncertain_exchanges_are_asked_nothing(laid_out: Any, rows: Fetch) -> None:
    assigned = exchanges(0, 0, 9, 9) + exchanges(0, 1, 5, 10) + exchanges(0, 2, 9, 9, 0.4)
    assert [r["stream"] for r in laid_out(assigned)] == [1]
    for key in ("dispatch", "extraction"):
        assert len(rows(f"select * from {key}_exchanges")) == 50


def test_crowds_are_asked_how_they_are_run_and_customers_what_they_take(
    laid_out: Any, rows: Fetch
) -> None:
    laid_out(exchanges(0, 1, 5, 10) + exchanges(1, 1, 4, 10) + exchanges(2, 1, 3, 20))
    assert rows(POOLS_OF.format(key="dispatch")) == [
        {"pool": 0}, {"pool": 2},
    ]  # fmt: skip
    assert rows(POOLS_OF.format(key="extraction")) == [
        {"pool": 0}, {"pool": 1},
    ]  # fmt: skip


def test_a_stream_too_small_to_ask_is_no_panel(laid_out: Any) -> None:
    few = exchanges(0, 1, FEWEST_ACCOUNTS - 1, FEWEST_EXCHANGES)
    short = exchanges(0, 2, FEWEST_EXCHANGES - 1, 1)
    assert laid_out(few + short) == []


def test_a_large_stream_is_asked_through_a_panel(laid_out: Any, rows: Fetch) -> None:
    [panel] = laid_out(exchanges(0, 1, ACCOUNTS + 30, 2))
    assert panel["accounts"] == ACCOUNTS + 30
    assert panel["panel_accounts"] == ACCOUNTS
    assert panel["panel_exchanges"] == 2 * ACCOUNTS == len(rows("select * from dispatch_exchanges"))
    assert (
        panel["sampled"] == 2 * (ACCOUNTS + 30) == len(rows("select * from extraction_exchanges"))
    )


def test_accounts_are_not_picked_by_when_they_begin(laid_out: Any, rows: Fetch) -> None:
    assigned = [
        row | {"sent_at": row["sent_at"] + datetime.timedelta(days=row["account_key"] - 1000)}
        for row in exchanges(0, 1, 3 * ACCOUNTS, 2)
    ]
    laid_out(assigned)
    asked = np.array([r["account_key"] - 1000 for r in rows("select * from panel_accounts")])
    assert len(asked) == ACCOUNTS
    assert np.bincount(asked // ACCOUNTS).min() > ACCOUNTS / 6


def test_a_large_stream_is_sampled_by_conversation(laid_out: Any, rows: Fetch) -> None:
    assigned = [row | {"session_key": hash(row["exchange_id"][:-1]) % 2**63}
                for row in exchanges(0, 1, 600, 10)]  # fmt: skip
    [panel] = laid_out(assigned)
    assert panel["exchanges"] == 6000
    assert 0.8 * SAMPLED < panel["sampled"] < 1.2 * SAMPLED
    cut = rows("select session_key from extraction_exchanges group by 1 having count(*) < 10")
    assert cut == []


def test_of_the_day_after_a_launch_all_of_a_stream_is_looked_at(
    laid_out: Any, rows: Fetch, store: DuckStore
) -> None:
    launched = [START + datetime.timedelta(hours=h) for h in (10, 10, 20, 300)]
    models = {"model": ["a", "b", "c", "d"], "released_at": launched}
    store.put("releases", pa.table(models))
    laid_out(exchanges(0, 1, 600, 100), releases=True)
    asked = rows("select sent_at, count(*) as n from launch_exchanges group by 1 order by 1")
    assert [asked[0]["sent_at"], asked[-1]["sent_at"]] == [
        launched[0], launched[2] + datetime.timedelta(hours=24) - datetime.timedelta(minutes=30),
    ]  # fmt: skip
    assert {r["n"] for r in asked} == {600}


def test_exchanges_have_the_columns_that_signals_name(laid_out: Any, store: DuckStore) -> None:
    laid_out(exchanges(0, 1, 5, 10))
    found = set(store.fetch("select * from dispatch_exchanges").column_names)
    assert {"panel", "hour_no", "account_key", "sent_at", "model", "session_key"} <= found
    assert not found & {"output_tokens", "exchange_id", "pathway"}


def test_hours_count_from_1970(laid_out: Any, rows: Fetch) -> None:
    laid_out(exchanges(0, 1, 15, 3))
    first = (START - datetime.datetime(1970, 1, 1)).total_seconds() / 3600
    asked = rows("select distinct hour_no from dispatch_exchanges order by 1")
    hours = [r["hour_no"] for r in asked]
    assert hours == [first, first + 1]


def test_a_launch_is_a_model_first_seen_late_and_often(laid_out: Any, rows: Fetch) -> None:
    late = START + datetime.timedelta(days=3)
    new = [r | {"exchange_id": f"new{n}", "model": "new", "sent_at": late}
           for n, r in enumerate(exchanges(0, 1, 5, 20))]  # fmt: skip
    misspelt = [r | {"exchange_id": f"typo{n}", "model": "nwe"} for n, r in enumerate(new[:50])]
    laid_out(exchanges(0, 1, 5, 20) + new + misspelt)
    assert rows("select * from launches") == [{"model": "new", "released_at": late}]


def test_what_honest_customers_ask_for_is_averaged_over_them(laid_out: Any, rows: Fetch) -> None:
    asked = (replace(LOADED, sql="select elicits, input_key, turn_count from x"),)
    customer = [
        e
        | {"input_key": n, "elicits": "grading" if n % 4 == 0 else None, "turn_count": 1 + n // 40}
        for n, e in enumerate(exchanges(1, 1, 8, 10))
    ]
    judged = [e | {"input_key": 1, "elicits": "reasoning"} for e in exchanges(0, 1, 5, 10)]
    laid_out(customer + judged, asked=asked)
    found = {r["elicits"]: r["usual"] for r in rows("select * from usual_elicits")}
    assert found == {"grading": (1 + 0.25) / 2, None: 0.5}


def test_where_no_signal_asks_for_wording_nothing_is_usual(laid_out: Any, rows: Fetch) -> None:
    laid_out(exchanges(0, 1, 5, 10))
    assert rows("select * from usual_elicits") == [{"elicits": None, "usual": 1.0}]


def test_given_releases_are_taken(laid_out: Any, rows: Fetch, store: DuckStore) -> None:
    given = {"model": ["new"], "released_at": [START]}
    store.put("releases", pa.table(given))
    laid_out(exchanges(0, 1, 5, 10), True)
    assert rows("select * from launches") == [{"model": "new", "released_at": START}]
