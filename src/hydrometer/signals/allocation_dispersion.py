"""A dispatcher divides the traffic among the accounts.

Sees      how much likelier two visits are to fall into the same eight hours if they are of the same
          account, as a correlation: 0 where a dispatcher deals them out, far above for independent
          customers, each of whom has hours and days of its own.  At a hackathon all have the same
          few hours, so that no account can be much alone with its own; the correlation makes up for
          that.  What is compared is the upper bound, two standard errors above, so that few visits
          show nothing.  Exchanges of an account with hardly a pause between them are one visit, so
          that it is the same whether single requests are dealt out or whole conversations.  A pause
          is ten minutes, or half of the account's usual distance between exchanges where that is
          shorter; an account that is there for less than a day is taken to be there for one.
Means     one queue feeds all of the accounts.
Quiet on  independent customers, however many; accounts with so few requests that nothing shows.
          A few machines that run steadily divide their traffic as evenly, and so does a class that
          has no hours but those of its course.
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
        with blocks as (
            select panel, block_no, sum(c) as t from visits
            group by panel, block_no having sum(c) >= 2
        ),
        busy as (
            select c.panel, c.account_key, c.block_no, c.c, b.t from visits c
            join blocks b on c.panel = b.panel and c.block_no = b.block_no
        ),
        members as (
            select panel, account_key, sum(c) as a, sum(c * (c - 1)) / 2 as met
            from busy group by panel, account_key
        ),
        sizes as (
            select panel, count(*) as blocks, sum(t) as n,
                sum(t * (t - 1)) / (sum(t) * (sum(t) - 1.0)) as together
            from (select distinct panel, block_no, t from busy) group by panel
        ),
        middle as (
            select panel, count(*) as accounts, median(a) as a from members group by panel
        ),
        weighed as (
            select m.panel, m.met, m.a * (m.a - 1) / 2 * s.together as chance, s.together, s.n,
                s.blocks, h.accounts, least(1.0, h.a * h.a / (m.a * m.a)) as w
            from members m join sizes s on m.panel = s.panel join middle h on m.panel = h.panel
            where h.accounts >= 3 and s.blocks >= 3 and s.n >= 40
        ),
        summed as (
            select panel, sum(cast(round(1e9 * w * met) as bigint)) / 1e9 as met,
                sum(cast(round(1e9 * w * chance) as bigint)) / 1e9 as chance,
                sum(cast(round(1e9 * w * w * chance) as bigint)) / 1e9 as spread,
                max(together / (1 - together)) as most,
                max(accounts) as accounts, max(blocks) as blocks, max(n) as visits
            from weighed group by panel
        )
        select panel, most * (met / chance - 1) as measure,
            -(measure + 2 * most * sqrt(spread) / chance) as statistic, accounts, blocks, visits
        from summed where chance > 0
    """,
    says="visits of the same one of {accounts} accounts fall into the same eight hours with a "
    "correlation of {measure:z.3f} ({visits} visits in {blocks} spans; 0 where they are dealt out "
    "at random); matched honest groups: {usual:z.3f}",
)
FIRES = [{"account": i % 4, "minute": 15 * i + i % 3} for i in range(400)]
QUIET = [{"account": (i // 32) % 4, "minute": 15 * i + i % 3} for i in range(400)]
