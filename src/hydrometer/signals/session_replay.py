"""Conversations wander from account to account.

Sees      the share of exchanges in conversations, or carrying reasoning blocks, that another
          account of the stream began.
Means     the accounts are one client behind a dispatcher.
Quiet on  everybody whose conversations stay with their account.
Evaded by binding each conversation to an account, or leaving the session id out.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="session_replay",
    family=Family.BEHAVIOUR,
    key="dispatch",
    aspect="replay",
    needs=("session_id", "replayed_reasoning_key"),
    sql="""
        with links as (
            select panel, session_key as link, account_key, 1 as weight from panel_exchanges
            where session_key is not null
            union all
            select panel, replayed_reasoning_key, account_key, 1 from panel_exchanges
            where replayed_reasoning_key is not null
            union all
            select panel, reasoning_key, account_key, 0 from panel_exchanges
            where reasoning_key is not null
        ),
        shared as (
            select panel, link, count(distinct account_key) as accounts, sum(weight) as n
            from links group by panel, link
        )
        select panel, sum(case when accounts > 1 then n else 0 end)::double / sum(n) as measure,
            measure as statistic,
            sum(case when accounts > 1 then n else 0 end) as k, sum(n) as n
        from shared group by panel having sum(n) >= 20
    """,
    says="{k} of {n} exchanges continue a conversation or a reasoning block that another account "
    "began; matched honest groups: {usual:.1%}",
)
FIRES = [{"account": i % 4, "minute": 3 * i, "session": i // 8} for i in range(80)]
QUIET = [{"account": (i // 8) % 4, "minute": 3 * i, "session": i // 8} for i in range(80)]
