"""People behind commercial VPNs: a few hundred exits for everybody, addresses that change often.

Models     casual people and developers who meet at the same exits as some operators do.
Figures    assumed: 150 exits.
Honest by  sharing an exit and nothing else.
"""

from hydrometer.bench.draft import Draft
from hydrometer.bench.hubs import hub_people
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the people; each uses three of the exits."""
    hub_people(draft, "vpn_users", accounts, exchanges, draft.hub("vpn", "vpn", 150))


population = Population(per_1000=35, volume=1.2, least=30, build=build)
