"""The campaign's traffic by hour, beside everybody else's scaled to the same total."""

from __future__ import annotations

import pyarrow as pa

from hydrometer.store.protocol import Store


def find_timelines(store: Store) -> pa.Table:
    """Columns of `model.TIMELINES`, with ``campaign`` (number) for the id."""
    return store.fetch(
        """
        with every as (
            select date_trunc('hour', sent_at) as hour, count(*) as n from observations group by 1
        ),
        own as (
            select campaign, date_trunc('hour', sent_at) as hour, count(*) as n
            from attributed group by 1, 2
        ),
        all_hours as (
            select c.campaign, e.hour, coalesce(o.n, 0) as own, greatest(e.n - coalesce(o.n, 0), 0)
                as rest
            from every e cross join (select distinct campaign from own) c
            left join own o on o.campaign = c.campaign and o.hour = e.hour
        )
        select campaign, hour, own as campaign_exchanges,
            rest::double * sum(own) over (partition by campaign)
                / greatest(sum(rest) over (partition by campaign), 1) as comparable_share
        from all_hours order by campaign, hour
        """
    )
