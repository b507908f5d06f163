"""The accounts of a relay: how they are made, paid, reached and shared out.

Figures to start from: reported campaigns ran from 56 to 43,000 exchanges an account, over hundreds
to tens of thousands of accounts, with shared payment, coordinated sign-up and load balancing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hydrometer.bench import identity
from hydrometer.bench.draft import Draft, Pool
from hydrometer.bench.identity import CARD, CREDITS, CRYPTO, INDIVIDUAL, PREPAID, STARTUP
from hydrometer.bench.jobs import Job
from hydrometer.bench.ledger import NEVER, Array, Ints
from hydrometer.bench.rhythm import DAY_US, HOUR_US


@dataclass(frozen=True)
class Relay:
    """The infrastructure: accounts and how they are made, paid, reached and shared out."""

    name: str
    accounts: int
    jobs: tuple[Job, ...] = ()
    share: float = 0.75  # of the traffic that is extraction; without jobs see `customers`
    honest_exchanges: int = 0  # of a pool without jobs
    exits: int = 40
    exit_kind: str = "cloud"  # cloud, home, vpn
    exits_per_account: int = 3
    own_homes: bool = False  # every account at a home line of its own
    accounts_per_payment: int = 25
    prepaid: float = 0.5
    signup_waves: int = 5
    signup_hours: float = 6.0
    aged: float = 0.3  # share of accounts made long before the window
    own_domains: float = 0.3  # share of accounts at the operator's throw-away mail domains
    accounts_per_device: int = 4
    client: str = "own"  # own: one build, public: a gateway's, pass: the customer's
    scheduler: str = "round_robin"
    leak: float = 0.1
    replaced_per_day: float = 0.0
    pathways: tuple[float, ...] = (0.92, 0.0, 0.04, 0.02, 0.02)
    end_users: bool = False
    shift_at: float = 1.0


def hired(draft: Draft, relay: Relay, campaign: int) -> int:
    """The pool of a relay; its accounts belong to the campaign (-1: to none)."""
    since = _generations(draft, relay, relay.accounts)
    served = since < NEVER
    accounts = np.zeros(since.shape, np.int64)
    accounts[served] = _accounts(draft, relay, since[served], campaign)
    return draft.pool(Pool(accounts, since, relay.scheduler, relay.leak))


def _generations(draft: Draft, relay: Relay, slots: int) -> Ints:
    """When each account of each slot begins to serve: waves of sign-up, then replacements."""
    rng = draft.rng
    waves = np.sort(draft.moment(rng.random(relay.signup_waves) * 0.35))
    waves[0] = draft.start
    first = waves[np.sort(rng.integers(0, relay.signup_waves, slots))]
    first = first + np.sort(rng.exponential(relay.signup_hours * HOUR_US, slots)).astype(np.int64)
    old = np.sort(rng.random(slots) < relay.aged)[::-1]
    opens = np.sort(np.where(old, draft.start - DAY_US, first))
    opens[0] = draft.start - DAY_US
    if relay.replaced_per_day <= 0:
        return opens[:, None]
    most = int(draft.days * relay.replaced_per_day * 2) + 3
    lives = rng.exponential(DAY_US / relay.replaced_per_day, (slots, most)).astype(np.int64)
    since = np.maximum(opens, draft.start)[:, None] + np.cumsum(lives, axis=1)
    since = np.where(since < draft.end, since, NEVER)
    return np.concatenate([opens[:, None], since], axis=1)


def _accounts(draft: Draft, relay: Relay, since: Ints, campaign: int) -> Ints:
    n, rng = since.size, draft.rng
    lead = rng.exponential(8 * HOUR_US, n).astype(np.int64)
    before = (rng.exponential(120, n).clip(3, 700) * DAY_US).astype(np.int64)
    created = np.where(since < draft.start, draft.start - before, since - lead)
    payments = _shared(draft, n, relay.accounts_per_payment)
    kind = rng.choice([CARD, PREPAID, CRYPTO, CREDITS], n, p=_kinds_of_payment(relay.prepaid))
    accounts = identity.people(
        draft,
        relay.name,
        n,
        campaign=campaign,
        created_at=created,
        kind=np.where(rng.random(n) < 0.85, INDIVIDUAL, STARTUP),
        payment=payments,
        payment_kind=kind,
        device=_shared(draft, n, relay.accounts_per_device),
        domain=_domains(draft, relay, n),
        pathway=rng.choice(5, n, p=relay.pathways),
        client=_client(draft, relay),
        lag_days=rng.exponential(12.0),
        keys=rng.integers(1, 4, n),
        stray=0.9,
    )
    if not relay.own_homes:
        draft.give_exits(accounts, _exits(draft, relay, n))
    if relay.shift_at < 1:
        draft.accounts.put("switch_at", accounts, draft.moment(relay.shift_at))
        draft.give_exits(accounts, _exits(draft, relay, n), "later")
    return accounts


def _kinds_of_payment(prepaid: float) -> list[float]:
    rest = 1 - prepaid
    return [rest * 0.86, prepaid, rest * 0.06, rest * 0.08]


def _shared(draft: Draft, n: int, each: int) -> Array:
    """Keys of which each serves about ``each`` accounts; accounts made together share."""
    owners = max(1, round(n / each))
    near = np.arange(n) * owners / n + draft.rng.normal(0, 0.7, n)
    return (
        draft.keys(owners)[np.clip(near, 0, owners - 1).astype(int)] if each > 1 else draft.keys(n)
    )


def _domains(draft: Draft, relay: Relay, n: int) -> Ints:
    own = identity.new_domains(draft, max(1, n // 60))
    thrown = draft.rng.random(n) < relay.own_domains
    return np.where(thrown, draft.rng.choice(own, n), identity.mail_domains(draft, n))


def _exits(draft: Draft, relay: Relay, n: int) -> Array:
    exits = draft.addresses.add(relay.exit_kind, max(1, relay.exits))
    return draft.rng.choice(exits, (n, relay.exits_per_account))


def _client(draft: Draft, relay: Relay) -> int:
    """The family that hides the customers' own: the relay's build, a public gateway, or none."""
    if relay.client == "own":
        return draft.clients.own_builds(1)[0]
    if relay.client == "public":
        return int(draft.rng.choice(draft.clients.groups["gateway"]))
    return -1
