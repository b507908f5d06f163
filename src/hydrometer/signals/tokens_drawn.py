"""Much is drawn from the model.

Sees      the output and reasoning tokens of the whole stream, over all of its accounts.
Means     one hand takes more than nearly any honest customer does, and spreads it over accounts.
Quiet on  ordinary customers of a relay; the sum of what the people of a firm draw, which is divided
          by the root of its accounts.  Honest products and batch jobs can draw as much, so this
          alone convicts nobody.
Evaded by taking less, or through several pools that share nothing.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="tokens_drawn",
    family=Family.BEHAVIOUR,
    key="extraction",
    aspect="volume",
    needs=("output_tokens",),
    matched=False,
    sql="""
        select e.panel, sum(e.output_tokens + coalesce(e.reasoning_tokens, 0))
                * (max(p.exchanges) / (count(*) * max(p.seats))) as measure,
            floor(4 * log2(1 + measure)) as statistic, max(p.accounts) as accounts,
            max(p.seats) as seats
        from panel_exchanges e join panels p on e.panel = p.panel
        where e.output_tokens is not null
        group by e.panel having count(*) >= 20
    """,
    says="about {measure:,.0f} output and reasoning tokens, divided by the {seats:.1f} customers "
    "that it may be, were drawn through {accounts} accounts; honest customers: {usual:,.0f}",
    weight=0.5,
)
FIRES = [{"account": i % 4, "minute": 3 * i, "output_tokens": 2000} for i in range(400)]
QUIET = [{"account": i % 4, "minute": 3 * i, "output_tokens": 300} for i in range(40)]
