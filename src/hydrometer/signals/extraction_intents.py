"""The requests ask for training material, not for an answer.

Sees      the share of the requests that begin a task whose wording asks to reconstruct reasoning,
          to grade by a rubric, to rewrite around a censor, or to write out a whole trajectory.
Means     the answers are wanted as data to train on.
Quiet on  everyday use; evaluators and safety researchers ask the same, so this alone convicts
          nobody.
Evaded by asking for the same material in words that no cue knows, or plainly.
"""

from hydrometer.model import Family, Signal

SIGNAL = Signal(
    name="extraction_intents",
    family=Family.CONTENT,
    key="extraction",
    aspect="intents",
    needs=("prompt",),
    sql="""
        select panel, count(elicits)::double / count(*) as measure,
            floor(20 * measure) as statistic,
            count(elicits) as k, count(*) as n
        from panel_exchanges where input_key is not null and coalesce(turn_count, 1) <= 2
        group by panel having count(*) >= 20
    """,
    says="{k} of {n} requests that begin a task ask for training material (reasoning, grading, "
    "rewriting, trajectories); matched honest customers: {usual:.1%}",
    weight=2.0,
)
FIRES = [{"account": i % 4, "minute": 7 * i, "input": i, "elicits": "reasoning"} for i in range(40)]
QUIET = [{"account": i % 4, "minute": 7 * i, "input": i} for i in range(40)]
