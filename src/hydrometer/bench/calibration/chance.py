"""Does the scan find groups where values fall on parties at random?

The null is the configuration model by strata: a party shows as many values of a kind as it does,
a part of each kind is usual in one stratum only, and who shows which is chance.  Values are equally
popular, as the scan takes those of a kind to be, or some are far more popular than others, as they
are (`SPREAD`).  Candidates are what `seeds_of` proposes, and as many sets of parties again that
hold one of a few values, picked because they do: the kind of set that a search ends up with.

By the bound that the score is built on, some set of m parties out of N pays by chance in at most
1/N of the worlds, so in all at most `LARGEST_SHARE` groups a world are expected, were the rates
known; they are estimated, which is what is tried here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hydrometer.campaigns.holdings import KINDS
from hydrometer.campaigns.incidence import Held, Incidence, build_incidence, hub_limit
from hydrometer.campaigns.scan import LARGEST_SHARE, scan, seeds_of, what_is_shared
from hydrometer.campaigns.seeds import Seeds
from hydrometer.campaigns.weighing import SMALLEST

PARTIES = 20_000
DRAWN = 20_000
"""Candidates a world that are drawn at random, beside those that are proposed."""
STRATA = 40
_MOST_DRAWN = 60

Ints = NDArray[np.int64]


class Kind(NamedTuple):
    """How a kind of value is spread: assumed, in the shape of the worlds of the bench.

    ``shown`` is the mean number of values of a party that shows any, ``having`` the share of
    parties that do, ``values`` how many there are for each party, ``steepness`` the exponent of
    their popularity by rank, ``local`` the share of the holdings that are usual in one stratum.
    """

    shown: float
    having: float
    values: float
    steepness: float
    local: float


SPREAD = {
    "address": Kind(1.5, 1.0, 0.8, 0.7, 0.5),
    "subnet": Kind(1.5, 1.0, 0.7, 0.8, 0.5),
    "client": Kind(1.5, 1.0, 0.02, 1.0, 0.2),
    "email_domain": Kind(1.0, 1.0, 0.08, 1.3, 0.3),
    "device": Kind(1.0, 1.0, 1.0, 0.3, 0.0),
    "payment": Kind(1.0, 0.9, 0.9, 0.5, 0.2),
    "signup_hour": Kind(1.0, 1.0, 0.6, 0.5, 0.2),
    "signup_address": Kind(1.0, 0.9, 0.7, 0.6, 0.5),
    "session": Kind(4.0, 0.6, 2.0, 0.4, 0.0),
    "end_user": Kind(8.0, 0.05, 0.3, 0.5, 0.0),
}


EVEN = {name: kind._replace(steepness=0.0) for name, kind in SPREAD.items()}
"""The same with all values of a kind equally popular."""


@dataclass(frozen=True)
class Looked:
    """How many candidates of three parties or more were looked at, and what was reported.

    ``alone`` counts by kind the groups that are the holders of one value of that kind and share
    nothing else; ``groups`` counts them all.
    """

    candidates: int
    groups: int
    alone: dict[str, int]


def expected(worlds: int) -> float:
    """The most groups that the score's bound lets one expect by chance."""
    return LARGEST_SHARE * worlds


def look(spread: dict[str, Kind], parties: int, drawn: int, seed: int) -> Looked:
    """Scan one world in which who shows which value is chance."""
    rng = np.random.default_rng(seed)
    stratum = _strata(parties, rng)
    shown = {kind: shown_at_random(of, stratum, rng) for kind, of in spread.items()}
    incidence = incidence_of(shown, stratum)
    seeds = seeds_of(incidence) + _drawn(incidence, drawn, rng)
    groups = scan(incidence, seeds, parties)
    shared = what_is_shared(incidence, groups, parties)
    alone = Counter(
        kind for found in shared if len(found) == 1 for kind in found if found[kind].values == 1
    )
    candidates = int(np.count_nonzero(np.diff(seeds.starts) >= SMALLEST))
    return Looked(candidates, len(groups), dict(alone))


def incidence_of(shown: dict[str, Ints], stratum: NDArray[np.int32]) -> Incidence:
    """Who holds what, as the scan reads it; by kind, ``shown`` has pairs of party and value key."""
    held = [
        Held(kind, KINDS[kind], pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.uint64))
        for kind, pairs in sorted(shown.items())
    ]
    return build_incidence(held, stratum, hub_limit(len(stratum)))


def _strata(parties: int, rng: np.random.Generator) -> NDArray[np.int32]:
    weights = 1.0 / np.arange(1, STRATA + 1)
    return rng.choice(STRATA, parties, p=weights / weights.sum()).astype(np.int32)


def shown_at_random(spread: Kind, stratum: NDArray[np.int32], rng: np.random.Generator) -> Ints:
    """Pairs of party and value key, each once; a local value is another one in each stratum."""
    parties = len(stratum)
    numbers = 1 + rng.poisson(spread.shown - 1.0, parties)
    party = np.repeat(np.arange(parties), np.where(rng.random(parties) < spread.having, numbers, 0))
    ranks = np.arange(1, int(spread.values * parties) + 1)
    popular = 1.0 / (ranks + 5.0) ** spread.steepness
    value = rng.choice(ranks, len(party), p=popular / popular.sum())
    local = rng.random(len(party)) < spread.local
    place = np.where(local, 1 + stratum[party], 0)
    mixed = value * (STRATA + 1) + place + rng.integers(2**32) * 2**20
    return np.unique(np.stack([party, mixed], axis=1), axis=0)


def _drawn(incidence: Incidence, number: int, rng: np.random.Generator) -> Seeds:
    """Sets of parties that hold one of a few values, as if picked for it."""
    sets = []
    for _ in range(number):
        values = rng.integers(incidence.values, size=int(rng.integers(1, 6)))
        held = np.unique(np.concatenate([incidence.holders(int(v)) for v in values]))
        size = min(len(held), int(rng.integers(SMALLEST, _MOST_DRAWN)))
        sets.append(np.sort(rng.choice(held, size, replace=False)))
    return Seeds.of(sets)
