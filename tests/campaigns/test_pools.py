"""Pools that are judged, and the honest ones that they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.parties import find_parties
from hydrometer.campaigns.pools import (
    FEWEST_EXCHANGES,
    FIRM,
    PANEL,
    Census,
    Pool,
    judged_pools,
    reference_pools,
)
from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.weighing import SMALLEST
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
ACCOUNTS = 400
FOLDED = 20
"""The last accounts of the census, two to a party."""


NOTHING = pa.table(
    {"account_key": pa.array([], pa.uint64()), "value_key": pa.array([], pa.uint64()),
     "said": pa.array([], pa.bool_())}
)  # fmt: skip


def group_of(*parties: int) -> Group:
    return Group(np.array(parties, np.int32), 20.0, {"network": 20.0}, np.ones(len(parties)))


@pytest.fixture(scope="module")
def census() -> Census:
    rng = np.random.default_rng(1)
    party = np.arange(ACCOUNTS)
    party[-FOLDED:] = ACCOUNTS - FOLDED + np.arange(FOLDED) // 2
    exchanges = np.round(np.exp(rng.normal(4, 1.2, ACCOUNTS))).astype(np.int64) + 1
    declared = np.zeros(ACCOUNTS, dtype=bool)
    declared[100:120] = True
    pathway = np.where(np.arange(ACCOUNTS) % 10 == 9, 2, 1)
    return Census(np.arange(ACCOUNTS, dtype=np.uint64) * 7, party, exchanges, declared, pathway)


@pytest.fixture(scope="module")
def wording() -> pa.Table:
    held = np.arange(ACCOUNTS)
    value = np.where(held % 3 == 0, 1, held + 10).astype(np.uint64)
    said = np.ones(ACCOUNTS, dtype=bool)
    return pa.table({"account_key": held.astype(np.uint64) * 7, "value_key": value, "said": said})


@pytest.fixture(scope="module")
def judged(census: Census, wording: pa.Table) -> list[Pool]:
    return judged_pools([group_of(*range(50)), group_of(60, 61, 62, 63)], census, wording)


@pytest.fixture(scope="module")
def references(census: Census, wording: pa.Table, judged: list[Pool]) -> list[Pool]:
    return reference_pools(judged, census, wording, seed=1)


def keys(pools: list[Pool]) -> set[int]:
    return {key for pool in pools for key in pool.accounts.tolist()}


def test_census_is_by_key(store: DuckStore, give: Callable[[str, Rows], None]) -> None:
    give("exchanges", [{"account_id": a} for a in "abbcc"])
    give("accounts", [{"account_id": "c", "kind": "reseller"}])
    find_contacts(store)
    find_parties(store, True)
    census = Census.of(store)
    assert census.account.tolist() == sorted(census.account.tolist())
    assert sorted(census.exchanges.tolist()) == [1, 2, 2]
    assert census.declared.sum() == 1


def test_a_group_is_judged_with_all_accounts_of_its_parties(census: Census) -> None:
    first = ACCOUNTS - FOLDED
    [pool] = judged_pools([group_of(first, first + 1, first + 2)], census, NOTHING)
    assert pool.accounts.tolist() == [7 * (first + n) for n in range(6)]
    assert pool.group == 0


def test_who_declares_itself_is_no_hidden_member(census: Census) -> None:
    assert judged_pools([group_of(*range(100, 120))], census, NOTHING) == []
    [pool] = judged_pools([group_of(*range(95, 120))], census, NOTHING)
    assert pool.accounts.tolist() == [7 * n for n in range(95, 100)]


def test_a_group_without_traffic_is_not_judged(census: Census) -> None:
    few = Census(census.account, census.party, np.ones_like(census.exchanges), census.declared,
                 census.pathway)  # fmt: skip
    assert judged_pools([group_of(*range(FEWEST_EXCHANGES - 1))], few, NOTHING) == []
    assert len(judged_pools([group_of(*range(FEWEST_EXCHANGES))], few, NOTHING)) == 1


def test_no_declared_account_is_a_reference_and_none_of_a_large_pool(
    census: Census, judged: list[Pool], references: list[Pool]
) -> None:
    relay, _ = judged
    assert references
    assert not keys(references) & keys([relay])
    assert not keys(references) & set(census.account[census.declared].tolist())
    assert all(pool.group == -1 for pool in references)


def test_a_firm_is_one_customer_and_kin_of_its_pool(
    census: Census, judged: list[Pool], references: list[Pool]
) -> None:
    _, firm = judged
    assert len(firm.accounts) <= FIRM
    [customer] = [pool for pool in references if pool.kin >= 0]
    assert customer.kin == 1
    assert customer.accounts.tolist() == firm.accounts.tolist()
    assert customer.volume == census.exchanges[np.isin(census.account, firm.accounts)].sum()
    others = [pool for pool in references if pool.kin < 0]
    assert not keys(others) & keys(judged)


def test_customers_are_single_accounts_with_traffic_dealt_out_by_both_ways(
    census: Census, references: list[Pool], judged: list[Pool]
) -> None:
    customers = [pool for pool in references if pool.dealt and pool.kin < 0]
    assert {pool.dealt for pool in customers} == {"exchange", "session"}
    assert {pool.among for pool in customers} <= {min(len(p.accounts), PANEL) for p in judged}
    volume = dict(zip(census.account.tolist(), census.exchanges.tolist(), strict=True))
    assert all(len(pool.accounts) == 1 for pool in customers)
    assert all(volume[int(pool.accounts[0])] == pool.volume for pool in customers)
    # Half-octaves that begin below the limit are cut at the limit.
    assert all(volume[int(pool.accounts[0])] >= FEWEST_EXCHANGES * 0.8 for pool in customers)


def test_who_comes_another_way_than_the_judged_is_no_reference(
    census: Census, wording: pa.Table
) -> None:
    ones = [n for n in range(100) if census.pathway[n] == 1]
    found = reference_pools(
        judged_pools([group_of(*ones)], census, NOTHING), census, wording, seed=1
    )
    way = dict(zip(census.account.tolist(), census.pathway.tolist(), strict=True))
    assert {way[key] for key in keys(found)} == {1}


def test_crowds_have_one_account_a_party_and_the_size_of_a_panel(
    census: Census, references: list[Pool]
) -> None:
    party = dict(zip(census.account.tolist(), census.party.tolist(), strict=True))
    crowds = [pool for pool in references if not pool.dealt]
    assert len(crowds) > 100
    for pool in crowds:
        members = [party[key] for key in pool.accounts.tolist()]
        assert SMALLEST <= len(set(members)) == len(members) <= PANEL


def test_some_crowds_say_the_same(references: list[Pool]) -> None:
    alike = [p for p in references if not p.dealt and np.all(p.accounts % 3 == 0)]
    assert len(alike) >= 50


def test_the_seed_makes_the_draw(
    census: Census, wording: pa.Table, judged: list[Pool], references: list[Pool]
) -> None:
    def drawn(seed: int) -> list[tuple[list[int], str, int]]:
        pools = reference_pools(judged, census, wording, seed)
        return [(p.accounts.tolist(), p.dealt, p.among) for p in pools]

    assert drawn(1) == [(p.accounts.tolist(), p.dealt, p.among) for p in references]
    assert drawn(2) != drawn(1)


def test_where_everybody_is_judged_there_is_nothing_to_compare(
    census: Census, wording: pa.Table
) -> None:
    everybody = judged_pools([group_of(*range(ACCOUNTS - FOLDED // 2))], census, NOTHING)
    assert reference_pools(everybody, census, wording, seed=1) == []


def test_where_nobody_is_judged_there_are_customers_to_ask_by_themselves(
    census: Census, wording: pa.Table
) -> None:
    found = reference_pools([], census, wording, seed=1)
    assert found
    assert {pool.among for pool in found} == {PANEL}


def test_no_common_wording_is_no_error(census: Census, judged: list[Pool]) -> None:
    nothing = pa.table({"account_key": pa.array([], pa.uint64()),
                        "value_key": pa.array([], pa.uint64())})  # fmt: skip
    assert reference_pools(judged, census, nothing, seed=1)
