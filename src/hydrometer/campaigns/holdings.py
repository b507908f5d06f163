"""The evidence table: which account showed which value, how often, and from when to when.

Linear in the exchanges.  Values that only one party shows bind nobody and are pruned here, before
anything is joined; values that everybody shows are left to the scan, which weighs them.
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
    """Make ``holdings`` (`model.HOLDINGS` with ``party``), of values shown by two parties or more.

    And ``carried``: party, kind, n, how many values of the kind it shows at all, and ``values``,
    how many the kind has.

    ``seen`` and ``declared`` are the columns that the exchanges and the accounts have.
    """
    store.create("holdings", _EMPTY)
    store.create("carried", _CARRIES)
    for kind, (family, value, given) in SEEN.items():
        if given in seen:
            _add(store, _seen(value), kind, family)
    for kind, (family, column, given) in SENT.items():
        if given in seen:
            _add_sent(store, column, kind, family)
    for kind, (family, column) in DECLARED.items():
        if column in declared:
            _add(store, _declared(column), kind, family)
    store.drop("shown")


_EMPTY = """
select 0::ubigint as account_key, 0::bigint as party, ''::varchar as family, ''::varchar as kind,
    0::ubigint as value_key, 0::bigint as n, null::timestamp as first_at,
    null::timestamp as last_at where false
"""
_CARRIES = """
select 0::bigint as party, '' as kind, 0::bigint as n, 0::bigint as "values" where false
"""


def _add(store: Store, select: str, kind: str, family: str) -> None:
    """Add one kind of which every holding is at hand."""
    store.create("shown", _PLACED.format(select=select))
    store.run(f"insert into carried {_CARRIED.format(kind=kind)}")
    store.run(f"insert into holdings {_SHARED.format(kind=kind, family=family)}")


def _add_sent(store: Store, column: str, kind: str, family: str) -> None:
    """Add one kind that exchanges carry: most of its values are one account's, and only counted."""
    store.create("spread", _SPREAD.format(column=column))
    store.create("shown", _PLACED.format(select=_SENT.format(column=column)))
    store.run(f"insert into carried {_CARRIED_SENT.format(kind=kind)}")
    store.run(f"insert into holdings {_SHARED.format(kind=kind, family=family)}")
    store.drop("spread")


def _seen(value: str) -> str:
    return f"""
        select account_key, {value} as value_key, sum(n)::bigint as n,
            min(first_at) as first_at, max(last_at) as last_at
        from contacts where {value} is not null group by account_key, {value}"""


def _declared(column: str) -> str:
    value = "date_trunc('hour', created_at)" if column == "created_at" else column
    folded = "and organization_verified is false" if column == "organization_id" else ""
    return f"""
        select hash(account_id) as account_key, hash({value}) as value_key, 1::bigint as n,
            created_at as first_at, created_at as last_at
        from accounts where {column} is not null {folded}"""


_SPREAD = """
select {column} as value_key, min(account_key) as low, max(account_key) as high
from observations where {column} is not null group by {column}
"""

_SENT = """
    select account_key, {column} as value_key, count(*) as n, min(sent_at) as first_at,
        max(sent_at) as last_at
    from observations where {column} in (select value_key from spread where low <> high)
    group by account_key, {column}"""

_PLACED = """
select s.*, p.party from ({select}) s join parties p on s.account_key = p.account_key
"""

_CARRIED = """
select party, '{kind}', count(distinct value_key), (select count(distinct value_key) from shown)
from shown group by party
"""

_CARRIED_SENT = """
select party, '{kind}', count(distinct value_key), (select count(*) from spread)
from (select party, value_key from shown
      union all
      select p.party, s.value_key from spread s join parties p on s.low = p.account_key
      where s.low = s.high)
group by party
"""

_SHARED = """
select account_key, party, '{family}', '{kind}', value_key, n, first_at, last_at from shown
where value_key in (
    select value_key from shown group by value_key having min(party) <> max(party))
"""
"""Only the values that at least two parties show."""
