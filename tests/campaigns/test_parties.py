"""Folding of accounts into parties, and their strata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.parties import find_parties
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Give = Callable[[str, Rows], None]
Fetch = Callable[[str], Rows]


def sent(*accounts: str, **more: Any) -> Rows:
    return [{"account_id": account, "minute": n} | more for n, account in enumerate(accounts)]


@pytest.fixture
def parties(store: DuckStore, give: Give, rows: Fetch) -> Callable[..., dict[str, dict[str, Any]]]:
    """By account, its row of ``parties``."""

    def folding(exchanges: Rows, accounts: Rows | None = None) -> dict[str, dict[str, Any]]:
        give("exchanges", exchanges)
        if accounts is not None:
            give("accounts", accounts)
        find_contacts(store)
        find_parties(store, accounts is not None)
        return {row["account_id"]: row for row in rows("select * from parties")}

    return folding


def test_without_accounts_everybody_is_a_party(parties: Any) -> None:
    found = parties(sent("a", "b", "a", "c"))
    assert sorted(row["party"] for row in found.values()) == [0, 1, 2]
    assert found["a"]["exchanges"] == 2
    assert found["a"]["first_at"] < found["a"]["last_at"]
    assert not any(row["declared"] for row in found.values())
    assert found["a"]["kind"] is None


@pytest.mark.parametrize(("verified", "folded"), [(True, True), (None, True), (False, False)])
def test_an_organisation_is_one_party_unless_it_is_known_not_to_be_one(
    parties: Any, verified: bool | None, folded: bool
) -> None:
    accounts = [
        {"account_id": a, "organization_id": "o", "organization_verified": verified} for a in "ab"
    ]
    found = parties(sent("a", "b", "c"), [*accounts, {"account_id": "c"}])
    assert (found["a"]["party"] == found["b"]["party"]) is folded
    assert found["a"]["declared"] is folded
    assert found["c"]["declared"] is False
    numbers = {row["party"] for row in found.values()}
    assert numbers == set(range(len(numbers)))


def test_a_reseller_declares_itself_and_stays_its_own_party(parties: Any) -> None:
    accounts = [{"account_id": a, "kind": "reseller"} for a in "ab"]
    found = parties(sent("a", "b"), accounts)
    assert found["a"]["declared"] and found["b"]["declared"]
    assert found["a"]["party"] != found["b"]["party"]


def test_a_stratum_is_kind_country_and_most_used_pathway(parties: Any) -> None:
    log = sent("a", "a", "b", "c", "d", pathway="api")
    log += sent("a", "e", pathway="bedrock")
    accounts = [{"account_id": a, "kind": "team", "country": "X"} for a in "abe"]
    accounts += [{"account_id": "c", "kind": "team", "country": "Y"}]
    accounts += [{"account_id": "d", "kind": "individual", "country": "X"}]
    found = parties(log, accounts)
    stratum = {account: row["stratum"] for account, row in found.items()}
    assert stratum["a"] == stratum["b"]
    assert len({stratum[a] for a in "acde"}) == 4
    assert set(stratum.values()) == set(range(4))


def test_accounts_without_exchanges_are_left_out_and_unknown_ones_kept(parties: Any) -> None:
    found = parties(sent("a"), [{"account_id": "silent", "kind": "team"}])
    assert set(found) == {"a"}
