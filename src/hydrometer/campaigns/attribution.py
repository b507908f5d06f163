"""Which exchanges belong to a campaign, and which accounts with how much of their traffic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.panels import CERTAIN
from hydrometer.store.protocol import Store

FEWEST = 2
"""One exchange on an account may be a misreading; a member has at least this many."""
LEAST_SHARE = 0.2
"""A member's share of extraction is at least this part of the campaign's: an honest account in the
pool has the few exchanges that are misread, and not more."""


def attribute(store: Store, found: list[Found]) -> None:
    """Make ``attributed`` and ``membership`` of the campaigns, numbered as in ``found``.

    ``attributed``: campaign, stream, and the observations judged extraction, each once, with its
    certainty.  ``membership``: campaign, account_key, n, total, first_at, last_at.
    """
    rows = [(n, v.pool, v.stream) for n, f in enumerate(found) for v in f.verdicts]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    names = ("campaign", "pool", "stream")
    store.put("found_list", pa.table({name: columns[:, i] for i, name in enumerate(names)}))
    store.create("found_streams", "select * from found_list")
    store.create("claims", _CLAIMS)
    store.create("membership", _MEMBERSHIP)
    store.create("attributed", _ATTRIBUTED)


_CLAIMS = f"""
select * from (
    select f.campaign, t.*, row_number() over (
        partition by t.exchange_id order by t.certainty desc, f.campaign, t.pool) as claim
    from streamed t join found_streams f on t.pool = f.pool and t.stream = f.stream
    where t.certainty >= {CERTAIN})
where claim = 1
"""

_MEMBERSHIP = f"""
with counted as (
    select c.campaign, c.account_key, count(*) as n, max(p.exchanges) as total,
        min(c.sent_at) as first_at, max(c.sent_at) as last_at
    from claims c join parties p on c.account_key = p.account_key
    group by c.campaign, c.account_key
),
overall as (
    select campaign, sum(n)::double / sum(total) as share from counted group by campaign
)
select c.* from counted c join overall o on c.campaign = o.campaign
where c.n >= {FEWEST} and c.n >= {LEAST_SHARE} * o.share * c.total
"""

_ATTRIBUTED = """
select c.* from claims c
join membership m on c.campaign = m.campaign and c.account_key = m.account_key
"""
