"""One list of inputs is being worked through, divided among many accounts.

Sees      the share of exchanges with a wording that three accounts or more share, around an input
          that comes a few times on one day and never again; of one that comes again on the same
          account only, one exchange counts.
Means     a list is partitioned: one wording, many accounts, each input once.
Quiet on  classrooms and evaluators, who repeat the same inputs; accounts with no shared wording.
Evaded by paraphrasing the wording for every request, or asking for inputs again another day.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="partitioned_inputs",
    family=Family.CONTENT,
    key="extraction",
    aspect="lists",
    needs=("prompt",),
    sql="""
        with shared as (
            select panel, coalesce(scaffold_key, system_key) as wording
            from panel_exchanges
            where input_key is not null and coalesce(scaffold_key, system_key) is not null
            group by panel, coalesce(scaffold_key, system_key)
            having count(distinct account_key) >= 3
        ),
        inputs as (
            select e.panel, case
                when count(*) <= 8 and count(distinct e.hour_no // 24) = 1 then count(*)
                when count(distinct e.account_key) = 1 then 1
                else 0 end as n
            from panel_exchanges e
            join shared s on e.panel = s.panel
                and coalesce(e.scaffold_key, e.system_key) = s.wording
            group by e.panel, e.input_key
        ),
        once as (
            select panel, sum(n)::bigint as k from inputs group by panel
        )
        select t.panel, coalesce(a.k, 0)::double / t.n as measure, measure as statistic,
            coalesce(a.k, 0) as k, t.n
        from (select panel, count(*) as n from panel_exchanges
              where input_key is not null group by panel having count(*) >= 20) t
        left join once a on t.panel = a.panel
    """,
    says="{k} of {n} exchanges stand in wording that several accounts share, around an input that "
    "is asked once, or a few times on one day only; matched honest groups: {usual:.1%}",
    weight=2.0,
)
FIRES = [{"account": i % 4, "minute": 5 * i, "input": i, "scaffold": 1} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 200 * i, "input": i % 9, "scaffold": 1} for i in range(40)]
