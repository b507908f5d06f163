"""Timers: uptime checks and hourly reports that ask the same few things all day and night.

Models     one account, a fixed period, flat hours, the shortest answers.
Figures    assumed; the period follows from the number of exchanges.
Honest by  asking one thing: perfect regularity without any coverage.
"""

import numpy as np

from hydrometer.bench import bulk_work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.premises import servers


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the timers; each runs from its sign-up to the end."""
    owners, _ = servers(draft, "cron_monitors", accounts, declared=0.2)
    volumes = draft.spread(accounts, exchanges, 1.0, least=24)
    begins = np.maximum(draft.start, draft.accounts["created_at"][owners])
    fields = bulk_work.monitor(draft, accounts, volumes, begins)
    fields |= {"account": owners, "exchanges": volumes}
    draft.work.add(accounts, fields | {"begins": begins, "ends": draft.end})


population = Population(per_1000=6, volume=12.0, least=5, build=build)
