"""Decomposition of a tiny planted pool, and honest customers dealt out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hydrometer.campaigns import streams
from hydrometer.campaigns.attributes import attributes
from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.parties import find_parties
from hydrometer.campaigns.pools import Pool
from hydrometer.campaigns.schedules import HOURS
from hydrometer.campaigns.streams import _pieces, decompose
from hydrometer.model import CAPABILITIES, ELICITATIONS, EXCHANGES
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Give = Callable[[str, Rows], None]
Fetch = Callable[[str], Rows]
TRAITS = attributes(frozenset(EXCHANGES.names), CAPABILITIES, ELICITATIONS)
ASKED = ("model", "system_key", "output_tokens")
RELAY, HONEST = 6, 10
AMONG = 8
DIVIDED = "select chain from assigned group by 1 having count(distinct account_key) > 1"
PLACED = "select * from assigned a join observations o on hash(o.exchange_id) = a.exchange_key"


def draw(rng: np.random.Generator, account: str, stream: int, n: int) -> dict[str, Any]:
    """An exchange of a customer; stream 0 is everybody's ordinary traffic."""
    settings = [int(rng.integers(1, 30)), 101, 102][stream]
    return {
        "account_id": account, "minute": int(rng.integers(5000)), "exchange_id": f"{account}-{n}",
        "session_key": hash_of(account, stream, n // 60), "settings_key": settings,
        "system_key": [None, 11, 12][stream], "output_tokens": [200, 1500, 60][stream],
        "opening_key": [int(rng.integers(1, 99)), 21, 22][stream],
        "capability": ["other", "reasoning", "coding"][stream],
    }  # fmt: skip


def hash_of(*parts: Any) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "little")


@pytest.fixture
def world(store: DuckStore, give: Give, rows: Fetch) -> dict[str, int]:
    """Six accounts of a relay with two customers, and ten honest ones; gives account to key."""
    rng = np.random.default_rng(2)
    log = [draw(rng, f"r{n % RELAY}", n // RELAY % 3, n) for n in range(600)]
    log += [draw(rng, f"h{n % HONEST}", 0, n) for n in range(600)]
    return logged(store, give, rows, log)


def logged(store: DuckStore, give: Give, rows: Fetch, log: Rows) -> dict[str, int]:
    """Put a log into the store; gives account to key."""
    give("exchanges", [{k: row[k] for k in ("account_id", "minute", "exchange_id")} for row in log])
    find_contacts(store)
    find_parties(store, False)
    key = {r["account_id"]: r["account_key"] for r in rows("select * from parties")}
    give("observations", [
        {"account_key": key[row["account_id"]]}
        | {k: v for k, v in row.items() if k != "account_id"} for row in log
    ])  # fmt: skip
    return key


def pool_of(world: dict[str, int], letter: str, **more: Any) -> Pool:
    keys = sorted(key for account, key in world.items() if account.startswith(letter))
    return Pool(np.array(keys, np.uint64), **more)


def customer(world: dict[str, int], dealt: str) -> Pool:
    return Pool(np.array([world["h0"]], np.uint64), -1, dealt, AMONG)


def test_two_customers_of_a_pool_come_apart(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [pool_of(world, "r", group=0)], TRAITS, ASKED, tmp_path)
    found = rows(PLACED)
    assert len(found) == 600
    of_customer: dict[int, set[int]] = {}
    for customer_no, system in ((1, 11), (2, 12)):
        own = Counter(r["stream"] for r in found if r["system_key"] == system)
        assert own.most_common(1)[0][1] >= 0.95 * sum(own.values())
        of_customer[customer_no] = {own.most_common(1)[0][0]}
    assert not of_customer[1] & of_customer[2]
    assert all(0 <= r["certainty"] <= 1 + 1e-6 for r in found)


@pytest.mark.parametrize("schedules", [1, 2])
def test_streams_that_keep_one_schedule_are_one(
    store: DuckStore, give: Give, rows: Fetch, tmp_path: Path, schedules: int
) -> None:
    rng = np.random.default_rng(3)
    busy = rng.permuted(np.tile(np.arange(80), (2, 1)), axis=1)[:, :16]
    log = [draw(rng, f"h{n % HONEST}", 0, n) for n in range(600)]
    for n in range(900):
        stream = n // RELAY % 3
        row = draw(rng, f"r{n % RELAY}", stream, n) | {"session_key": None}
        if stream:
            block = int(rng.choice(busy[(stream - 1) % schedules]))
            row["minute"] = 60 * HOURS * block + int(rng.integers(60 * HOURS))
        log.append(row)
    world = logged(store, give, rows, log)
    decompose(store, [pool_of(world, "r", group=0)], TRAITS, ASKED, tmp_path)
    most = [
        Counter(r["stream"] for r in rows(PLACED) if r["system_key"] == system).most_common(1)[0]
        for system in (11, 12)
    ]
    assert min(n for _, n in most) >= 0.95 * 300
    assert (most[0][0] == most[1][0]) == (schedules == 1)


def test_every_exchange_of_a_pool_comes_once(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    pools = [pool_of(world, "r", group=0), customer(world, "exchange"), pool_of(world, "h")]
    decompose(store, pools, TRAITS, ASKED, tmp_path)
    names = set(store.fetch("select * from assigned limit 0").column_names)
    assert names == {"exchange_key", "account_key", "chain", "sent_at", "pool", "stream",
                     "certainty", *ASKED}  # fmt: skip
    for pool, exchanges in ((0, 600), (1, 60), (2, 600)):
        keys = [r["exchange_key"] for r in rows(f"select * from assigned where pool = {pool}")]
        assert len(keys) == len(set(keys)) == exchanges


def test_an_exchange_keeps_what_is_asked_of_it(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [pool_of(world, "r", group=0)], TRAITS, ASKED, tmp_path)
    columns = ", ".join(ASKED)
    kept = rows(f"select exchange_key, {columns} from assigned order by 1")
    own = f"select hash(exchange_id) as exchange_key, {columns} from observations"
    assert kept == rows(f"{own} where hash(exchange_id) in (from assigned select exchange_key) "
                        "order by 1")  # fmt: skip
    assert {row["system_key"] for row in kept} == {None, 11, 12}


def test_an_honest_crowd_stays_as_it_is_in_one_stream(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [pool_of(world, "h")], TRAITS, ASKED, tmp_path)
    found = rows("select distinct account_key, stream, certainty from assigned")
    assert {r["account_key"] for r in found} == {world[f"h{n}"] for n in range(HONEST)}
    assert {(r["stream"], r["certainty"]) for r in found} == {(1, 1.0)}


def test_dealing_by_exchange_spreads_evenly(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [customer(world, "exchange")], TRAITS, ASKED, tmp_path)
    counts = [r["n"] for r in rows("select count(*) as n from assigned group by account_key")]
    assert len(counts) == AMONG
    assert max(counts) <= 20
    assert rows(DIVIDED)


def test_dealing_by_session_spreads_and_keeps_sessions_together(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [customer(world, "session")], TRAITS, ASKED, tmp_path)
    accounts = {r["account_key"] for r in rows("select distinct account_key from assigned")}
    assert AMONG // 3 <= len(accounts) <= AMONG  # ten sessions, by chance
    assert rows(DIVIDED) == []


def test_the_same_customer_in_two_pools_is_dealt_to_other_accounts(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(
        store, [customer(world, "exchange"), customer(world, "session")], TRAITS, ASKED, tmp_path
    )
    found = rows("select distinct pool, account_key from assigned")
    by_pool = [{r["account_key"] for r in found if r["pool"] == pool} for pool in (0, 1)]
    assert not by_pool[0] & by_pool[1]


def test_no_pools_are_no_error(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    decompose(store, [], TRAITS, ASKED, tmp_path)
    assert rows("select * from assigned") == []


def test_it_is_the_same_every_time(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    answers = []
    for folder in (tmp_path / "first", tmp_path / "again"):
        folder.mkdir()
        decompose(store, [pool_of(world, "r", group=0)], TRAITS, ASKED, folder)
        answers.append(rows("select exchange_key, stream, certainty from assigned order by 1"))
    assert answers[0] == answers[1]


def test_small_codes_stay_within_their_declared_size(store: DuckStore, give: Give) -> None:
    extreme = {"input_tokens": 2**62, "output_tokens": 0, "turn_count": 2**40, "image_count": 1,
               "reasoning": True, "elicits": ELICITATIONS[-1], "capability": CAPABILITIES[-1],
               "minute": 23 * 60}  # fmt: skip
    give("observations", [extreme, {}])
    each = ", ".join(f"{sql} as {name}" for name, (sql, _) in TRAITS.small.items())
    apart = store.fetch(f"select {each} from observations o")
    for name, (_, size) in TRAITS.small.items():
        assert all(0 <= code < size for code in apart[name].to_pylist())
    together = store.fetch(f"select {TRAITS.sql} from observations o").to_batches()[0]
    for name, numbers in TRAITS.numbers(together).items():
        assert numbers.tolist() == apart[name].to_pylist()


def test_attributes_of_columns_that_the_log_has_not_are_left_out(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path
) -> None:
    bare = attributes(frozenset({"reasoning", "max_tokens"}), CAPABILITIES, ELICITATIONS)
    assert bare.names == ("settings_key", "clock", "thinks", "after")
    decompose(store, [pool_of(world, "r", group=0)], bare, ASKED, tmp_path)
    assert len(rows("select * from assigned")) == 600


@pytest.mark.parametrize("rows_a_batch", [1, 2, 3, 5, 100])
def test_what_is_picked_and_each_chain_stay_whole_however_the_batches_fall(
    rows_a_batch: int,
) -> None:
    table = pa.table({"place": [2, 2, 2, 3, 3, 3, 3, 4, 4, 5], "n": range(10),
                      "chain": [1, 1, 2, 5, 5, 5, 6, 1, 2, 7]})  # fmt: skip
    pieces = list(_pieces(table.to_batches(max_chunksize=rows_a_batch)))
    assert [n for piece in pieces for n in piece["n"].to_pylist()] == list(range(10))
    ends = {int(piece["n"][-1].as_py()) for piece in pieces}
    assert ends <= {2, 5, 6, 8, 9}
    if rows_a_batch == 1:
        assert ends == {2, 5, 6, 8, 9}


def test_nothing_streams_by_without_rows() -> None:
    empty = pa.record_batch({"place": pa.array([], pa.int64())})
    assert list(_pieces([empty])) == []
    assert list(_pieces([])) == []


def test_a_pool_is_fitted_on_a_sample_and_assigned_as_a_whole(
    store: DuckStore, rows: Fetch, world: dict[str, int], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    members = streams._MEMBERS
    monkeypatch.setattr(streams, "_MEMBERS", members.replace(str(streams.SAMPLE), "200"))
    fitted: list[int] = []
    fit = streams._fit

    def counting(rows: pa.RecordBatch, *more: Any) -> Any:
        fitted.append(rows.num_rows)
        return fit(rows, *more)

    monkeypatch.setattr(streams, "_fit", counting)
    decompose(store, [pool_of(world, "r", group=0)], TRAITS, ASKED, tmp_path)
    assert 50 < sum(fitted) < 400
    found = rows(PLACED)
    assert len(found) == 600
    for system in (11, 12):
        own = Counter(r["stream"] for r in found if r["system_key"] == system)
        assert own.most_common(1)[0][1] >= 0.95 * sum(own.values())
