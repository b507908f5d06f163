"""One program sends everything, whichever account it uses.

Sees      the chance that two exchanges of different accounts have the same request settings.
Means     the accounts are fed by one configured program.
Quiet on  customers who each set up their own; people on one public tool share its settings, and
          are what this is compared with.
Evaded by drawing settings at random, within what the purpose allows.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="one_program",
    family=Family.CLIENT,
    key="dispatch",
    needs=("max_tokens",),
    sql="""
        with used as (
            select panel, account_key, settings_key, count(*) as c from panel_exchanges
            where settings_key is not null group by panel, account_key, settings_key
        ),
        settings as (
            select panel, settings_key, sum(c) as t, sum(c * c) as own from used
            group by panel, settings_key
        ),
        accounts as (select panel, account_key, sum(c) as a from used group by panel, account_key),
        pairs as (
            select panel, sum(a) as n, sum(a) * sum(a) - sum(a * a) as n2 from accounts
            group by panel having count(*) >= 3
        )
        select s.panel, sum(s.t * s.t - s.own)::double / max(p.n2) as measure, measure as statistic,
            count(*) as kinds, max(p.n) as n
        from settings s join pairs p on s.panel = p.panel
        where p.n >= 30 and p.n2 > 0 group by s.panel
    """,
    says="two exchanges of different accounts have the same settings with chance {measure:.0%}; "
    "matched honest groups: {usual:.0%}",
)
FIRES = [{"account": i % 4, "minute": 3 * i, "settings": 1} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 3 * i, "settings": i % 4} for i in range(40)]
