"""Who stands behind an account: mail, telephone, payment, device, address.

Honest people share things too: families a card and a line, friends a device, travellers a VPN.  The
shares here (households 6%, no telephone 35%, prepaid 4%, throw-away mail 1.5%) are assumptions,
made so that no single shared value is a mark of a campaign.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Array, Ints
from hydrometer.bench.rhythm import DAY_US
from hydrometer.bench.wording.draws import vocabulary

KINDS = ("individual", "team", "enterprise", "education", "research", "startup", "reseller")
INDIVIDUAL, TEAM, ENTERPRISE, EDUCATION, RESEARCH, STARTUP, RESELLER = range(len(KINDS))
PAYMENTS = ("card", "prepaid", "invoice", "crypto", "credits")
CARD, PREPAID, INVOICE, CRYPTO, CREDITS = range(len(PAYMENTS))
PATHWAYS = ("api", "console", "bedrock", "vertex", "azure")
API, CONSOLE, BEDROCK, VERTEX, AZURE = range(len(PATHWAYS))
REFERRERS = ("search", "docs", "friend", "blog", "event", "partner")

COUNTRIES = vocabulary("countries")
_WEIGHTS = np.array([26, 12, 6, 6, 5, 5, 4, 4, 5, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2.0])
_ZONES = np.array([-6, 5, -3, 0, 1, 9, 1, -6, 8, 7, 9, -6, 1, 3, 1, 10, 8, 8, 7, 4])

PUBLIC_MAIL = tuple(
    f"{name}mail.example" for name in ("go", "out", "ya", "pro", "i", "q", "zo", "na")
)
_MAIL_WEIGHTS = np.array([0.45, 0.2, 0.1, 0.05, 0.08, 0.06, 0.03, 0.03])
_SYLLABLES = vocabulary("syllables")

CARRIER_EXITS = 120
"""Addresses of carrier networks: few, each for thousands."""


def countries(draft: Draft, n: int) -> Ints:
    """Countries in proportion to customers."""
    return np.asarray(draft.rng.choice(len(COUNTRIES), n, p=_WEIGHTS / _WEIGHTS.sum()))


def peak_hours(draft: Draft, country: Array, local: float = 15.0, spread: float = 3.0) -> Ints:
    """The hour, UTC, at which people of these countries are busiest."""
    hour = local + draft.rng.normal(0.0, spread, len(country)) - _ZONES[country]
    return np.asarray(np.floor(hour % 24), np.int64)


def new_domains(draft: Draft, n: int, ending: str = "example") -> Ints:
    """Domains of one owner each."""
    words = draft.rng.choice(_SYLLABLES, (n, 3))
    digits = draft.rng.integers(0, 100, n)
    names = [
        "".join(word) + (str(d) if d < 30 else "") for word, d in zip(words, digits, strict=True)
    ]
    return draft.domain([f"{name}.{ending}" for name in names])


def mail_domains(draft: Draft, n: int) -> Ints:
    """Public mail for most; throw-away or private domains for a few."""
    if PUBLIC_MAIL[0] not in draft.domains:
        draft.domain(PUBLIC_MAIL)
        new_domains(draft, 40, "test")
    first = draft.domains.index(PUBLIC_MAIL[0])
    drawn = draft.rng.choice(len(PUBLIC_MAIL), n, p=_MAIL_WEIGHTS) + first
    rare = draft.rng.random(n)
    thrown = draft.rng.integers(0, 40, n) + first + len(PUBLIC_MAIL)
    drawn = np.where(rare < 0.015, thrown, drawn)
    own = rare > 0.95
    drawn[own] = new_domains(draft, int(own.sum()))
    return drawn


def ages(draft: Draft, n: int, new: float = 0.25) -> Ints:
    """Sign-up moments: a share ``new`` inside the window, the rest up to two years before."""
    inside = draft.moment(draft.rng.random(n) * 0.9)
    before = draft.start - draft.rng.exponential(200 * DAY_US, n).clip(DAY_US, 730 * DAY_US)
    return np.where(draft.rng.random(n) < new, inside, before.astype(np.int64))


def people(draft: Draft, population: str, n: int, **over: Any) -> Ints:
    """Single people, each with a home line and at times a telephone's carrier address."""
    rng = draft.rng
    country = over.pop("country", None)
    country = countries(draft, n) if country is None else country
    payment = draft.keys(n)
    device = draft.keys(n)
    kin = _households(draft, n)
    fields: dict[str, Any] = {
        "population": draft.population(population),
        "created_at": ages(draft, n),
        "kind": INDIVIDUAL,
        "domain": mail_domains(draft, n),
        "email": draft.keys(n),
        "phone": np.where(rng.random(n) < 0.65, draft.keys(n), 0),
        "payment": payment[kin],
        "payment_kind": rng.choice(5, n, p=[0.9, 0.04, 0.0, 0.01, 0.05]),
        "device": np.where(rng.random(n) < 0.5, device[kin], device),
        "country": country,
        "referrer": np.where(rng.random(n) < 0.6, rng.integers(0, 6, n), -1),
        "lease": (rng.uniform(2, 60, n) * DAY_US).astype(np.int64),
        "stray": 0.15,
    }
    accounts = draft.accounts.add(n, fields | over)
    homes = draft.addresses.add("home", n)[kin]
    mobile = rng.choice(draft.hub("carrier", "mobile", CARRIER_EXITS), n)
    away = np.where(rng.random(n) < 0.5, mobile, draft.addresses.add("home", n))
    draft.give_exits(accounts, np.stack([homes, homes, away], axis=1))
    return accounts


def _households(draft: Draft, n: int) -> Ints:
    """For each person the one whose line and card is used: oneself, or a neighbour in the list."""
    own = np.arange(n)
    joined = draft.rng.random(n) < 0.06
    joined[:1] = False
    return np.where(joined, own - 1, own)


def organisations(draft: Draft, population: str, sizes: Ints, **over: Any) -> Ints:
    """Accounts of organisations: one domain, one payment, one or two office exits each.

    ``sizes`` gives accounts by organisation; ``over`` may hold arrays as long as all accounts.
    """
    n, rng = int(sizes.sum()), draft.rng
    which = np.repeat(np.arange(sizes.size), sizes)
    place = countries(draft, sizes.size)
    fields: dict[str, Any] = {
        "population": draft.population(population),
        "created_at": ages(draft, sizes.size, 0.15)[which]
        + (rng.exponential(20 * DAY_US, n)).astype(np.int64),
        "kind": ENTERPRISE,
        "organization": draft.keys(sizes.size)[which],
        "verified": 1,
        "domain": new_domains(draft, sizes.size)[which],
        "email": draft.keys(n),
        "phone": np.where(rng.random(n) < 0.4, draft.keys(n), 0),
        "payment": draft.keys(sizes.size)[which],
        "payment_kind": rng.choice([CARD, INVOICE], sizes.size, p=[0.3, 0.7])[which],
        "device": np.where(rng.random(n) < 0.7, draft.keys(n), 0),
        "country": place[which],
        "keys": rng.integers(1, 5, n),
        "stray": 0.3,
    }
    fields |= over
    fields["created_at"] = np.minimum(fields["created_at"], draft.moment(0.7))
    accounts = draft.accounts.add(n, fields)
    offices = draft.addresses.add("office", sizes.size * 2).reshape(-1, 2)
    draft.give_exits(accounts, offices[which])
    return accounts


def sizes_of(draft: Draft, accounts: int, typical: float, log_sd: float, least: int = 2) -> Ints:
    """Sizes of groups that add up to ``accounts``, log-normal around ``typical``."""
    drawn: list[int] = []
    while sum(drawn) < accounts:
        drawn.append(max(least, int(draft.rng.lognormal(np.log(typical), log_sd))))
    drawn[-1] = max(1, drawn[-1] - (sum(drawn) - accounts))
    return np.array(drawn, np.int64)
