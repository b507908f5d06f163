"""People whose exits are hubs: many strangers at one address."""

from __future__ import annotations

import numpy as np

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Ints
from hydrometer.bench.rhythm import DAY_US


def hub_people(draft: Draft, population: str, n: int, exchanges: float, exits: Ints) -> None:
    """People in conversation, a fifth with scripts, each at three of the shared exits."""
    country = identity.countries(draft, n)
    people = identity.people(draft, population, n, country=country, lease=3 * DAY_US, stray=0.4)
    draft.give_exits(people, draft.rng.choice(exits, (n, 3)))
    timing = work.active(draft, people)
    volumes = draft.spread(n, exchanges, 1.3)
    hours = identity.peak_hours(draft, country, 18.0)
    scripts = draft.rng.random(n) < 0.2
    for mine, recipe in ((scripts, work.scripting), (~scripts, work.chat)):
        rows = np.flatnonzero(mine)
        fields = recipe(draft, rows.size, country[rows])
        fields |= {name: values[rows] for name, values in timing.items()}
        draft.work.add(rows.size, fields | {"exchanges": volumes[rows], "hour": hours[rows]})
