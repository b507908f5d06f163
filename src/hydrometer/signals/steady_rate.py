"""The pace of the whole stream is that of a machine.

Sees      the variance of the hourly totals beyond counting noise, relative to their mean squared.
Means     a queue is being drained at a set rate.
Quiet on  people, whose totals swing with the hour and the day.  Honest batch jobs and monitors are
          as steady, so this alone convicts nobody.
Evaded by a schedule with the swings of a plausible customer.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="steady_rate",
    family=Family.TIME,
    key="extraction",
    aspect="pace",
    needs=(),
    sql="""
        with hours as (
            select panel, hour_no, count(*) as c from panel_exchanges group by panel, hour_no
        ),
        spans as (
            select panel, max(hour_no) - min(hour_no) + 1 as h, sum(c) as n,
                sum(c * c) as squares
            from hours group by panel
        )
        select panel, ((squares / h - (n / h) * (n / h)) - n / h) / ((n / h) * (n / h))
            as measure, -measure as statistic, h, n
        from (select panel, h::double as h, n::double as n, squares::double as squares
              from spans where h >= 24 and n >= 100)
    """,
    says="over {h:.0f} hours the hourly totals vary by {measure:.2f} of their squared mean beyond "
    "counting noise; matched honest groups: {usual:.2f}",
)
FIRES = [{"account": i % 4, "minute": 9 * i} for i in range(400)]
QUIET = [{"account": i % 4, "minute": 1440 * (i // 100) + i % 100} for i in range(400)]
