"""Bulk translators: one instruction, every text new, around the clock.

Models     catalogues, subtitles, support tickets; some split the work over two to four accounts.
Figures    assumed; flat hours as the 40 flattest of ServeGen's clients.
Honest by  asking for translations; the split accounts share payment and exit in the open.
"""

import numpy as np

from hydrometer.bench import bulk_work, identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add firms of one to four accounts, each firm with one instruction."""
    sizes = identity.sizes_of(draft, accounts, 1.4, 0.6, 1)
    firm = np.repeat(np.arange(sizes.size), sizes)
    owners = identity.organisations(
        draft, "translators", sizes, organization=0, verified=-1, kind=identity.STARTUP
    )
    fields = bulk_work.translation(draft, accounts) | work.active(draft, owners)
    fields |= {"style": draft.keys(sizes.size)[firm], "hour": draft.rng.integers(0, 24, accounts)}
    fields["client"] = np.asarray(fields["client"])[np.unique(firm, return_index=True)[1]][firm]
    draft.work.add(accounts, fields | {"exchanges": draft.spread(accounts, exchanges, 1.3)})


population = Population(per_1000=5, volume=20.0, least=8, build=build)
