"""Safety researchers: lists of risky questions put to every model, answers graded.

Models     one to five accounts of a group, mostly declared; refusals and rewritings are their
           subject.
Figures    lists of 40 to 600 questions.
Honest by  repeating a short list; volume is small.
"""

import numpy as np

from hydrometer.bench import bulk_work, identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add research groups, two thirds declared."""
    sizes = identity.sizes_of(draft, accounts, 2, 0.6, 1)
    group = np.repeat(np.arange(sizes.size), sizes)
    known = (draft.rng.random(sizes.size) < 0.66)[group]
    owners = identity.organisations(
        draft,
        "safety_researchers",
        sizes,
        kind=identity.RESEARCH,
        organization=np.where(known, draft.keys(sizes.size)[group], 0),
        verified=np.where(known, 1, -1),
    )
    fields = bulk_work.red_team(draft, accounts) | work.active(draft, owners)
    fields |= {"style": draft.keys(sizes.size)[group], "list": draft.keys(sizes.size)[group]}
    fields |= {"exchanges": draft.spread(accounts, exchanges, 1.0)}
    draft.work.add(accounts, fields | {"hour": draft.rng.integers(0, 24, accounts)})


population = Population(per_1000=3, volume=8.0, least=5, build=build)
