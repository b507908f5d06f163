"""The evidence table: which account showed which value.

Linear in the exchanges.  Every holding is in it, also of values that one party alone shows: they
bind nobody, but how many values of a kind a party shows says how often it could have shared one.
What cannot bind is left out where values are numbered (`incidence`), one kind at a time.
"""

from __future__ import annotations

from hydrometer.campaigns.observations import ADDRESS_KEY, SUBNET_KEY
from hydrometer.model import Family
from hydrometer.store.protocol import Store

SEEN = {
    "address": (Family.NETWORK, ADDRESS_KEY, "client_ip"),
    "subnet": (Family.NETWORK, SUBNET_KEY, "client_ip"),
    "client": (Family.CLIENT, "client_key", "user_agent"),
}
"""What accounts come with: kind to (family, SQL over ``contacts``, column of ``exchanges``)."""

SENT = {
    "session": (Family.BEHAVIOUR, "session_key", "session_id"),
    "end_user": (Family.BEHAVIOUR, "end_user_key", "end_user_id"),
    "system": (Family.CONTENT, "system_key", "system_prompt"),
    "scaffold": (Family.CONTENT, "scaffold_key", "prompt"),
}
"""What exchanges carry: kind to (family, column of ``observations``, column of ``exchanges``)."""

DECLARED = {
    "email_domain": (Family.IDENTITY, "email_domain"),
    "email": (Family.IDENTITY, "email_key"),
    "phone": (Family.IDENTITY, "phone_key"),
    "device": (Family.IDENTITY, "device_key"),
    "organization": (Family.IDENTITY, "organization_id"),
    "payment": (Family.PAYMENT, "payment_key"),
    "signup_address": (Family.NETWORK, "signup_ip"),
    "signup_hour": (Family.TIME, "created_at"),
}
"""What accounts declare: kind to (family, column of ``accounts``)."""

KINDS = {kind: family for kind, (family, *_) in {**SEEN, **SENT, **DECLARED}.items()}
"""Every kind of value and its family; one that two families may not both claim."""


def find_holdings(store: Store, seen: frozenset[str], declared: frozenset[str]) -> None:
    """Make the view ``holdings`` (`model.HOLDINGS`) of what accounts come with, send and declare.

    ``seen`` and ``declared`` are the columns that the exchanges and the accounts have.  Needs
    ``parties``, ``contacts``, ``observations`` and, where something is declared, ``accounts``.
    """
    come = {kind: value for kind, (_, value, given) in SEEN.items() if given in seen}
    told = {kind: _told(column) for kind, (_, column) in DECLARED.items() if column in declared}
    held = _keys(store, "contact_keys", come, "account_key", "contacts")
    held += _keys(store, "account_keys", told, "hash(account_id)", "accounts")
    for kind, (_, column, given) in SENT.items():
        if given in seen:
            pairs = (
                f"(select distinct account_key, {column} from observations "
                f"where {column} is not null)"
            )
            held += _keys(store, f"{kind}_keys", {kind: column}, "account_key", pairs)
    store.view("holdings", " union all ".join(held) or _NONE)


_NONE = """
select account_key, party, '' as family, '' as kind, account_key as value_key
from parties where false
"""


def _keys(store: Store, name: str, kinds: dict[str, str], account: str, source: str) -> list[str]:
    """Make the table ``name`` of a column of keys for each kind; gives each kind's holdings.

    ``kinds`` says how to make them from ``source``, and ``account`` the account's key.
    """
    if not kinds:
        return []
    columns = "".join(f", {sql} as {kind}" for kind, sql in kinds.items())
    store.create(
        name,
        f"""
        select k.*, p.party from (select {account} as account_key{columns} from {source}) k
        join parties p on k.account_key = p.account_key
        """,
    )
    return [
        f"select account_key, party, '{KINDS[kind]}' as family, '{kind}' as kind, "
        f"{kind} as value_key from {name} where {kind} is not null"
        for kind in kinds
    ]


def _told(column: str) -> str:
    """SQL for the key of what an account declares; an organisation that is one is no value."""
    value = "date_trunc('hour', created_at)" if column == "created_at" else column
    unknown = f"{column} is null"
    if column == "organization_id":
        unknown += " or coalesce(organization_verified, true)"
    return f"case when {unknown} then null else hash({value}) end"
