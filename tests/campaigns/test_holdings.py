"""The evidence table, against sets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.holdings import KINDS, find_holdings
from hydrometer.campaigns.observations import observe
from hydrometer.campaigns.parties import find_parties
from hydrometer.content.signatures import signatures
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Give = Callable[[str, Rows], None]
Fetch = Callable[[str], Rows]
ALL = frozenset({"client_ip", "user_agent", "session_id"})


@pytest.fixture
def random_log(store: DuckStore, give: Give, rows: Fetch) -> Rows:
    """Exchanges of twelve accounts, two of one organisation: party, and value by kind (0: none)."""
    rng = np.random.default_rng(5)
    names = [f"a{n}" for n in range(12)]
    log = [
        {"account_id": names[int(rng.integers(12))], "minute": n,
         "client_ip": f"10.{int(rng.integers(1, 25))}.0.1",
         "user_agent": f"build-{rng.integers(1, 4)}" if rng.random() < 0.7 else None,
         "session_id": f"s{rng.integers(1, 40)}" if rng.random() < 0.8 else None}
        for n in range(80)
    ]  # fmt: skip
    give("exchanges", log)
    organisation = [{"account_id": n, "organization_id": "o"} for n in names[:2]]
    give("accounts", organisation + [{"account_id": n} for n in names[2:]])
    find_contacts(store)
    find_parties(store, True)
    observe(store, ALL, signatures, "'other'", Path())
    return rows(
        """
        select p.party, o.account_key, coalesce(address_key, 0) as address,
            coalesce(client_key, 0) as client, coalesce(session_key, 0) as session
        from observations o join parties p on o.account_key = p.account_key
        """
    )


def test_holdings_are_what_each_account_shows(
    store: DuckStore, rows: Fetch, random_log: Rows
) -> None:
    find_holdings(store, ALL, frozenset())
    kinds = ("address", "client", "session")
    wanted = {(row["account_key"], row["party"], kind, row[kind])
              for row in random_log for kind in kinds if row[kind]}  # fmt: skip
    found = {
        (row["account_key"], row["party"], row["kind"], row["value_key"])
        for row in rows("select * from holdings where kind <> 'subnet'")
    }
    assert found == wanted
    assert {row["kind"] for row in rows("select kind from holdings")} == {*kinds, "subnet"}


def test_of_what_exchanges_carry_each_pair_is_one_row(
    store: DuckStore, give: Give, rows: Fetch
) -> None:
    give("exchanges", [{"account_id": "ab"[n % 2], "session_id": "x"} for n in range(6)])
    find_contacts(store)
    find_parties(store, False)
    observe(store, frozenset({"session_id"}), signatures, "'other'", Path())
    find_holdings(store, frozenset({"session_id"}), frozenset())
    assert len(rows("select * from holdings")) == 2


def test_without_columns_nothing_is_held(store: DuckStore, give: Give, rows: Fetch) -> None:
    give("exchanges", [{"account_id": "a"}])
    find_contacts(store)
    find_parties(store, False)
    find_holdings(store, frozenset(), frozenset())
    assert rows("select * from holdings") == []


def test_facts_of_accounts_are_holdings_too(store: DuckStore, give: Give, rows: Fetch) -> None:
    give("exchanges", [{"account_id": a} for a in "abcd"])
    give("accounts", [{"account_id": a, "payment_key": "p"} for a in "ab"]
         + [{"account_id": "c", "payment_key": "alone"}, {"account_id": "d"}])  # fmt: skip
    find_contacts(store)
    find_parties(store, True)
    give("observations", [])
    find_holdings(store, frozenset(), frozenset({"payment_key"}))
    found = rows("select p.account_id, h.kind, h.family from holdings h join parties p "
                 "on h.account_key = p.account_key order by 1")  # fmt: skip
    assert [(r["account_id"], r["kind"], r["family"]) for r in found] == [
        ("a", "payment", "payment"),
        ("b", "payment", "payment"),
        ("c", "payment", "payment"),
    ]


@pytest.mark.parametrize(("verified", "shared"), [(False, 2), (True, 0), (None, 0)])
def test_only_an_organisation_that_is_none_is_a_value(
    store: DuckStore, give: Give, rows: Fetch, verified: bool | None, shared: int
) -> None:
    give("exchanges", [{"account_id": a} for a in "ab"])
    give("accounts", [{"account_id": a, "organization_id": "o", "organization_verified": verified}
                      for a in "ab"])  # fmt: skip
    find_contacts(store)
    find_parties(store, True)
    give("observations", [])
    find_holdings(store, frozenset(), frozenset({"organization_id", "organization_verified"}))
    assert len(rows("select * from holdings where kind = 'organization'")) == shared


def test_country_is_never_a_value() -> None:
    assert not {"country", "stratum", "language"} & set(KINDS)
