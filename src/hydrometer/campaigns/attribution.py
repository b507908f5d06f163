"""Which exchanges belong to a campaign, and which accounts with how much of their traffic."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.attributes import MARKS
from hydrometer.campaigns.pooling import OWN
from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.streams import CERTAIN
from hydrometer.store.protocol import Store

FEWEST = 2
"""One exchange on an account may be a misreading; a member has at least this many."""
LEAST_SHARE = 0.2
"""A member's share of extraction is at least this part of the campaign's: an honest account in the
pool has the few exchanges that are misread, and not more.  And its share of marked exchanges is,
where the campaign has marks."""
MARKED = 0.5
"""Share of a campaign's exchanges with marks of its own from which on a member needs some."""
SPREAD = 3
"""Accounts that show a mark at least: what one account alone shows is that account's."""
CONFUSED = 0.005
"""The chance that a party is none of its group, at most, where no marks say so.  The scan takes in
whoever is more likely than not."""

IDLE_CONFUSED = 1e-6
"""The same, where a party shows nothing of the campaign."""
WHOLE = 0.9
"""Share of a group's accounts that carry a campaign from which on its dispatcher uses all of it."""


def attribute(store: Store, found: list[Found], groups: list[Group], population: int) -> None:
    """Make ``attributed`` and ``membership`` of the campaigns, numbered as in ``found``.

    A member has exchanges of the campaign's; and marks of its own, wording or settings that nearly
    nobody else uses, where the campaign has them, or else firm ties to the ``groups`` of
    ``population`` parties.  A neighbour of the pool, a stranger behind the same exit, has neither.
    Where nearly all accounts of a group are members, those that are tied to it beyond any doubt are
    as well, whatever they have sent so far.

    ``attributed``: campaign, stream, and the observations judged extraction, each once, with its
    certainty.  ``membership``: campaign, account_key, n, total, first_at, last_at.
    """
    rows = [(n, v.pool, v.stream, f.alone) for n, f in enumerate(found) for v in f.verdicts]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4)
    names = ("campaign", "pool", "stream", "alone")
    store.put("found_list", pa.table({name: columns[:, i] for i, name in enumerate(names)}))
    store.create("found_streams", "select * from found_list")
    store.put("tied", _tied(groups, population))
    store.create("claims", _CLAIMS)
    for column in MARKS:
        store.create(f"own_{column}", _OWN.format(column=column))
    store.create("read", _READ)
    store.create("carrying", _CARRYING)
    store.create("membership", _MEMBERSHIP)
    store.create("attributed", _ATTRIBUTED)


def _tied(groups: list[Group], population: int) -> pa.Table:
    """The parties that are tied to their group beyond confusion: party, number and ``surely``.

    ``binds`` are likelihood ratios in nats, and before them any m of N parties are as likely.
    """
    sizes = [len(group.members) for group in groups]
    binds = np.concatenate([np.zeros(0), *(group.binds for group in groups)])
    prior = np.log(population / np.repeat(np.array(sizes, dtype=float), sizes))
    party = np.concatenate([np.zeros(0, np.int64), *(g.members for g in groups)]).astype(np.int64)
    number = np.repeat(np.arange(len(groups)), sizes).astype(np.int64)
    firm = binds >= prior + _log_odds(CONFUSED)
    surely = binds >= prior + _log_odds(IDLE_CONFUSED)
    return pa.table({"party": party[firm], "number": number[firm], "surely": surely[firm]})


def _log_odds(confused: float) -> float:
    return math.log((1.0 - confused) / confused)


_CLAIMS = f"""
select * from (
    select f.campaign, t.*, row_number() over (
        partition by t.exchange_id order by t.certainty desc, f.campaign, t.pool) as claim
    from streamed t join found_streams f on t.pool = f.pool and t.stream = f.stream
    where t.certainty >= {CERTAIN})
where claim = 1
"""

_OWN = f"""
with used as (
    select campaign, {{column}} as word, count(*) as n from claims where {{column}} is not null
    group by campaign, {{column}} having count(distinct account_key) >= {SPREAD}
),
overall as (
    select {{column}} as word, count(*) as n from observations
    where {{column}} in (select word from used) group by {{column}}
)
select u.campaign, u.word from used u join overall o on u.word = o.word where u.n >= {OWN} * o.n
"""

_READ = f"""
select c.campaign, c.account_key, c.sent_at,
    {" or ".join(f"own_{column}.word is not null" for column in MARKS)} as marked
from claims c {
    " ".join(
        f"left join own_{column} on c.campaign = own_{column}.campaign"
        f" and c.{column} = own_{column}.word"
        for column in MARKS
    )
}
"""
"""The exchanges claimed, and whether each shows a mark of the campaign's own."""

_CARRYING = f"""
with counted as (
    select r.campaign, r.account_key, count(*) as n, max(p.exchanges) as total,
        min(r.sent_at) as first_at, max(r.sent_at) as last_at,
        count(*) filter (where r.marked) as marked,
        bool_or(f.party is not null) as firm
    from read r join parties p on r.account_key = p.account_key
    left join tied f on p.party = f.party
    group by r.campaign, r.account_key
),
overall as (
    select campaign, sum(n)::double / sum(total) as share, sum(marked)::double / sum(n) as marked
    from counted group by campaign
)
select c.campaign, c.account_key, c.n, c.total, c.first_at, c.last_at
from counted c join overall o on c.campaign = o.campaign
where c.n >= {FEWEST} and c.n >= {LEAST_SHARE} * o.share * c.total
    and case when c.campaign in (select campaign from found_streams where alone = 1) then true
        when o.marked >= {MARKED} then c.marked >= greatest(1, {LEAST_SHARE} * o.marked * c.n)
        else c.firm end
"""

_MEMBERSHIP = f"""
with carriers as (
    select c.campaign, t.number, count(distinct t.party) as n
    from carrying c join parties p on c.account_key = p.account_key join tied t on p.party = t.party
    group by c.campaign, t.number
),
whole as (
    select c.campaign, c.number from carriers c join (
        select number, count(*) as n from tied where party in (
            select party from parties where not declared) group by number) g
    on c.number = g.number where c.n >= {WHOLE} * g.n
),
sent as (
    select campaign, account_key, count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
    from claims group by campaign, account_key
)
select * from carrying
union all
select w.campaign, p.account_key, coalesce(s.n, 0), p.exchanges,
    coalesce(s.first_at, p.first_at), coalesce(s.last_at, p.last_at)
from whole w
join tied t on w.number = t.number and t.surely
join parties p on t.party = p.party and not p.declared
left join sent s on w.campaign = s.campaign and p.account_key = s.account_key
where not exists (
    select 1 from carrying c where c.campaign = w.campaign and c.account_key = p.account_key)
"""

_ATTRIBUTED = """
select c.* from claims c
join membership m on c.campaign = m.campaign and c.account_key = m.account_key
"""
