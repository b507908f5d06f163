"""Verified enterprises: many accounts, one administration, new models for all at one moment.

Models     staff in chats and agent tools behind one or two office exits; sign-up in one week.
Figures    5 to several hundred accounts (log-normal around 30); migration within two hours, a
           fifth of the firms on the day of the launch.
Honest by  declaring itself: organisation, verified, invoice.  Its central migration looks like a
           dispatcher's launch pivot.
"""

import numpy as np

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.rhythm import DAY_US, HOUR_US


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add organisations and the work of their staff."""
    sizes = identity.sizes_of(draft, accounts, 30, 0.9, 5)
    firm = np.repeat(np.arange(sizes.size), sizes)
    staff = identity.organisations(draft, "enterprises", sizes)
    timing = work.active(draft, staff)
    volumes = draft.spread(accounts, exchanges, 1.2)
    hours = identity.peak_hours(draft, draft.accounts["country"][staff], 14.0, 1.0)
    coders = draft.rng.random(accounts) < 0.45
    central = draft.release + draft.rng.exponential(5 * DAY_US, sizes.size)
    for mine, recipe in ((coders, work.agent_tool), (~coders, work.chat)):
        rows = np.flatnonzero(mine)
        fields = work.together(draft, firm[rows], recipe(draft, rows.size))
        fields |= {name: values[rows] for name, values in timing.items()}
        fields |= {
            "adopts_at": central[firm[rows]].astype(np.int64),
            "ramp": 2 * HOUR_US,
            "week": 2,
        }
        draft.work.add(rows.size, fields | {"exchanges": volumes[rows], "hour": hours[rows]})


population = Population(per_1000=48, volume=2.5, least=40, build=build)
