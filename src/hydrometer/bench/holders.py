"""The table of accounts, as a provider keeps it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hydrometer.bench.draft import Draft
from hydrometer.bench.exchanges import account_ids
from hydrometer.bench.identifiers import mix, written
from hydrometer.bench.identity import COUNTRIES, KINDS, PAYMENTS, REFERRERS
from hydrometer.bench.ledger import Array
from hydrometer.model import ACCOUNTS

_KEYS = {
    "organization_id": ("organization", "org_"),
    "email_key": ("email", ""),
    "phone_key": ("phone", ""),
    "payment_key": ("payment", ""),
    "device_key": ("device", ""),
}


def accounts_table(draft: Draft, seed: int) -> pa.Table:
    """One row an account, in the order of ids: nothing of how it was made shows."""
    held = draft.accounts
    paid = held["payment"] > 0
    columns = {
        "account_id": account_ids(draft, seed),
        "created_at": pa.array(held["created_at"]).cast(pa.timestamp("us")),
        "kind": _named(KINDS, held["kind"]),
        "organization_verified": pa.array(held["verified"] == 1, mask=held["verified"] < 0),
        "email_domain": _named(tuple(draft.domains), held["domain"]),
        "payment_kind": _named(PAYMENTS, np.where(paid, held["payment_kind"], -1)),
        "signup_ip": _signup(draft),
        "country": _named(COUNTRIES, held["country"]),
        "referrer": _named(REFERRERS, held["referrer"]),
    }
    for name, (field, prefix) in _KEYS.items():
        columns[name] = written(prefix, mix(held[field], seed + 7), held[field] > 0)
    table = pa.table([columns[name] for name in ACCOUNTS.names], schema=ACCOUNTS.schema)
    return table.sort_by("account_id")


def _named(names: tuple[str, ...], numbers: Array) -> pa.Array:
    codes = pa.array(numbers.astype(np.int64), mask=numbers < 0)
    return pa.array(names, pa.string()).take(codes)


def _signup(draft: Draft) -> pa.Array:
    """People sign up by the exit that they use first; one in twenty is not known."""
    first = draft.holdings()[draft.accounts["exits_at"]]
    unknown = draft.rng.random(first.size) < 0.05
    return pa.array(draft.addresses.texts(), pa.string()).take(pa.array(first, mask=unknown))
