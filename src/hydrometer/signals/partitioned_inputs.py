"""One list of inputs is being worked through, divided among many accounts.

Sees      the share of exchanges with a wording that three accounts or more share, around an input
          that no other account sends.
Means     a list is partitioned: one wording, many accounts, no input twice.
Quiet on  classrooms and evaluators, who repeat the same inputs; accounts with no shared wording.
Evaded by paraphrasing the wording for every request, or paying to send inputs twice.
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
            select e.panel, e.input_key, count(distinct e.account_key) as accounts
            from panel_exchanges e
            join shared s on e.panel = s.panel
                and coalesce(e.scaffold_key, e.system_key) = s.wording
            group by e.panel, e.input_key
        ),
        alone as (
            select panel, count(*) as k from inputs where accounts = 1 group by panel
        )
        select t.panel, coalesce(a.k, 0)::double / t.n as measure, measure as statistic,
            coalesce(a.k, 0) as k, t.n
        from (select panel, count(*) as n from panel_exchanges
              where input_key is not null group by panel having count(*) >= 20) t
        left join alone a on t.panel = a.panel
    """,
    says="{k} inputs in {n} exchanges stand in wording that several accounts share and are sent "
    "by one account only; matched honest groups: {usual:.1%}",
    weight=2.0,
)
FIRES = [{"account": i % 4, "minute": 5 * i, "input": i, "scaffold": 1} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 5 * i, "input": i // 4, "scaffold": 1} for i in range(40)]
