"""The traffic moves to a new model within hours of its launch.

Sees      the share of each account's exchanges that go to a newly launched model in its first 24
          hours, as a mean over the accounts; no account counts for more than a half, so that one
          eager customer does not look like a pool.
Means     a dispatcher re-points a whole pool at once; people try, then drift.
Quiet on  streams with fewer than 20 exchanges on that day; organisations that migrate centrally
          are one party.
Evaded by ramping over a week, which costs the operator the launch window.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="launch_pivot",
    family=Family.TIME,
    key="extraction",
    aspect="launch",
    needs=(),
    sql="""
        with daily as (
            select e.panel, r.model, e.account_key, count(*) as n,
                count(*) filter (where e.model = r.model) as k
            from panel_exchanges e
            join launches r on e.sent_at >= r.released_at
                and e.sent_at < r.released_at + interval 24 hour
            group by e.panel, r.model, e.account_key
        ),
        launched as (
            select panel, model, sum(n) as n, sum(k) as k, count(*) as accounts,
                sum(cast(round(1e9 * least(k::double / n, 0.5)) as bigint))
                    / (1e9 * count(*)) as breadth
            from daily group by panel, model having count(*) >= 3 and sum(n) >= 20
        )
        select panel, max(breadth) as measure, measure as statistic, max_by(k, breadth) as k,
            max_by(n, breadth) as n, max_by(model, breadth) as model,
            max_by(accounts, breadth) as accounts
        from launched group by panel
    """,
    says="{k} of {n} exchanges of {accounts} accounts in the first 24 hours after the launch of "
    "{model} went to it: {measure:.1%} as a mean over accounts, none counting for more than half; "
    "matched honest groups: {usual:.1%}",
)
FIRES = [
    {"account": i % 4, "minute": 10 * i, "model": "new" if i >= 150 else "old"} for i in range(300)
]
QUIET = [
    {"account": i % 4, "minute": 10 * i, "model": "new" if i % 20 == 0 and i >= 150 else "old"}
    for i in range(300)
]
