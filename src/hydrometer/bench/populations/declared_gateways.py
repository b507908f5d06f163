"""Declared resellers and gateways: a few accounts of kind `reseller`, thousands of end users.

Models     a router that passes on requests of many developers, with end-user ids and a contract.
Figures    assumed; the largest honest accounts of a world are here.
Honest by  saying what they are; the mixture of settings, languages and hours is that of a relay.
"""

import numpy as np

from hydrometer.bench import identity
from hydrometer.bench.customers import customers
from hydrometer.bench.draft import Draft, Pool
from hydrometer.bench.population import Population
from hydrometer.bench.rhythm import DAY_US


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add gateways of two to six accounts, each pool serving its own customers."""
    sizes = identity.sizes_of(draft, accounts, 3, 0.5, 2)
    owners = identity.organisations(
        draft, "declared_gateways", sizes, kind=identity.RESELLER, payment_kind=identity.INVOICE
    )
    created = draft.accounts["created_at"][owners]
    draft.accounts.put("created_at", owners, np.minimum(created, draft.start - DAY_US))
    draft.give_exits(owners, draft.addresses.add("cloud", 2 * accounts).reshape(-1, 2))
    proxies = draft.rng.choice(draft.clients.groups["gateway"], accounts)
    draft.accounts.put("client", owners, proxies)
    volumes = draft.spread(sizes.size, exchanges, 0.7)
    for mine, volume in zip(np.split(owners, np.cumsum(sizes)[:-1]), volumes, strict=True):
        since = np.full((mine.size, 1), draft.start)
        pool = draft.pool(Pool(mine[:, None], since, "least_loaded"))
        customers(draft, pool, float(volume))


population = Population(per_1000=2, volume=90.0, least=4, build=build)
