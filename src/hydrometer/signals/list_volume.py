"""Much of the stream works through lists of inputs.

Sees      how many of the whole stream's requests stand in a wording that is put to a list of
          inputs, as `list_breadth` has them.
Means     a data set is being covered, and it is larger than one customer's needs.
Quiet on  chat, however much of it; evaluators, who send the same inputs again another day; the sum
          of what the people of a firm ask, which is divided by the root of its accounts.  Products
          and batch jobs work through lists as long, under one wording, so this alone convicts
          nobody.
Evaded by writing every wording anew, asking for each input again another day, or taking less.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="list_volume",
    family=Family.CONTENT,
    key="extraction",
    aspect="coverage",
    needs=("prompt",),
    matched=False,
    sql="""
        with begun as (
            select panel, scaffold_key, input_key, hour_no // 24 as day_no from panel_exchanges
            where input_key is not null and coalesce(turn_count, 1) <= 2
        ),
        lists as (
            select panel, scaffold_key, count(*) as n from begun
            where scaffold_key is not null
            group by panel, scaffold_key
            having count(distinct input_key) >= 5
                and count(distinct input_key) >= 0.8 * count(distinct hash(input_key, day_no))
                and count(*) <= 8 * count(distinct input_key)
        ),
        sampled as (select panel, count(*) as n from panel_exchanges group by panel),
        covered as (select panel, sum(n) as k from lists group by panel)
        select t.panel, coalesce(c.k, 0) * p.exchanges / (s.n * p.seats) as measure,
            floor(4 * log2(1 + measure)) as statistic, coalesce(c.k, 0)::bigint as k, s.n,
            p.seats
        from (select panel from begun group by panel having count(*) >= 20) t
        join panels p on t.panel = p.panel
        join sampled s on t.panel = s.panel
        left join covered c on t.panel = c.panel
    """,
    says="about {measure:.0f} requests of the stream, divided by the {seats:.1f} customers that "
    "it may be, stand in wordings that are put to lists of inputs ({k} of {n} "
    "looked at); honest customers: {usual:.0f}",
)
FIRES = [
    {"account": i % 4, "minute": 5 * i, "input": i, "scaffold": i % 8, "turn_count": 1}
    for i in range(160)
]
QUIET = [
    {"account": i % 4, "minute": 60 * i, "input": i % 40, "scaffold": i % 2, "turn_count": 1}
    for i in range(160)
]
