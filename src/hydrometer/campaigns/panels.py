"""Panels: what each stream is asked about, and the tables that the signals' SQL is asked of.

A stream of five thousand accounts and one of five are compared with the same honest streams, so
each is asked through a panel of at most `PANEL` of its accounts, drawn by key and not by merit.
"""

from __future__ import annotations

import pyarrow as pa

from hydrometer.campaigns.pools import PANEL, Pool
from hydrometer.store.protocol import Store

FEWEST_ACCOUNTS = 3
FEWEST_EXCHANGES = 30
CERTAIN = 0.5

_NO_RELEASES = """
select model, first_at as released_at from (
    select model, min(sent_at) as first_at, count(*) as n from observations group by model)
where first_at >= (select min(sent_at) + interval 24 hour from observations) and n >= 100
"""
"""Without a table of releases, a model is taken as launched when it is first asked for, if the log
had a day without it; one that hardly anybody asks for is a misspelling."""


def lay_out_panels(store: Store, pools: list[Pool], releases: bool) -> None:
    """Make ``panels``, ``panel_exchanges`` and ``launches`` from ``streamed``.

    ``panels``: panel, pool, stream, judged, dealt, accounts and exchanges of the whole stream, and
    the accounts and exchanges of the panel.  ``panel_exchanges``: panel and the observations of the
    panel's accounts in its stream, with ``hour_no``, hours since 1970.
    """
    numbers = pa.array(range(len(pools)), pa.int64())
    judged = pa.array([pool.group >= 0 for pool in pools], pa.bool_())
    dealt = pa.array([bool(pool.dealt) for pool in pools], pa.bool_())
    store.put("pool_kinds", pa.table({"pool": numbers, "judged": judged, "dealt": dealt}))
    store.create("stream_accounts", _STREAM_ACCOUNTS)
    store.create("panel_streams", _PANEL_STREAMS)
    store.create("panel_accounts", _PANEL_ACCOUNTS)
    store.create("panel_exchanges", _PANEL_EXCHANGES)
    store.create("panels", _PANELS)
    store.create("launches", "select * from releases" if releases else _NO_RELEASES)


_STREAM_ACCOUNTS = f"""
select pool, stream, account_key, count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at
from streamed where stream > 0 and certainty >= {CERTAIN} group by pool, stream, account_key
"""

_PANEL_STREAMS = f"""
select row_number() over (order by s.pool, s.stream) - 1 as panel, s.pool, s.stream,
    p.judged, p.dealt, s.accounts, s.exchanges
from (select pool, stream, count(*) as accounts, sum(n) as exchanges
      from stream_accounts group by pool, stream) s
join pool_kinds p on s.pool = p.pool
where s.accounts >= {FEWEST_ACCOUNTS} and s.exchanges >= {FEWEST_EXCHANGES}
"""

_PANEL_ACCOUNTS = f"""
select panel, account_key from (
    select s.panel, a.account_key,
        row_number() over (partition by s.panel
            order by case when a.n >= 2 then 0 else 1 end, hash(a.account_key)) as place
    from stream_accounts a
    join panel_streams s on a.pool = s.pool and a.stream = s.stream)
where place <= {PANEL}
"""

_PANEL_EXCHANGES = f"""
select s.panel, cast(floor(epoch(t.sent_at) / 3600) as bigint) as hour_no, t.*
from streamed t
join panel_streams s on t.pool = s.pool and t.stream = s.stream
join panel_accounts a on a.panel = s.panel and a.account_key = t.account_key
where t.certainty >= {CERTAIN}
"""

_PANELS = """
select s.*, e.panel_accounts, e.panel_exchanges
from panel_streams s
join (select panel, count(distinct account_key) as panel_accounts, count(*) as panel_exchanges
      from panel_exchanges group by panel) e on s.panel = e.panel
order by s.panel
"""
