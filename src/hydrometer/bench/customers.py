"""Honest customers of a pool: each with own work, hours, language, settings and software."""

from __future__ import annotations

import numpy as np

from hydrometer.bench import bulk_work, identity, work
from hydrometer.bench.draft import Draft

_RECIPES = (
    work.chat,
    work.agent_tool,
    work.scripting,
    bulk_work.product,
    bulk_work.translation,
    bulk_work.documents,
)
_RECIPE_SHARES = np.array([0.42, 0.2, 0.16, 0.08, 0.07, 0.07])


_EACH = 30
"""Exchanges that one customer sends in the mean."""


def customers(draft: Draft, pool: int, exchanges: float) -> None:
    """Add customers with ``exchanges`` in all; some are there from the start, some come later."""
    if exchanges < 1:
        return
    n = max(3, int(exchanges / _EACH))
    kinds = draft.rng.choice(len(_RECIPES), n, p=_RECIPE_SHARES)
    volumes = draft.spread(n, exchanges, 1.5)
    country = identity.countries(draft, n)
    begins = draft.moment(np.where(draft.rng.random(n) < 0.6, 0.0, draft.rng.random(n) * 0.8))
    for kind, recipe in enumerate(_RECIPES):
        mine = np.flatnonzero(kinds == kind)
        if mine.size:
            hours = identity.peak_hours(draft, country[mine])
            fields = recipe(draft, mine.size, country[mine])
            fields |= {"pool": pool, "exchanges": volumes[mine], "hour": hours}
            draft.work.add(mine.size, fields | {"begins": begins[mine], "ends": draft.end})
