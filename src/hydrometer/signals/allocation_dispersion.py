"""A dispatcher divides the traffic among the accounts.

Sees      chi-square per degree of freedom of how each hour's total divides among the accounts:
          about 1 where a dispatcher deals requests out, far above for independent customers.
Means     one queue feeds all of the accounts.
Quiet on  independent customers, however many; accounts with so few requests that nothing shows
          are compared with equally quiet ones.
Evaded by independent traffic through the same accounts: at three quarters of it the power is gone.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="allocation_dispersion",
    family=Family.BEHAVIOUR,
    key="dispatch",
    aspect="dispatch",
    needs=(),
    sql="""
        with cells as (
            select panel, account_key, hour_no, count(*) as c
            from panel_exchanges group by panel, account_key, hour_no
        ),
        hours as (
            select panel, hour_no, sum(c) as t from cells
            group by panel, hour_no having sum(c) >= 2
        ),
        busy as (
            select c.panel, c.account_key, c.hour_no, c.c, h.t from cells c
            join hours h on c.panel = h.panel and c.hour_no = h.hour_no
        ),
        members as (
            select panel, account_key, sum(c) as a from busy group by panel, account_key
        ),
        sizes as (
            select panel, count(distinct account_key) as accounts,
                count(distinct hour_no) as hours, sum(c) as n
            from busy group by panel
        )
        select b.panel,
            (sum(cast(round(1e6 * b.c * b.c * s.n / (b.t * m.a)) as bigint)) / 1e6 - max(s.n))
                / ((max(s.accounts) - 1) * (max(s.hours) - 1)) as measure,
            -measure as statistic, max(s.accounts) as accounts, max(s.hours) as hours
        from busy b
        join members m on b.panel = m.panel and b.account_key = m.account_key
        join sizes s on b.panel = s.panel
        where s.accounts >= 3 and s.hours >= 5 and s.n >= 40
        group by b.panel
    """,
    says="over {hours} hours the traffic divides among {accounts} accounts with {measure:.2f} "
    "times the spread of dealing requests out at random (1.00); matched honest groups: "
    "{usual:.1f} times",
)
FIRES = [{"account": i % 4, "minute": 6 * i} for i in range(400)]
QUIET = [{"account": (i // 30) % 4, "minute": 6 * i} for i in range(400)]
