"""Campaigns of one operator that hires several pools.

What is found in two pools is one campaign if both carry wording that hardly anybody else carries:
an opening or a system prompt of which nearly all use in the log is in streams that are reported.
Streams of one pool are left as `operators` has sorted them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.linkage import SHARED
from hydrometer.campaigns.streams import CERTAIN
from hydrometer.store.protocol import Store

OWN = 0.9
"""Share of a wording's use that is in reported streams, from which on it is the operators' own."""
_WORDING = ("opening_key", "system_key")

Floats = NDArray[np.float64]


def join_pools(store: Store, found: list[Found]) -> list[Found]:
    """Merge campaigns of different pools that share wording of their own, the strongest leading."""
    if len({f.pool for f in found}) < 2:
        return found
    _put_streams(store, found)
    common = np.max([_common(store, column, len(found)) for column in _WORDING], axis=0)
    joined: list[tuple[Found, list[int]]] = []
    for n, campaign in enumerate(found):
        pools = {v.pool for v in campaign.verdicts}
        for place, (other, parts) in enumerate(joined):
            apart = not pools & {v.pool for v in other.verdicts}
            if apart and max(common[n, part] for part in parts) >= SHARED:
                whole = replace(other, verdicts=(*other.verdicts, *campaign.verdicts))
                joined[place] = (whole, [*parts, n])
                break
        else:
            joined.append((campaign, [n]))
    return [campaign for campaign, _ in joined]


def _put_streams(store: Store, found: list[Found]) -> None:
    rows = [(n, v.pool, v.stream) for n, f in enumerate(found) for v in f.verdicts]
    columns = np.array(rows, dtype=np.int64)
    names = ("campaign", "pool", "stream")
    store.put("joined_list", pa.table({name: columns[:, i] for i, name in enumerate(names)}))
    store.create("joined_streams", "select * from joined_list")


def _common(store: Store, column: str, campaigns: int) -> Floats:
    """Campaigns x campaigns: the share of both that stands in the same wording of their own."""
    rows = store.fetch(_SHARES.format(column=column))
    words, word = np.unique(rows["word"].to_numpy(), return_inverse=True)
    shares = np.zeros((campaigns, len(words)))
    shares[rows["campaign"].to_numpy(), word] = rows["share"].to_numpy()
    return np.asarray([np.minimum(own, shares).sum(axis=1) for own in shares])


_SHARES = f"""
with own as (
    select j.campaign, t.{{column}} as word, count(*)::double as n
    from streamed t join joined_streams j on t.pool = j.pool and t.stream = j.stream
    where t.certainty >= {CERTAIN} group by j.campaign, t.{{column}}
),
sizes as (select campaign, sum(n) as n from own group by campaign),
used as (select word, sum(n) as n from own where word is not null group by word),
overall as (
    select {{column}} as word, count(*)::double as n from observations
    where {{column}} in (select word from used) group by {{column}}
)
select o.campaign, o.word, o.n / s.n as share from own o
join sizes s on o.campaign = s.campaign
join used u on o.word = u.word
join overall a on o.word = a.word
where u.n >= {OWN} * a.n
order by o.campaign, o.word
"""
