"""Evaluation firms and laboratories that declare an organisation: benchmarks, reasoning, grading.

Models     three to eight accounts that put the same lists of questions to every model, again and
           again, ask for reasoning step by step and have answers graded: the very requests that
           distillers send.
Figures    lists of 200 to 2,000 questions, as public benchmarks have; hundreds of requests in a
           run.
Honest by  repeating inputs over models and runs, under one declared organisation.
"""

import numpy as np

from hydrometer.bench import bulk_work, identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def declared(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add firms with a verified organisation."""
    firms(draft, "evaluators", accounts, exchanges, True)


def firms(draft: Draft, name: str, accounts: int, exchanges: float, known: bool) -> None:
    """Add firms; two runs an account, so that each list meets more than one model."""
    rng = draft.rng
    sizes = identity.sizes_of(draft, accounts, 4, 0.4, 2)
    firm = np.repeat(np.arange(sizes.size), sizes)
    over = {} if known else {"organization": 0, "verified": -1}
    kinds = [identity.RESEARCH, identity.STARTUP, identity.TEAM]
    kind = rng.choice(kinds, sizes.size)[firm]
    owners = identity.organisations(draft, name, sizes, kind=kind, **over)
    lists, items = draft.keys(sizes.size), rng.integers(200, 2000, sizes.size)
    for part in (0.6, 0.4):
        wording = {  # a firm's accounts run the same harness
            "style": draft.keys(sizes.size)[firm],
            "voice": rng.choice(bulk_work.EVALUATIONS, sizes.size)[firm],
            "templates": rng.integers(1, 4, sizes.size)[firm],
        }
        fields = bulk_work.benchmark(draft, accounts, lists[firm], items[firm])
        fields |= work.active(draft, owners) | wording
        fields |= {"hour": rng.integers(0, 24, accounts)}
        fields["exchanges"] = draft.spread(accounts, exchanges * part, 1.0)
        draft.work.add(accounts, fields)


population = Population(per_1000=3, volume=40.0, least=6, build=declared)
