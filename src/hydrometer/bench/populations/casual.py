"""People in conversation, through the console, by time zone.

Models     most accounts of a provider: few exchanges, waking hours, mobile and home lines, all
           topics.
Figures    hour shapes of ServeGen's clients (rhythm); volumes log-normal with a log deviation of
           1.3.
Honest by  sharing no more than households do.
"""

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the people and their conversations."""
    country = identity.countries(draft, accounts)
    console = draft.rng.random(accounts) < 0.8
    path = identity.CONSOLE * console
    people = identity.people(draft, "casual", accounts, country=country, pathway=path)
    fields = work.chat(draft, accounts, country) | work.active(draft, people)
    fields["exchanges"] = draft.spread(accounts, exchanges, 1.3)
    draft.work.add(accounts, fields | {"hour": identity.peak_hours(draft, country, 18.0)})


population = Population(per_1000=515, volume=1.0, least=60, build=build)
