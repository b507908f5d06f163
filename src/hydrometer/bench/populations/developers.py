"""Developers: public agent tools with one system prompt and client for thousands, and own scripts.

Models     long sessions of tool calls and tool results; quick to try a new model.
Figures    sessions of 12 to 33 calls as in lmcache-agent-trace (quartiles); gaps of 8 to 40 s.
Honest by  own questions, own hours, own lines: only the tool is shared.
"""

import numpy as np

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add developers, six in ten with an agent tool."""
    country = identity.countries(draft, accounts)
    people = identity.people(
        draft, "developers", accounts, country=country, keys=draft.rng.integers(1, 3, accounts)
    )
    timing = work.active(draft, people)
    volumes = draft.spread(accounts, exchanges, 1.4)
    hours = identity.peak_hours(draft, country, 15.0)
    tools = draft.rng.random(accounts) < 0.6
    for mine, recipe in ((tools, work.agent_tool), (~tools, work.scripting)):
        rows = np.flatnonzero(mine)
        fields = recipe(draft, rows.size, country[rows])
        fields |= {name: values[rows] for name, values in timing.items()}
        draft.work.add(rows.size, fields | {"exchanges": volumes[rows], "hour": hours[rows]})


population = Population(per_1000=170, volume=4.0, least=40, build=build)
