"""The evidence table: which account showed which value, how often, and from when to when.

Linear in the exchanges.  Values that only one party shows bind nobody and are pruned here, before
anything is joined; values that everybody shows are left to the scan, which weighs them.
"""

from __future__ import annotations

from hydrometer.model import Family
from hydrometer.store.protocol import Store

SEEN = {
    "address": (Family.NETWORK, "address_key", "client_ip"),
    "subnet": (Family.NETWORK, "subnet_key", "client_ip"),
    "client": (Family.CLIENT, "client_key", "user_agent"),
    "session": (Family.BEHAVIOUR, "session_key", "session_id"),
    "end_user": (Family.BEHAVIOUR, "end_user_key", "end_user_id"),
    "system": (Family.CONTENT, "system_key", "system_prompt"),
    "scaffold": (Family.CONTENT, "scaffold_key", "prompt"),
}
"""What exchanges show: kind to (family, column of ``observations``, column of ``exchanges``)."""

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

KINDS = {kind: family for kind, (family, *_) in {**SEEN, **DECLARED}.items()}
"""Every kind of value and its family; one that two families may not both claim."""


def find_holdings(store: Store, seen: frozenset[str], declared: frozenset[str]) -> None:
    """Make ``holdings`` (`model.HOLDINGS` with ``party``), of values shown by two parties or more.

    And ``carried``: party, kind, n, how many values of the kind it shows at all, and ``values``,
    how many the kind has.

    ``seen`` and ``declared`` are the columns that the exchanges and the accounts have.
    """
    selects = [_seen(k, f, c) for k, (f, c, given) in SEEN.items() if given in seen]
    selects += [_declared(k, f, c) for k, (f, c) in DECLARED.items() if c in declared]
    store.create("holdings", _EMPTY)
    store.create("carried", _CARRIES)
    for select in selects:
        store.create("shown", _PLACED.format(select=select))
        store.run(f"insert into carried {_CARRIED}")
        store.run(f"insert into holdings {_SHARED}")
    store.drop("shown")


_EMPTY = """
select 0::ubigint as account_key, 0::bigint as party, ''::varchar as family, ''::varchar as kind,
    0::ubigint as value_key, 0::bigint as n, null::timestamp as first_at,
    null::timestamp as last_at where false
"""
_CARRIES = """
select 0::bigint as party, '' as kind, 0::bigint as n, 0::bigint as "values" where false
"""


def _seen(kind: str, family: str, column: str) -> str:
    return f"""
        select account_key, '{family}' as family, '{kind}' as kind, {column} as value_key,
            count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
        from observations where {column} is not null group by account_key, {column}"""


def _declared(kind: str, family: str, column: str) -> str:
    value = "date_trunc('hour', created_at)" if column == "created_at" else column
    folded = "and organization_verified is false" if column == "organization_id" else ""
    return f"""
        select hash(account_id) as account_key, '{family}' as family, '{kind}' as kind,
            hash({value}) as value_key, 1 as n, created_at as first_at, created_at as last_at
        from accounts where {column} is not null {folded}"""


_PLACED = """
select s.*, p.party from ({select}) s join parties p on s.account_key = p.account_key
"""

_CARRIED = """
select party, kind, count(distinct value_key), (select count(distinct value_key) from shown)
from shown group by party, kind
"""

_SHARED = """
select account_key, party, family, kind, value_key, n, first_at, last_at from shown
where value_key in (
    select value_key from shown group by value_key having min(party) <> max(party))
"""
"""Only the values that at least two parties show."""
