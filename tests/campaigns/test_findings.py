"""From campaigns that are reported to the tables of the contract, on a world of a page."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.campaigns.made import answer, found, group, shared, verdict

from hydrometer.campaigns.alternatives import try_explanations
from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.attribution import attribute
from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.evidence import shared_evidence, signal_evidence
from hydrometer.campaigns.findings import write_down
from hydrometer.campaigns.parties import find_parties
from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.timelines import find_timelines
from hydrometer.model import ALTERNATIVES, OBSERVATIONS, REJECTS, TABLES_OUT
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Give = Callable[[str, Rows], None]
Fetch = Callable[[str], Rows]
START = datetime.datetime(2026, 3, 2)
RELAY = ("a", "b", "c")
LAUNCH = START + datetime.timedelta(hours=12)


def log() -> Rows:
    """Three accounts that extract by turns, each with own traffic; two honest ones beside them."""
    rows: Rows = []
    for n in range(60):
        rows.append({"account": RELAY[n % 3], "stream": 1, "capability": "grading",
                     "scaffold_key": 5, "input_key": n, "session_key": n // 2 + 1})  # fmt: skip
    for n in range(30):
        rows.append({"account": RELAY[n % 3], "stream": 2, "capability": "coding",
                     "input_key": 7, "session_key": 100 + n})  # fmt: skip
    for n in range(45):
        account = ("h", "i")[n % 2] if n < 30 else RELAY[n % 3]
        rows.append({"account": account, "stream": 0, "capability": "other", "scaffold_key": 9})
    times = [{"exchange_id": f"x{n:03}", "minute": 30 * (n % 60)} for n in range(len(rows))]
    return [row | time for row, time in zip(rows, times, strict=True)]


@pytest.fixture
def world(store: DuckStore, give: Give, rows: Fetch) -> Rows:
    """The log as ``parties``, ``observations``, ``launches`` and ``streamed`` of one pool."""
    made = [{"model": ("old", "new")[row["minute"] > 900]} | row for row in log()]
    named = [{"account_id": row["account"], "minute": row["minute"]} for row in made]
    give("exchanges", named)
    find_contacts(store)
    find_parties(store, False)
    key = {r["account_id"]: r["account_key"] for r in rows("select * from parties")}
    keyed = [{k: v for k, v in row.items() if k not in ("account", "stream")}
             | {"account_key": key[row["account"]]} for row in made]  # fmt: skip
    give("observations", keyed)
    pool = store.fetch("select * from observations order by exchange_id").to_pylist()
    pool = [seen | {"pool": 0, "stream": row["stream"], "certainty": 0.9}
            for seen, row in zip(pool, made, strict=True) if row["account"] in RELAY]  # fmt: skip
    schema = pa.schema([*OBSERVATIONS.schema, ("pool", pa.int64()), ("stream", pa.int32()),
                        ("certainty", pa.float32())])  # fmt: skip
    store.put("streamed", pa.Table.from_pylist(pool, schema=schema))
    store.put("launches", pa.table({"model": ["new"], "released_at": [LAUNCH]}))
    return made


def relay(store: DuckStore) -> list[Group]:
    """The group that the relay is, its accounts tied firmly."""
    party = {r["account_id"]: r["party"] for r in store.fetch("select * from parties").to_pylist()}
    return [group(*(party[a] for a in RELAY))]


def claim(store: DuckStore, reported: list[Found]) -> None:
    attribute(store, reported, relay(store), 5)


def members(store: DuckStore) -> set[str]:
    joined = "select account_id from membership m join parties p on m.account_key = p.account_key"
    return set(store.fetch(joined)["account_id"].to_pylist())


def written(store: DuckStore, reported: list[Found], **earlier: str) -> dict[str, pa.Table]:
    return write_down(store, reported, relay(store), [], [{"payment": shared()}], 5, earlier)


def test_every_table_has_the_columns_that_are_declared(store: DuckStore, world: Rows) -> None:
    tables = written(store, [found(0, 1)])
    for declared in TABLES_OUT:
        if declared is not REJECTS:
            assert tables[declared.name].schema.names == list(declared.names), declared.name
            assert tables[declared.name].cast(declared.schema).num_rows > 0


def test_no_campaign_leaves_the_groups_and_nothing_else(store: DuckStore, world: Rows) -> None:
    tables = written(store, [])
    for declared in TABLES_OUT:
        if declared is not REJECTS:
            assert tables[declared.name].schema.names == list(declared.names), declared.name
            assert bool(tables[declared.name].num_rows) is (declared.name == "groups")


def test_a_campaign_adds_up(store: DuckStore, world: Rows) -> None:
    tables = written(store, [found(0, 1)])
    [campaign] = tables["campaigns"].to_pylist()
    members = tables["members"].to_pylist()
    evidence = tables["evidence"].to_pylist()
    assert campaign["account_count"] == len(members) == 3
    assert campaign["exchange_count"] == tables["attributions"].num_rows == 60
    assert campaign["weight_bits"] == pytest.approx(sum(e["weight_bits"] for e in evidence))
    assert campaign["targets"] == [{"capability": "grading", "share": 1.0}]
    assert {m["extraction_share"] for m in members} == {20 / 35}
    assert sum(r["campaign_exchanges"] for r in tables["timelines"].to_pylist()) == 60
    assert all(len(e["exchange_ids"]) == 5 for e in evidence)


def test_an_earlier_id_is_kept(store: DuckStore, world: Rows) -> None:
    tables = written(store, [found(0, 1)], a="known", b="known")
    for name in ("campaigns", "members", "attributions", "evidence", "alternatives"):
        assert set(tables[name]["campaign_id"].to_pylist()) == {"known"}


def test_two_operators_in_one_pool_share_accounts_but_no_exchange(
    store: DuckStore, world: Rows
) -> None:
    tables = written(store, [found(0, 1), found(0, 2)])
    assert Counter(tables["members"]["account_id"].to_pylist()) == dict.fromkeys(RELAY, 2)
    attributed = tables["attributions"]["exchange_id"].to_pylist()
    assert len(attributed) == len(set(attributed)) == 90
    assert tables["campaigns"].num_rows == len(set(tables["campaigns"]["campaign_id"].to_pylist()))


def test_an_exchange_that_two_campaigns_claim_goes_to_one(
    store: DuckStore, world: Rows, rows: Fetch
) -> None:
    claim(store, [found(0, 1), found(0, 1, 2)])
    claims = rows("select exchange_id, campaign from attributed")
    assert len({r["exchange_id"] for r in claims}) == len(claims) == 90
    wanted = {"grading": 0, "coding": 1}
    by_id = {row["exchange_id"]: wanted[row["capability"]] for row in world if row["stream"]}
    assert {r["exchange_id"]: r["campaign"] for r in claims} == by_id


def test_one_exchange_makes_no_member(store: DuckStore, world: Rows, rows: Fetch) -> None:
    store.create("kept", "select * from streamed where stream <> 1 or exchange_id in "
                 "('x000', 'x001', 'x003', 'x004', 'x006')")  # fmt: skip
    store.drop("streamed")
    store.view("streamed", "select * from kept")
    claim(store, [found(0, 1)])
    assert rows("select n from membership order by n") == [{"n": 2}, {"n": 3}]
    assert len(rows("select * from attributed")) == 5
    store.run("delete from kept where exchange_id = 'x001'")
    claim(store, [found(0, 1)])
    assert [r["exchange_id"] for r in rows("select exchange_id from attributed order by 1")] == [
        "x000", "x003", "x006"]  # fmt: skip


def test_an_account_with_hardly_any_of_its_traffic_in_it_is_no_member(
    store: DuckStore, world: Rows, rows: Fetch
) -> None:
    stray = "account_id = 'a' and exchange_id not in ('x000', 'x003')"
    store.create("kept", f"select t.* from streamed t join parties p on t.account_key = "
                 f"p.account_key where not ({stray})")  # fmt: skip
    store.drop("streamed")
    store.view("streamed", "select * from kept")
    store.run("update parties set exchanges = 20 where account_id <> 'a'")
    for exchanges, members in ((12, 3), (500, 2)):
        store.run(f"update parties set exchanges = {exchanges} where account_id = 'a'")
        claim(store, [found(0, 1)])
        assert len(rows("select * from membership")) == members


def test_a_stranger_behind_the_same_exit_is_no_member(store: DuckStore, world: Rows) -> None:
    [tied] = relay(store)
    loose = replace(tied, binds=np.where(tied.members == tied.members[0], 2.0, tied.binds))
    attribute(store, [found(0, 1)], [tied], 5)
    assert len(members(store)) == 3
    attribute(store, [found(0, 1)], [loose], 5)
    assert len(members(store)) == 2


@pytest.mark.parametrize(
    ("idle", "nats", "joins"), [(1, 40.0, True), (1, 9.0, False), (3, 40.0, False)]
)
def test_who_is_tied_to_a_pool_that_is_all_used_is_a_member_before_it_is_used(
    store: DuckStore, give: Give, rows: Fetch, idle: int, nats: float, joins: bool
) -> None:
    names = [f"r{n:02}" for n in range(12)]
    log = [{"account_id": name, "exchange_id": f"{name}-{n}", "minute": n}
           for name in names for n in range(4)]  # fmt: skip
    give("exchanges", log)
    find_contacts(store)
    find_parties(store, False)
    give("observations", [{"exchange_id": row["exchange_id"], "minute": row["minute"]}
                          for row in log])  # fmt: skip
    party = {r["account_id"]: (r["party"], r["account_key"]) for r in rows("select * from parties")}
    used = "pool, 1::integer as stream, 0.9::float as certainty"
    listed = ", ".join(f"'{name}'" for name in names[idle:])
    store.create(
        "streamed",
        f"""
        select o.* exclude account_key, p.account_key, 0::bigint as {used}
        from observations o join parties p on p.account_id = substr(o.exchange_id, 1, 3)
        where p.account_id in ({listed})""",
    )
    numbers = np.array([party[name][0] for name in names], np.int32)
    binds = np.where(np.arange(12) < idle, nats, 40.0)
    attribute(store, [found(0, 1)], [Group(numbers, 9.0, {}, binds)], 500)
    assert members(store) == set(names if joins else names[idle:])
    of_idle = rows("select n, total from membership where n = 0")
    assert of_idle == ([{"n": 0, "total": 4}] if joins else [])


def mark(store: DuckStore, column: str, rows: str) -> None:
    """Give some exchanges a mark that no other has, in the pool's table and in the log's."""
    for table in ("streamed", "observations"):
        store.create("marked", f"select * replace (case when {rows} then 77 else {column} end "
                     f"as {column}) from {table}")  # fmt: skip
        store.drop(table)
        store.create(table, "select * from marked")


@pytest.mark.parametrize("column", ["system_key", "opening_key", "settings_key"])
def test_who_shows_the_marks_of_a_campaign_is_a_member_however_tied(
    store: DuckStore, world: Rows, column: str
) -> None:
    mark(store, column, "exchange_id < 'x060'")
    loose = [replace(g, binds=0.0 * g.binds) for g in relay(store)]
    attribute(store, [found(0, 1)], loose, 5)
    assert members(store) == set(RELAY)


def test_who_hardly_shows_them_is_no_member_however_tied(store: DuckStore, world: Rows) -> None:
    others = "cast(substr(exchange_id, 2) as integer) % 3 <> 0"
    mark(store, "opening_key", f"exchange_id < 'x060' and ({others} or exchange_id = 'x000')")
    claim(store, [found(0, 1)])
    assert members(store) == {"b", "c"}


def test_what_everybody_says_is_no_mark(store: DuckStore, world: Rows) -> None:
    mark(store, "opening_key", "exchange_id < 'x100'")
    loose = [replace(g, binds=0.0 * g.binds) for g in relay(store)]
    attribute(store, [found(0, 1)], loose, 5)
    assert members(store) == set()


def test_no_more_than_throttling_where_others_use_the_accounts_too(
    store: DuckStore, world: Rows
) -> None:
    ceilings = []
    for exchanges, q_value in ((20, 0.0001), (35, 0.0001), (20, 0.005)):
        store.run(f"update parties set exchanges = {exchanges} where account_id in {RELAY}")
        [campaign] = written(store, [found(0, 1, q_value=q_value)])["campaigns"].to_pylist()
        ceilings.append(campaign["ceiling"])
    assert ceilings == ["block", "throttle", "throttle"]


def test_the_timeline_stands_beside_the_rest_scaled_to_the_same_total(
    store: DuckStore, world: Rows
) -> None:
    claim(store, [found(0, 1)])
    hours = find_timelines(store).to_pylist()
    assert sum(h["comparable_share"] for h in hours) == pytest.approx(60)
    rest = Counter(row["minute"] // 60 for row in world if row["stream"] != 1)
    for hour in hours:
        number = int((hour["hour"] - START).total_seconds() // 3600)
        assert hour["comparable_share"] == pytest.approx(60 * rest[number] / sum(rest.values()))


def test_honest_explanations_are_tried_against_the_facts(store: DuckStore, world: Rows) -> None:
    claim(store, [found(0, 1), found(0, 2)])
    spread, repeated = (
        {row["explanation"]: row for row in try_explanations(store, n, {"payment": shared()})}
        for n in (0, 1)
    )
    assert set(spread["benchmark harness"]) | {"campaign_id"} == set(ALTERNATIVES.names)
    assert spread["benchmark harness"]["verdict"] == "ruled_out"
    assert repeated["benchmark harness"]["verdict"] == "possible"
    assert repeated["benchmark harness"]["says"].startswith("30 of 30 ")
    assert repeated["public tool or viral prompt"]["verdict"] == "not_testable"
    assert spread["public tool or viral prompt"]["verdict"] == "ruled_out"
    assert spread["one declared organisation"]["verdict"] == "ruled_out"


@pytest.mark.parametrize(
    ("families", "verdict_given"),
    [
        (("payment",), "ruled_out"),
        (("network",), "possible"),
        (("network", "payment"), "ruled_out"),
    ],
)
def test_a_common_network_explains_shared_addresses_alone(
    store: DuckStore, world: Rows, families: tuple[str, ...], verdict_given: str
) -> None:
    claim(store, [found(0, 1)])
    held = {family: shared(family) for family in families}
    assert try_explanations(store, 0, held)[0]["verdict"] == verdict_given


def test_bits_of_the_signals_add_up_to_the_verdict_and_searching_costs() -> None:
    leading = verdict(0, 1, 0.001, answers=(answer(0.01), answer(0.2), answer(1.0)))
    rows = signal_evidence(Found(0, 0, (leading,), 0.01))
    assert sum(r["weight_bits"] for r in rows) == pytest.approx(leading.bits)
    assert [r["weight_bits"] > 0 for r in rows] == [True, True, False]
    assert rows[0]["says"] == "40 hours: 1.5."
    bound = shared_evidence(group(0, 1, 2), {"payment": shared()}, 1000)
    assert [r["signal"] for r in bound] == ["shared_payment", "search_cost"]
    assert bound[0]["weight_bits"] > 0 > bound[1]["weight_bits"]


def test_of_an_account_alone_it_is_said_that_its_traffic_was_dealt_out() -> None:
    leading = verdict(0, 1, 1e-3)
    [together] = signal_evidence(Found(0, 0, (leading,), 0.01))
    [alone] = signal_evidence(Found(0, -1, (leading,), 0.01))
    assert together["says"] in alone["says"]
    assert "dealt out anew" in alone["says"]
    assert alone["weight_bits"] == together["weight_bits"]
