"""The requests ask for training material, not for an answer.

Sees      how much the requests that begin a task ask to reconstruct reasoning, to grade by a
          rubric, to rewrite around a censor, or to write out a whole trajectory, or are worded like
          such requests: in bits a request, a request counting for log2 of one over the share that
          its kind has in the requests of honest customers.  Many of them have answers graded,
          hardly any has a censor evaded.
Means     the answers are wanted as data to train on.
Quiet on  everyday use; evaluators and safety researchers ask the same, so this alone convicts
          nobody.
Evaded by asking in words that neither a cue nor the model of wordings knows, or plainly.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="extraction_intents",
    family=Family.CONTENT,
    key="extraction",
    aspect="intents",
    needs=("prompt",),
    sql="""
        with begun as (
            select panel, elicits, count(*) as k from panel_exchanges
            where input_key is not null and coalesce(turn_count, 1) <= 2
            group by panel, elicits
        ),
        rare as (
            select b.panel, b.k, b.elicits, case when b.elicits is null then 0.0
                else log2(1.0 / coalesce(u.usual, o.usual)) end as bits
            from begun b left join usual_elicits u on b.elicits = u.elicits
            cross join (select usual from usual_elicits where elicits is null) o
        )
        select panel, sum(cast(round(1e6 * k * bits) as bigint)) / (1e6 * sum(k)) as measure,
            floor(5 * measure) as statistic,
            sum(case when elicits is null then 0 else k end) as k, sum(k) as n
        from rare group by panel having sum(k) >= 20
    """,
    says="{k} of {n} requests that begin a task ask for training material (reasoning, grading, "
    "rewriting, trajectories) or are worded like it: {measure:.2f} bits a request, by how rare "
    "each kind is among honest customers; matched ones: {usual:.2f} bits",
    weight=2.0,
)
FIRES = [{"account": i % 4, "minute": 7 * i, "input": i, "elicits": "reasoning"} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 7 * i, "input": i} for i in range(40)]
