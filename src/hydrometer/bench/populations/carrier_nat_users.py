"""People behind carriers' address translation: a hundred addresses for all mobile customers.

Models     telephones and mobile routers; the carrier moves a customer between addresses.
Figures    assumed: 120 addresses, the same ones at which everybody's telephone appears.
Honest by  sharing an address and nothing else.
"""

from hydrometer.bench import identity
from hydrometer.bench.draft import Draft
from hydrometer.bench.hubs import hub_people
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the people; each meets three of the addresses."""
    exits = draft.hub("carrier", "mobile", identity.CARRIER_EXITS)
    hub_people(draft, "carrier_nat_users", accounts, exchanges, exits)


population = Population(per_1000=90, volume=0.9, least=30, build=build)
