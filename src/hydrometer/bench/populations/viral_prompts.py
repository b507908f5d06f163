"""A prompt that thousands paste within a day, with a word or two of their own.

Models     casual people who have one wording and one day in common with strangers.
Figures    assumed: three such prompts in a month; the day's half follows a burst of twelve hours.
Honest by  sharing a text and an evening; the rest of their traffic is their own.
"""

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.rhythm import DAY_US, HOUR_US
from hydrometer.bench.wording import VOICE

_PROMPTS = 3


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add the people, with an ordinary workload and one or two of the viral prompt."""
    rng = draft.rng
    country = identity.countries(draft, accounts)
    day = draft.start + rng.integers(1, draft.days - 2, _PROMPTS) * DAY_US + 9 * HOUR_US
    which = rng.integers(0, _PROMPTS, accounts)
    people = identity.people(draft, "viral_prompts", accounts, country=country)
    created = draft.accounts["created_at"][people]
    draft.accounts.put("created_at", people, created.clip(None, day[which] - HOUR_US))
    hours = identity.peak_hours(draft, country, 18.0)
    fields = work.chat(draft, accounts, country) | work.active(draft, people) | {"hour": hours}
    draft.work.add(accounts, fields | {"exchanges": draft.spread(accounts, exchanges * 0.9, 1.2)})
    pasted = {
        "voice": VOICE["viral"],
        "style": draft.keys(_PROMPTS)[which],
        "begins": day[which],
        "ends": day[which] + 12 * HOUR_US,
        "exchanges": 1 + (rng.random(accounts) < 0.3),
    }
    draft.work.add(accounts, fields | pasted)


population = Population(per_1000=35, volume=1.0, least=40, build=build)
