"""Hackathons: strangers at one venue for one evening, new accounts, public tools, one event code.

Models     20 to 200 people who sign up within two hours, build until morning and mostly stop.
Figures    assumed.
Honest by  own ideas and own cards; after the evening nothing is shared.
"""

import numpy as np

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.rhythm import DAY_US, HOUR_US


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add events."""
    rng = draft.rng
    sizes = identity.sizes_of(draft, accounts, 50, 0.6, 20)
    event = np.repeat(np.arange(sizes.size), sizes)
    evening = draft.start + rng.integers(1, draft.days - 3, sizes.size) * DAY_US + 18 * HOUR_US
    created = evening[event] + rng.exponential(0.8 * HOUR_US, accounts).astype(np.int64)
    people = identity.people(
        draft,
        "hackathons",
        accounts,
        created_at=created,
        payment=np.where(rng.random(accounts) < 0.4, draft.keys(accounts), 0),
        payment_kind=identity.CREDITS,
        referrer=4,
        stray=0.02,
        lease=2 * DAY_US,
    )
    venue = draft.addresses.add("office", sizes.size)[event]
    homes = draft.addresses.add("home", accounts)
    draft.give_exits(people, np.stack([venue, homes], axis=1))
    tools = work.agent_tool(draft, accounts) | {"account": people, "begins": created}
    tools |= {"ends": np.minimum(created + 16 * HOUR_US, draft.end), "week": 0, "shape": 0}
    draft.work.add(accounts, tools | {"exchanges": draft.spread(accounts, exchanges, 0.8)})


population = Population(per_1000=12, volume=2.5, least=30, build=build)
