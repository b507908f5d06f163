"""The answers are long and full of reasoning.

Sees      the mean logarithm of output and reasoning tokens.
Means     as much material as possible is drawn from each request.
Quiet on  chat, look-ups and classification.  Honest writers and agents draw long answers too, so
          this alone convicts nobody.
Evaded by asking for less at a time, which raises the price of a token.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="long_answers",
    family=Family.BEHAVIOUR,
    key="extraction",
    aspect="length",
    needs=("output_tokens",),
    sql="""
        select panel, median(tokens) as measure, count(*) as n,
            sum(cast(round(1e9 * ln(1 + tokens)) as bigint)) / (1e9 * count(*)) as statistic
        from (
            select panel, output_tokens + coalesce(reasoning_tokens, 0) as tokens
            from panel_exchanges where output_tokens is not null)
        group by panel having count(*) >= 20
    """,
    says="half of {n} answers have more than {measure:.0f} output and reasoning tokens; matched "
    "honest groups have {usual:.0f} at their middle",
)
FIRES = [{"account": i % 4, "minute": 3 * i, "output_tokens": 4000} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 3 * i, "output_tokens": 150} for i in range(40)]
