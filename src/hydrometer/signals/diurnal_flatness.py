"""The traffic does not sleep.

Sees      how little the hours of the day differ: the length of the mean direction of the clock
          times of all exchanges (0: evenly round the clock; 1: all at one time).
Means     a machine paces the requests.
Quiet on  people, however many, of one part of the world; less than three days of traffic.
          Honest batch jobs and worldwide services are flat as well, so this alone convicts nobody.
Evaded by pacing by the day of a plausible customer, which costs half of the capacity.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="diurnal_flatness",
    family=Family.TIME,
    key="extraction",
    aspect="pace",
    needs=(),
    sql="""
        with clock as (
            select panel, count(*) as n,
                sum(cast(round(1e9 * cos(angle)) as bigint)) / (1e9 * count(*)) as x,
                sum(cast(round(1e9 * sin(angle)) as bigint)) / (1e9 * count(*)) as y
            from (
                select panel, sent_at,
                    2 * pi() * (hour(sent_at) + minute(sent_at) / 60.0) / 24 as angle
                from panel_exchanges)
            group by panel
            having count(*) >= 50 and max(sent_at) - min(sent_at) >= interval 72 hour
        )
        select panel, sqrt(x * x + y * y) as measure, -measure as statistic, n
        from clock
    """,
    says="the clock times of {n} exchanges have a mean direction of length {measure:.2f} (0: "
    "evenly round the clock); matched honest groups: {usual:.2f}",
)
FIRES = [{"account": i % 4, "minute": 37 * i} for i in range(300)]
QUIET = [{"account": i % 4, "minute": 1440 * (i // 30) + 540 + 10 * (i % 30)} for i in range(300)]
