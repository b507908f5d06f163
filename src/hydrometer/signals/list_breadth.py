"""Several lists of inputs are being worked through at once, each under a wording of its own.

Sees      the effective number of wordings that each stand around many inputs, times their share of
          the requests that begin a task.  An input may be asked a few times in one go, since
          several answers to each are what is chosen among for training, but hardly any comes again
          another day.
Means     a data set is being covered: many instructions, each put to its own list.
Quiet on  chat, which has no wording; batch jobs and products, which have one; evaluators, who send
          the same inputs again another day; classes, in which everybody asks the same; tool
          results, which do not begin anything.
Evaded by writing every wording anew, one wording a pool of accounts, or asking for each input again
          another day.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="list_breadth",
    family=Family.CONTENT,
    key="extraction",
    aspect="lists",
    needs=("prompt",),
    sql="""
        with begun as (
            select panel, scaffold_key, input_key, hour_no // 24 as day_no from panel_exchanges
            where input_key is not null and coalesce(turn_count, 1) <= 2
        ),
        lists as (
            select panel, scaffold_key, count(*)::double as n from begun
            where scaffold_key is not null
            group by panel, scaffold_key
            having count(distinct input_key) >= 5
                and count(distinct input_key) >= 0.8 * count(distinct hash(input_key, day_no))
                and count(*) <= 8 * count(distinct input_key)
        ),
        breadths as (
            select panel, count(*) as lists, sum(n) as k,
                exp(ln(sum(n)) - sum(cast(round(1e6 * n * ln(n)) as bigint)) / (1e6 * sum(n)))
                    as effective
            from lists group by panel
        )
        select t.panel, coalesce(b.effective * b.k / t.n, 0) as measure, measure as statistic,
            coalesce(b.lists, 0) as lists, coalesce(b.k, 0)::bigint as k, t.n
        from (select panel, count(*) as n from begun group by panel having count(*) >= 20) t
        left join breadths b on t.panel = b.panel
    """,
    says="{k} of {n} requests that begin a task stand in {lists} wordings, each put to a list of "
    "inputs: {measure:.1f} lists of equal size; matched honest customers: "
    "{usual:.1f}",
    weight=2.0,
)
FIRES = [
    {"account": i % 4, "minute": 5 * i, "input": i, "scaffold": i % 8, "turn_count": 1}
    for i in range(160)
]
QUIET = [
    {"account": i % 4, "minute": 5 * i, "input": i, "scaffold": 1, "turn_count": 1}
    for i in range(160)
]
