"""Companies that call from servers: cloud exits, some behind an egress that others use too."""

from __future__ import annotations

import numpy as np

from hydrometer.bench import identity
from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Ints


def servers(draft: Draft, population: str, n: int, declared: float = 0.5) -> tuple[Ints, Ints]:
    """``n`` accounts of as many companies, and the hour at which each is busiest.

    One in four leaves by the shared egress of a cloud; a share ``declared`` names an organisation.
    """
    rng = draft.rng
    known = rng.random(n) < declared
    country = identity.countries(draft, n)
    owners = identity.organisations(
        draft,
        population,
        np.ones(n, np.int64),
        organization=np.where(known, draft.keys(n), 0),
        verified=np.where(known, rng.random(n) < 0.8, -1),
        kind=rng.choice(
            [identity.TEAM, identity.ENTERPRISE, identity.STARTUP], n, p=[0.3, 0.25, 0.45]
        ),
        payment_kind=rng.choice(5, n, p=[0.62, 0.03, 0.2, 0.01, 0.14]),
        pathway=rng.choice(5, n, p=[0.68, 0.02, 0.13, 0.08, 0.09]),
        created_at=identity.ages(draft, n),
        country=country,
    )
    exits = draft.addresses.add("cloud", 3 * n).reshape(n, 3)
    egress = rng.choice(draft.hub("egress", "cloud", 60), (n, 3))
    draft.give_exits(owners, np.where(rng.random((n, 1)) < 0.25, egress, exits))
    return owners, identity.peak_hours(draft, country)
