"""A dispatcher divides the traffic among the accounts.

Sees      chi-square per degree of freedom of how the visits of each eight hours divide among the
          accounts: about 1 where a dispatcher deals them out, far above for independent customers,
          each of whom has its own hours and days.  Exchanges of an account with hardly a pause
          between them are one visit, so that it is the same whether single requests are dealt out
          or whole conversations.  A pause is ten minutes, or half of the account's usual distance
          between exchanges where that is shorter.
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
        with spaced as (
            select panel, account_key, floor(hour_no / 8) as block_no,
                epoch(sent_at) - lag(epoch(sent_at))
                    over (partition by panel, account_key order by sent_at) as pause
            from panel_exchanges
        ),
        usual as (
            select panel, account_key, least(
                600.0, 0.5 * (epoch(max(sent_at)) - epoch(min(sent_at))) / count(*)) as pause
            from panel_exchanges group by panel, account_key
        ),
        cells as (
            select s.panel, s.account_key, s.block_no, count(*) as c
            from spaced s join usual u on s.panel = u.panel and s.account_key = u.account_key
            where s.pause is null or s.pause > u.pause
            group by s.panel, s.account_key, s.block_no
        ),
        blocks as (
            select panel, block_no, sum(c) as t from cells
            group by panel, block_no having sum(c) >= 2
        ),
        busy as (
            select c.panel, c.account_key, c.block_no, c.c, b.t from cells c
            join blocks b on c.panel = b.panel and c.block_no = b.block_no
        ),
        members as (
            select panel, account_key, sum(c) as a from busy group by panel, account_key
        ),
        sizes as (
            select panel, count(distinct account_key) as accounts,
                count(distinct block_no) as blocks, sum(c) as n
            from busy group by panel
        )
        select b.panel,
            (sum(cast(round(1e6 * b.c * b.c * s.n / (b.t * m.a)) as bigint)) / 1e6 - max(s.n))
                / ((max(s.accounts) - 1) * (max(s.blocks) - 1)) as measure,
            -measure as statistic, max(s.accounts) as accounts, max(s.blocks) as blocks,
            max(s.n) as visits
        from busy b
        join members m on b.panel = m.panel and b.account_key = m.account_key
        join sizes s on b.panel = s.panel
        where s.accounts >= 3 and s.blocks >= 3 and s.n >= 40
        group by b.panel
    """,
    says="in {blocks} spans of eight hours {visits} visits divide among {accounts} accounts with "
    "{measure:.2f} times the spread of dealing them out at random (1.00); matched honest groups: "
    "{usual:.1f} times",
)
FIRES = [{"account": i % 4, "minute": 15 * i + i % 3} for i in range(400)]
QUIET = [{"account": (i // 32) % 4, "minute": 15 * i + i % 3} for i in range(400)]
