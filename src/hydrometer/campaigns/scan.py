"""Groups that share more than chance allows, each with the cost of having searched for it.

The null is a configuration model by strata: a party of the group holds a value as often as the
parties outside the group, of the same kind of customer, country and pathway, with as many values
of that sort.  What is left out of the expectation is the group itself, so an operator cannot
inflate its own baseline.  A group's score is a Chernoff-union bound with an estimated rate: a
score, calibrated elsewhere, and never printed as a p-value.
"""

from __future__ import annotations

import heapq
import itertools
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
MOSTLY = 0.5
"""Share of a candidate's parties that have to be free for it to be looked at whole."""
LARGE = 64
"""Parties of a candidate above which it is looked at without those that others have, since
looking costs as they hold and what is large is found from many candidates."""
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
    """A table of incidence with the scratch space that weighing it needs, and the groups taken.

    ``free`` marks the parties that no group has.
    """

    def __init__(self, incidence: Incidence, population: int) -> None:
        self.incidence = incidence
        self.population = population
        self.ledger = ledger_of(incidence)
        self.scratch = weighing.scratch_for(self.ledger)
        self.free = np.ones(incidence.parties, dtype=np.bool_)
        self._anybody = np.ones(incidence.parties, dtype=np.bool_)
        self._owner = np.full(incidence.parties, -1, dtype=np.int64)
        self._taken: dict[int, Group] = {}
        self._numbers = itertools.count()

    @property
    def taken(self) -> list[Group]:
        """The groups taken, none overlapping another, the strongest first."""
        return sorted(self._taken.values(), key=lambda g: (-g.score, g.members.tobytes()))

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

    def refine(self, members: Ints, among: Flags) -> list[Group]:
        """Split, peel and expand a candidate until it stands still; what pays, as groups.

        Of what a set becomes on the way that which pays most is kept.  Only parties that are
        ``among`` these are taken in.
        """
        groups: list[Group] = []
        waiting = [(members, members, -math.inf)]
        for _ in range(_ROUNDS):
            following: list[tuple[Ints, Ints, float]] = []
            for part, best, most in waiting:
                net, changed = self._step(part, among)
                leading, top = (part, net) if net >= most else (best, most)
                if len(changed) > 1:
                    following += [(new, new, -math.inf) for new in changed]
                elif changed and not np.array_equal(changed[0], part):
                    following.append((changed[0], leading, top))
                elif top > 0.0:
                    groups += self.paid(leading)
            waiting = following
        for part, best, most in waiting:
            groups += self.paid(best if most > 0.0 else part)
        return groups

    def best_first(self, seeds: Seeds) -> Iterator[Ints]:
        """Each candidate that can become a group and has free parties; what pays most, first.

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
                if np.count_nonzero(self.free[candidate]) >= SMALLEST:
                    yield candidate

    def look_at(self, candidate: Ints) -> None:
        """Take what a candidate becomes, and then what its free parties become by themselves."""
        free = np.count_nonzero(self.free[candidate])
        whole = len(candidate) <= LARGE and free >= MOSTLY * len(candidate)
        if whole:
            self._take_all(self.refine(candidate, self._anybody))
        left = candidate[self.free[candidate]]
        if len(left) >= SMALLEST and not (whole and free == len(candidate)):
            self._take_all(self.refine(left, self.free))

    def _take_all(self, groups: list[Group]) -> None:
        for group in groups:
            if self.free[group.members].any():
                for part in self.divided(group):
                    self.take(part)

    def _step(self, members: Ints, among: Flags) -> tuple[float, list[Ints]]:
        """What a set pays, and what it becomes."""
        by_family, paying, worth = self.weigh(members)
        net = self.net(by_family, len(members))
        parts = [p for p in self.split(members, paying) if len(p) >= SMALLEST]
        if len(parts) != 1 or len(parts[0]) < len(members):
            return net, parts
        parties, nats = self.ties(paying, worth)
        kept = parties[(nats >= self.toll(len(members))) & among[parties]]
        small = SMALLEST <= len(kept) <= self.largest
        return net, [kept] if small else []

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

    def take(self, group: Group) -> None:
        """Take a group, or what others have left of it: whichever makes all groups pay more.

        A group that is taken from goes on with what it has left, if that still pays.
        """
        rivals = np.unique(self._owner[group.members])
        rivals = rivals[rivals >= 0].tolist()
        left = self._paid_of(group.members[self.free[group.members]]) if rivals else []
        rests = [self.without(self._taken[rival], group.members) for rival in rivals]
        lost = sum(self._taken[rival].score for rival in rivals)
        lost -= sum(part.score for rest in rests for part in rest)
        if group.score - lost > sum(part.score for part in left):
            for rival in rivals:
                self._give_back(rival)
            for part in (group, *(part for rest in rests for part in rest)):
                self._have(part)
        else:
            for part in left:
                self._have(part)

    def _paid_of(self, members: Ints) -> list[Group]:
        return self.paid(members) if len(members) >= SMALLEST else []

    def without(self, group: Group, taken: Ints) -> list[Group]:
        """What a group is without some parties: the same where it has none of them."""
        left = np.setdiff1d(group.members, taken)
        return [group] if len(left) == len(group.members) else self._paid_of(left)

    def _have(self, group: Group) -> None:
        number = next(self._numbers)
        self._taken[number] = group
        self._owner[group.members] = number
        self.free[group.members] = False

    def _give_back(self, number: int) -> None:
        members = self._taken.pop(number).members
        self._owner[members] = -1
        self.free[members] = True

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

    The candidates that pay most as they are come first.  What a group has taken, a later one takes
    from it only if all groups together pay more then.

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
    for candidate in scanner.best_first(seeds):
        scanner.look_at(candidate)
    return scanner.taken
