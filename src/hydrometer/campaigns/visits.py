"""Visits: exchanges of an account with hardly a pause between them, counted as one.

It is the same then whether a dispatcher deals out single requests or whole conversations.
"""

from __future__ import annotations

VISITS = """
spaced as (
    select panel, account_key, floor(hour_no / 8) as block_no,
        epoch(sent_at) - lag(epoch(sent_at))
            over (partition by panel, account_key order by sent_at) as pause
    from panel_exchanges
),
usual as (
    select panel, account_key, least(600.0, 0.5
        * greatest(epoch(max(sent_at)) - epoch(min(sent_at)), 86400.0) / count(*)) as pause
    from panel_exchanges group by panel, account_key
),
visits as (
    select s.panel, s.account_key, s.block_no, count(*) as c
    from spaced s join usual u on s.panel = u.panel and s.account_key = u.account_key
    where s.pause is null or s.pause > u.pause
    group by s.panel, s.account_key, s.block_no
)"""
"""SQL for ``visits`` of ``panel_exchanges``: ``panel``, ``account_key``, ``block_no`` (eight hours,
since 1970) and ``c``, how many begin in them.

A pause is ten minutes, or half of the account's usual distance between exchanges where that is
shorter; an account that is there for less than a day, as for one conversation, is taken to be there
for one.
"""
