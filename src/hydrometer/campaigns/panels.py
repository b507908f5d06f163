"""Panels: what each stream is asked about, and the tables that the signals' SQL is asked of.

A stream of five thousand accounts and one of five are asked how they are run through at most
`ACCOUNTS` of their accounts and about `EXCHANGES` of their exchanges, and what they take through
about `SAMPLED` of all, whole conversations of them.  How a stream is run is asked in terms that do
not depend on how many are looked at, but for how surely it shows; so more accounts are looked at
than honest crowds have, since each may have but a visit or two.  Both are picked by key, and
neither by merit nor by when they come: those that begin at one time have days in common whoever
runs them.
"""

from __future__ import annotations

import re

import pyarrow as pa

from hydrometer.campaigns.pools import FIRM, LARGEST_FIRM, SAMPLED, Pool
from hydrometer.campaigns.streams import CERTAIN
from hydrometer.campaigns.visits import VISITS
from hydrometer.model import OBSERVATIONS, Signal
from hydrometer.store.protocol import Store

FEWEST_ACCOUNTS = 3
FEWEST_EXCHANGES = 30
ACCOUNTS = 160
"""Accounts that a stream is asked through, at most, how it is run."""
EXCHANGES = 12_000
"""Exchanges of these accounts that are asked how they are run, at most."""
_GRAIN = 1_000_003

_NO_RELEASES = """
select model, first_at as released_at from (
    select model, min(sent_at) as first_at, count(*) as n from observations group by model)
where first_at >= (select min(sent_at) + interval 24 hour from observations) and n >= 100
"""
"""Without a table of releases, a model is taken as launched when it is first asked for, if the log
had a day without it; one that hardly anybody asks for is a misspelling."""


def lay_out_panels(
    store: Store, pools: list[Pool], signals: tuple[Signal, ...], releases: bool
) -> None:
    """Make ``panels``, what is asked about them, and what signals compare.

    ``launches``: models and when they were released.  ``usual_elicits``: by kind of training
    material, the share of an honest customer's requests that ask for it, on average; null: of
    every other kind.

    ``panels``: panel, pool, stream, judged, dealt, kin (the same for pools that are no
    references of each other), members (accounts of the pool), accounts and exchanges of the whole
    stream, seats (by how many customers its size is to be divided), the accounts and exchanges of
    its panel, and how many exchanges are sampled.
    ``dispatch_exchanges`` has exchanges of the panel's accounts, and ``visits`` counts the visits
    in them; ``extraction_exchanges`` has those of the sample, ``launch_exchanges`` all of the
    stream in the day after a launch.  All three have ``panel``, ``hour_no`` (hours since 1970) and
    those columns of the observations that ``signals`` name; ``assigned`` has to have them.
    """
    kinds = {
        "pool": pa.array(range(len(pools)), pa.int64()),
        "judged": pa.array([pool.group >= 0 for pool in pools], pa.bool_()),
        "dealt": pa.array([bool(pool.dealt) for pool in pools], pa.bool_()),
        "volume": pa.array([pool.volume for pool in pools], pa.int64()),
        "members": pa.array([len(pool.accounts) for pool in pools], pa.int64()),
        "kin": pa.array([p.kin if p.kin >= 0 else n for n, p in enumerate(pools)], pa.int64()),
    }
    store.put("pool_kinds", pa.table(kinds))
    store.create("stream_accounts", _STREAM_ACCOUNTS)
    store.create("panel_streams", _PANEL_STREAMS)
    store.create("panel_accounts", _PANEL_ACCOUNTS)
    store.create("launches", "select * from releases" if releases else _NO_RELEASES)
    columns = "".join(f", t.{name}" for name in asked_of(signals))
    store.create(
        "asked_exchanges", _ASKED_EXCHANGES.format(columns=columns, launched=_launched(store))
    )
    for key in ("dispatch", "extraction", "launch"):
        store.view(f"{key}_exchanges", f"select * from asked_exchanges where {key}")
    store.create("visits", _VISITS)
    store.create("panels", _PANELS)
    asked = "elicits" in asked_of(signals)
    store.create("usual_elicits", _USUAL_ELICITS if asked else _NOTHING_ASKED)


def asked_of(signals: tuple[Signal, ...]) -> list[str]:
    """The columns of observations that signals name, but for those that ``assigned`` always has."""
    words = {word for signal in signals for word in re.findall(r"\w+", signal.sql)}
    return [name for name in OBSERVATIONS.names if name in words - {"account_key", "sent_at"}]


def _launched(store: Store) -> str:
    """SQL for whether an exchange is of the 24 hours after a launch."""
    launches = store.fetch(
        "select distinct released_at from launches where released_at > "
        "(select min(first_at) - interval 24 hour from stream_accounts) order by released_at"
    )["released_at"].to_pylist()
    days = [f"(t.sent_at >= timestamp '{at}' and t.sent_at < timestamp '{at}' + interval 24 hour)"
            for at in launches]  # fmt: skip
    return " or ".join(days) or "false"


_STREAM_ACCOUNTS = f"""
select pool, stream, account_key, count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
from assigned where stream > 0 and certainty >= {CERTAIN} group by pool, stream, account_key
"""

_PANEL_STREAMS = f"""
select row_number() over (order by s.pool, s.stream) - 1 as panel, s.pool, s.stream,
    p.judged, p.dealt, p.kin, p.members, s.accounts, s.exchanges as seen,
    greatest(s.exchanges, p.volume) as exchanges,
    sqrt(case when p.dealt then p.members
        when p.members <= {LARGEST_FIRM} and 2 * max(s.exchanges) over (partition by s.pool)
            >= sum(s.exchanges) over (partition by s.pool) then least(s.accounts, {FIRM})
        else 1 end) as seats
from (select pool, stream, count(*) as accounts, sum(n)::bigint as exchanges
      from stream_accounts group by pool, stream) s
join pool_kinds p on s.pool = p.pool
where s.accounts >= {FEWEST_ACCOUNTS} and s.exchanges >= {FEWEST_EXCHANGES}
"""
"""A small pool that is mostly one stream may be a firm.  Its accounts may be the keys of one
product, of whose size they say nothing, or the seats of as many people: the root lies between.  No
more are counted than a firm is thought to have that is a customer among others."""

_PANEL_ACCOUNTS = f"""
select panel, account_key,
    {EXCHANGES}::double / sum(n) over (partition by panel) as keep
from (
    select s.panel, a.account_key, a.n, row_number() over (partition by s.panel
        order by case when a.n >= 2 then 0 else 1 end, hash(a.account_key)) as place
    from stream_accounts a
    join panel_streams s on a.pool = s.pool and a.stream = s.stream)
where place <= {ACCOUNTS}
"""

_ASKED_EXCHANGES = f"""
select * from (
    select s.panel, t.account_key, t.sent_at,
        cast(floor(epoch(t.sent_at) / 3600) as bigint) as hour_no,
        a.panel is not null and not s.dealt and t.chain % {_GRAIN} <= {_GRAIN} * a.keep as dispatch,
        (s.judged or s.dealt) and t.chain % {_GRAIN} <= {_GRAIN} * ({SAMPLED}::double / s.seen)
            as extraction,
        (s.judged or s.dealt) and ({{launched}}) as launch{{columns}}
    from assigned t
    join panel_streams s on t.pool = s.pool and t.stream = s.stream
    left join panel_accounts a on a.panel = s.panel and a.account_key = t.account_key
    where t.certainty >= {CERTAIN})
where dispatch or extraction or launch
"""


_VISITS = f"""
with panel_exchanges as (select * from dispatch_exchanges),
{VISITS}
select * from visits
"""

_PANELS = """
select s.panel, s.pool, s.stream, s.judged, s.dealt, s.kin, s.members, s.accounts, s.exchanges,
    s.seats,
    coalesce(d.panel_accounts, 0) as panel_accounts,
    coalesce(d.panel_exchanges, 0) as panel_exchanges, coalesce(e.sampled, 0) as sampled
from panel_streams s
left join (select panel, count(distinct account_key) as panel_accounts,
               count(*) as panel_exchanges
           from dispatch_exchanges group by panel) d on s.panel = d.panel
left join (select panel, count(*) as sampled
           from extraction_exchanges group by panel) e on s.panel = e.panel
order by s.panel
"""

_USUAL_ELICITS = """
with asked as (
    select e.panel, e.elicits, count(*) as k,
        sum(count(*)) over (partition by e.panel) as n
    from extraction_exchanges e join panels p on e.panel = p.panel
    where p.dealt and e.input_key is not null and coalesce(e.turn_count, 1) <= 2
    group by e.panel, e.elicits
)
select elicits,
    (1.0 + sum(cast(round(1e9 * k / n) as bigint)) / 1e9)
        / (1.0 + (select count(distinct panel) from asked)) as usual
from asked where elicits is not null group by elicits
union all
select null, 1.0 / (1.0 + count(distinct panel)) from asked
"""
"""One more customer is counted who asks for nothing else, so that no kind is thought impossible;
the row without a kind is of every kind that nobody has asked for."""

_NOTHING_ASKED = "select null::varchar as elicits, 1.0 as usual"
