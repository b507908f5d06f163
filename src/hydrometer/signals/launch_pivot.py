"""The traffic moves to a new model within hours of its launch.

Sees      the share of the stream's exchanges that go to a newly launched model in its first 24
          hours; the account that moves most counts for no more than all others together, so that
          one eager customer does not look like a pool.  All of the stream is looked at and not a
          sample, since a share of a few dozen exchanges says little.  No more than twice the mean
          of honest customers counts as none: a mixture of them moves about the mean.
Means     a dispatcher re-points a whole pool at once; people try, then drift.
Quiet on  streams with fewer than 8 exchanges on that day; organisations that migrate centrally
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
    asks="launch",
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
                max(k) as most
            from daily group by panel, model having count(*) >= 3 and sum(n) >= 8
        ),
        shares as (
            select panel, model, n, k, accounts, least(k, 2 * (k - most))::double / n as breadth
            from launched
        ),
        usual as (
            select s.model,
                sum(cast(round(1e9 * s.breadth) as bigint)) / (1e9 * count(*)) as breadth
            from shares s join panels p on s.panel = p.panel where p.dealt group by s.model
        )
        select s.panel, max(s.breadth) as measure,
            max(case when s.breadth > 2 * coalesce(u.breadth, 0) then s.breadth else 0.0 end)
                as statistic,
            max_by(s.k, s.breadth) as k, max_by(s.n, s.breadth) as n,
            max_by(s.model, s.breadth) as model, max_by(s.accounts, s.breadth) as accounts
        from shares s left join usual u on s.model = u.model group by s.panel
    """,
    says="{k} of {n} exchanges of {accounts} accounts in the first 24 hours after the launch of "
    "{model} went to it: {measure:.1%}, none counting for more than all others; matched honest "
    "groups: {usual:.1%}",
)
FIRES = [
    {"account": i % 4, "minute": 10 * i, "model": "new" if i >= 150 else "old"} for i in range(300)
]
QUIET = [
    {"account": i % 4, "minute": 10 * i, "model": "new" if i % 20 == 0 and i >= 150 else "old"}
    for i in range(300)
]
