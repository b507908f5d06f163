"""Groups that share more than chance allows, each with the cost of having searched for it.

The null is a configuration model by strata: a party of the group holds a value as often as the
parties outside the group, of the same kind of customer, country and pathway, with as many values
of that sort.  What is left out of the expectation is the group itself, so an operator cannot
inflate its own baseline.  A group's score is a Chernoff-union bound with an estimated rate: a
score, calibrated elsewhere, and never printed as a p-value.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hydrometer.campaigns import weighing
from hydrometer.campaigns.incidence import Incidence
from hydrometer.campaigns.seeds import Seeds, find_seeds, parts_of
from hydrometer.campaigns.weighing import SMALLEST, Flags, Floats, Ints, Ledger
from hydrometer.stats.scan import search_cost_of

LARGEST_SHARE = 0.2
"""A set of more than this share of all parties is the population, not a group in it."""
PUBLIC = ("client",)
"""Kinds that many use because anybody can have them: holding one is taste, not a tie."""
COMMON = (*PUBLIC, "address", "subnet", "signup_address", "signup_hour", "email_domain")
"""Kinds whose values strangers share, some of them hundreds: one such value alone makes no group,
however many hold it, since it was popular before anybody looked for its holders."""
_ROUNDS = 8
_BATCH = 256  # candidates that are looked at in one call


def ledger_of(incidence: Incidence) -> Ledger:
    """The incidence as compiled code takes it."""
    strata = int(incidence.stratum_of.max(initial=0)) + 1
    totals = np.zeros((len(incidence.kinds), strata))
    for k, column in enumerate(incidence.carried.T):
        totals[k] = np.bincount(incidence.stratum_of, column, strata)
    return Ledger(
        incidence.party_start,
        incidence.value_of,
        incidence.value_start,
        incidence.party_of,
        incidence.kind_of,
        incidence.stratum_of,
        incidence.stratum_of[incidence.party_of],
        incidence.carried,
        incidence.typical,
        incidence.family_of,
        len(incidence.families),
        totals,
        1.0 + totals.sum(axis=1),
        totals.max(axis=1),
        np.log(np.maximum(totals.sum(axis=1), 1.0)),
        np.array([kind in PUBLIC for kind in incidence.kinds]),
        np.array([kind in COMMON for kind in incidence.kinds]),
    )


def seeds_of(incidence: Incidence) -> Seeds:
    """Communities and the holders of every value, `seeds.find_seeds`."""
    if incidence.values == 0:
        return Seeds.of([])
    ledger = ledger_of(incidence)
    backed: Flags = weighing.supported(ledger, weighing.scratch_for(ledger))
    return find_seeds(incidence, backed, weighing.sufficient(ledger))


@dataclass(frozen=True)
class Group:
    """Parties that share more than chance allows.

    ``score`` is in nats, net of the search; ``by_family`` what each family gave, before it.
    ``binds`` is by member: the nats that tie it to the others.
    """

    members: Ints
    score: float
    by_family: dict[str, float]
    binds: Floats


class Scanner:
    """A table of incidence with the scratch space that weighing it needs.

    ``free`` marks the parties that no group has taken yet.
    """

    def __init__(self, incidence: Incidence, population: int) -> None:
        self.incidence = incidence
        self.population = population
        self.ledger = ledger_of(incidence)
        self.scratch = weighing.scratch_for(self.ledger)
        self.free = np.ones(incidence.parties, dtype=np.bool_)

    def weigh(self, members: Ints) -> tuple[Floats, Ints, Floats]:
        """Gain by family, paying values and their ln ratios, of a set of parties."""
        found: tuple[Floats, Ints, Floats] = weighing.weigh(members, self.ledger, self.scratch)
        return found

    def net(self, by_family: Floats, m: int) -> float:
        """What is left after the cost of having looked at every set of this size."""
        return float(by_family.sum() - search_cost_of(self.population, m))

    def ties(self, paying: Ints, worth: Floats) -> tuple[Ints, Floats]:
        """Parties that hold any paying value, and the nats that tie each to the holders."""
        found: tuple[Ints, Floats] = weighing.ties(paying, worth, self.ledger, self.scratch)
        return found

    def split(self, members: Ints, paying: Ints) -> list[Ints]:
        """The connected parts of a set, which has to be sorted, over its paying values."""
        labels = weighing.labels(members, paying, self.ledger, self.scratch)
        if not labels.any():
            return [members]
        order = np.argsort(labels, kind="stable")
        bounds = np.flatnonzero(np.diff(labels[order])) + 1
        return np.split(members[order], bounds)

    def toll(self, m: int) -> float:
        """Nats that one more member has to bring to pay for having been picked."""
        return math.log(self.population / m) + 1.0

    def refine(self, members: Ints) -> list[Group]:
        """Split, peel and expand a candidate until it stands still; what pays, as groups."""
        groups: list[Group] = []
        waiting = [members]
        for _ in range(_ROUNDS):
            following: list[Ints] = []
            for part in waiting:
                changed = self._step(part)
                if len(changed) == 1 and np.array_equal(changed[0], part):
                    groups += self.paid(part)
                else:
                    following += changed
            waiting = following
        for part in waiting:
            groups += self.paid(part)
        return groups

    def best_first(self, seeds: Seeds) -> Iterator[Ints]:
        """What is free of each candidate that can become a group; what pays most as it is, first.

        What a candidate pays is found out only when nothing else can pay more, and by then most
        have lost their members to better ones.
        """
        args = seeds.starts, seeds.members
        bounds = weighing.ceilings(*args, self.largest, self.ledger, self.scratch)
        unseen = np.flatnonzero(bounds > -np.inf)
        unseen = unseen[np.argsort(-bounds[unseen], kind="stable")]
        seen: list[tuple[float, int]] = []
        while len(unseen) or seen:
            while len(unseen) and (not seen or bounds[unseen[0]] >= -seen[0][0]):
                batch, unseen = unseen[:_BATCH], unseen[_BATCH:]
                scores = weighing.first_look(batch, *args, self.free, self.ledger, self.scratch)
                for score, c in zip(scores.tolist(), batch.tolist(), strict=True):
                    if score > -np.inf:
                        heapq.heappush(seen, (-score, c))
            if seen:
                candidate = seeds[heapq.heappop(seen)[1]]
                candidate = candidate[self.free[candidate]]
                if len(candidate) >= SMALLEST:
                    yield candidate

    def _step(self, members: Ints) -> list[Ints]:
        _, paying, worth = self.weigh(members)
        parts = [p for p in self.split(members, paying) if len(p) >= SMALLEST]
        if len(parts) != 1 or len(parts[0]) < len(members):
            return parts
        parties, nats = self.ties(paying, worth)
        kept = parties[(nats >= self.toll(len(members))) & self.free[parties]]
        small = SMALLEST <= len(kept) <= self.largest
        return [kept] if small else []

    @property
    def largest(self) -> int:
        """Parties above which a set is no group."""
        return max(int(LARGEST_SHARE * self.population), SMALLEST)

    def paid(self, members: Ints) -> list[Group]:
        """The set as a group, if it pays for having been searched for."""
        by_family, paying, worth = self.weigh(members)
        score = self.net(by_family, len(members))
        if score <= 0.0:
            return []
        named = dict(zip(self.incidence.families, by_family.tolist(), strict=True))
        parties, nats = self.ties(paying, worth)
        place = np.searchsorted(parties, members).clip(max=len(parties) - 1)
        binds = np.where(parties[place] == members, nats[place], 0.0)
        return [Group(members, score, {f: g for f, g in named.items() if g > 0}, binds)]

    def divided(self, group: Group) -> list[Group]:
        """The group's communities, where they pay more apart than together; or the group.

        What two unrelated groups share is expected twice as often in both together, so apart they
        pay more, unless they have enough in common.
        """
        _, paying, _ = self.weigh(group.members)
        self.scratch.inside[group.members] = True
        seeds = parts_of(self.incidence, self.scratch.inside, paying, self.scratch.parent)
        self.scratch.inside[group.members] = False
        sizes = np.diff(seeds.starts)
        if np.count_nonzero(sizes >= SMALLEST) < 2:
            return [group]
        parts = [
            part for c in np.flatnonzero(sizes >= SMALLEST).tolist() for part in self.paid(seeds[c])
        ]
        if sum(part.score for part in parts) <= group.score:
            return [group]
        return [whole for part in parts for whole in self.divided(part)]

    def take(self, group: Group) -> list[Group]:
        """The group without members that another has taken, if that still pays; now taken."""
        left = group.members[self.free[group.members]]
        if len(left) == len(group.members):
            kept = [group]
        else:
            kept = self.paid(left) if len(left) >= SMALLEST else []
        for part in kept:
            self.free[part.members] = False
        return kept

    def shared(self, members: Ints) -> dict[str, Shared]:
        """By kind, what the members hold in common beyond chance."""
        i = self.incidence
        _, paying, worth = self.weigh(members)
        inside = np.zeros(i.parties, dtype=bool)
        inside[members] = True
        found: dict[str, Shared] = {}
        for kind in np.unique(i.kind_of[paying]):
            values = paying[i.kind_of[paying] == kind]
            held = [i.holders(int(v)) for v in values]
            x = np.array([inside[h].sum() for h in held], dtype=float)
            ratio = worth[i.kind_of[paying] == kind]
            holders = np.unique(np.concatenate(held))
            gain = x * ratio - x + x * np.exp(-ratio)
            gain -= self.ledger.log_values[kind] + math.log(len(members))
            found[i.kinds[kind]] = Shared(
                family=i.families[i.family_of[kind]],
                values=len(values),
                members=int(inside[holders].sum()),
                holdings=float(x.sum()),
                expected=float((x * np.exp(-ratio)).sum()),
                elsewhere=int((~inside[holders]).sum()),
                nats=float(gain.clip(min=0).sum()),
            )
        return found


@dataclass(frozen=True)
class Shared:
    """What the members of a group hold in common, of one kind of value.

    ``values`` are shared by ``members`` of the group, ``holdings`` times in all where chance gives
    ``expected``, and by ``elsewhere`` parties outside.
    """

    family: str
    values: int
    members: int
    holdings: float
    expected: float
    elsewhere: int
    nats: float


def what_is_shared(
    incidence: Incidence, groups: list[Group], population: int
) -> list[dict[str, Shared]]:
    """For each group, by kind of value, what binds its members."""
    if not groups:
        return []
    scanner = Scanner(incidence, population)
    return [scanner.shared(group.members) for group in groups]


def scan(incidence: Incidence, seeds: Seeds, population: int) -> list[Group]:
    """Groups that pay for themselves, none overlapping another, the strongest first.

    The candidates that pay most as they are come first; what a group has taken is not offered to
    later ones.

    Args:
        incidence: who holds what.
        seeds: candidate sets of parties.
        population: parties in all, which is what the search ranged over.

    Returns:
        Disjoint groups with a positive net score, in nats.
    """
    if incidence.values == 0:
        return []
    scanner = Scanner(incidence, population)
    found: list[Group] = []
    for candidate in scanner.best_first(seeds):
        for group in scanner.refine(candidate):
            for part in scanner.divided(group):
                found += scanner.take(part)
    return sorted(found, key=lambda g: (-g.score, g.members.tobytes()))
