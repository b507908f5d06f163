"""Product back ends: one account, one scaffold, many end users.

Models     start-ups and companies that built on the model; half declare an organisation.
Figures    a log deviation of volume of 1.8 (ServeGen's clients: 2.2 and more); cloud exits, one
           shared egress in four.
Honest by  end users with own questions and a day-night rhythm; extraction is no part of it.
"""

from hydrometer.bench import bulk_work, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.premises import servers


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the back ends."""
    owners, hours = servers(draft, "product_backends", accounts)
    fields = bulk_work.product(draft, accounts) | work.active(draft, owners)
    fields["exchanges"] = draft.spread(accounts, exchanges, 1.8)
    draft.work.add(accounts, fields | {"hour": hours})


population = Population(per_1000=14, volume=28.0, least=20, build=build)
