"""Who counts as one: accounts folded into parties, with what is usual for their kind.

A declared organisation's accounts act together by declaration, so they are one party and cannot
be a hidden group among themselves.  An organisation that the provider found *not* to be what it
says is not folded: it becomes a value that its accounts share.
"""

from __future__ import annotations

from hydrometer.store.protocol import Store

_ABSENT = """
select null::ubigint as account_key, null::varchar as account_id, null::timestamp as created_at,
    null::varchar as kind, null::varchar as country, null::ubigint as organization_key,
    null::boolean as organization_verified where false
"""

_FOLDED = "case when organization_verified is false then null else organization_key end"


def find_parties(store: Store, accounts: bool) -> None:
    """Make ``parties`` from ``contacts``, one row an account.

    Columns: ``account_key, account_id, party, stratum, exchanges, created_at, kind, pathway,
    first_at, last_at`` and ``declared``: of a declared organisation, or a declared reseller.

    ``party`` and ``stratum`` are dense numbers from 0.  A stratum is kind of customer, country and
    most used pathway: what a stratum shares is usual in it, and only that; country is never
    evidence.  ``accounts`` says whether the accounts table was given.
    """
    store.create(
        "activity",
        """
        select account_key, any_value(account_id) as account_id, sum(n)::bigint as exchanges,
            min(first_at) as first_at, max(last_at) as last_at,
            max_by(pathway, struct_pack(n := n, way := pathway)) as pathway
        from (select account_key, pathway, any_value(account_id) as account_id, sum(n) as n,
                min(first_at) as first_at, max(last_at) as last_at
              from contacts group by account_key, pathway)
        group by account_key
        """,
    )
    store.view("profiles", _PROFILES if accounts else _ABSENT)
    store.create(
        "parties",
        f"""
        with joined as (
            select a.account_key, a.account_id, a.exchanges, a.first_at, a.last_at, a.pathway,
                p.created_at, p.kind, {_FOLDED} as fold,
                coalesce(p.kind, '') || '|' || coalesce(p.country, '') || '|'
                    || coalesce(a.pathway, '') as stratum_name
            from activity a left join profiles p on a.account_key = p.account_key
        )
        select account_key, account_id, exchanges, first_at, last_at, created_at, kind, pathway,
            fold is not null or coalesce(kind, '') = 'reseller' as declared,
            dense_rank() over (order by case when fold is null then 1 else 0 end,
                coalesce(fold, account_key)) - 1 as party,
            dense_rank() over (order by stratum_name) - 1 as stratum
        from joined order by account_key
        """,
    )


_PROFILES = """
select hash(account_id) as account_key, account_id, created_at, kind, country,
    case when organization_id is null then null else hash(organization_id) end as organization_key,
    organization_verified
from accounts
"""
