"""Classrooms: one campus exit, one e-mail domain, sign-up in one lesson, the same assignments.

Models     20 to 120 students of a course; every week an assignment that all of them ask about, in
           the teacher's words or their own.
Figures    assumed; activity in school hours and before the deadline.
Honest by  inputs that repeat between accounts instead of being divided.
"""

import numpy as np

from hydrometer.bench import identity, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.population import Population
from hydrometer.bench.rhythm import DAY_US, HOUR_US
from hydrometer.bench.wording import VOICE


def build(draft: Draft, accounts: int, exchanges: float) -> None:
    """Add courses; half of them declare the school."""
    rng = draft.rng
    sizes = identity.sizes_of(draft, accounts, 45, 0.5, 15)
    course = np.repeat(np.arange(sizes.size), sizes)
    lesson = draft.moment(rng.random(sizes.size) * 0.4)[course]
    created = lesson + (rng.exponential(0.4, accounts) * HOUR_US).astype(np.int64)
    declared = rng.random(sizes.size) < 0.5
    students = identity.organisations(
        draft,
        "classrooms",
        sizes,
        created_at=created,
        kind=np.where(declared[course], identity.EDUCATION, identity.INDIVIDUAL),
        organization=np.where(declared, draft.keys(sizes.size), 0)[course],
        verified=np.where(declared, 1, -1)[course],
        payment=np.where(rng.random(accounts) < 0.3, draft.keys(accounts), 0),
        payment_kind=identity.CREDITS,
        keys=1,
    )
    fields = work.chat(draft, accounts) | {
        "account": students,
        "begins": draft.accounts["created_at"][students],
        "ends": np.minimum(lesson + 28 * DAY_US, draft.end),
        "voice": VOICE["assignment"],
        "list": draft.keys(sizes.size)[course],
        "items": rng.integers(6, 25, sizes.size)[course],
        "hour": identity.peak_hours(draft, draft.accounts["country"][students], 11.0, 0.5),
        "week": 2,
        "client": rng.choice(draft.clients.groups["web"], accounts),
        "exchanges": draft.spread(accounts, exchanges, 0.7),
    }
    draft.work.add(accounts, fields)


population = Population(per_1000=30, volume=1.2, least=40, build=build)
