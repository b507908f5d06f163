"""Customers who make training data with permission: small classifiers, tests, by contract.

Models     one or two accounts, several templates, seeds that are sampled again and again.
Figures    assumed: 200 to 3,000 seeds, two to eight templates.
Honest by  a contract, an organisation, and one account: nothing is divided or hidden.
"""

import numpy as np

from hydrometer.bench import bulk_work, identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the customers."""
    sizes = np.ones(accounts, np.int64)
    owners = identity.organisations(draft, "synthetic_data", sizes, kind=identity.STARTUP)
    fields = bulk_work.synthetic(draft, accounts) | work.active(draft, owners)
    fields["exchanges"] = draft.spread(accounts, exchanges, 1.2)
    draft.work.add(accounts, fields | {"hour": draft.rng.integers(0, 24, accounts)})


population = Population(per_1000=2, volume=45.0, least=4, build=build)
