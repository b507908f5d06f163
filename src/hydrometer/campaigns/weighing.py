"""The compiled parts of the scan: what a set of parties shares, and what chance would give."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hydrometer.stats.scan import gain_of, search_cost_of

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST = 3
"""Two parties that share a card are a household."""
_BACKING = -1
"""Instead of a count of holders, of a value that is shared by more of them than by chance."""


class Ledger(NamedTuple):
    """An `Incidence` as compiled code takes it, with what the null needs.

    ``stratum_at`` is the stratum of each holder, by place in ``party_of``.
    ``totals[k, s]`` are the holdings of kind ``k`` in stratum ``s``; by kind, ``rests`` is one
    more than all of them, ``busiest`` the most of a stratum and ``log_values`` the logarithm of
    all; ``public`` marks the kinds that anybody can have, ``common`` those whose values strangers
    share.
    """

    party_start: Longs
    value_of: Ints
    value_start: Longs
    party_of: Ints
    kind_of: Ints
    stratum_of: Ints
    stratum_at: Ints
    carried: Ints
    typical: Floats
    family_of: Ints
    families: int
    totals: Floats
    rests: Floats
    busiest: Floats
    log_values: Floats
    public: Flags
    common: Flags


class Scratch(NamedTuple):
    """Room to count in: zeros, false or -1 before a call and after it.

    ``held`` is by value, ``inside``, ``tie`` and ``parent`` by party, ``place`` by stratum.
    """

    held: Ints
    inside: Flags
    tie: Floats
    parent: Ints
    place: Ints


def scratch_for(ledger: Ledger) -> Scratch:
    """Room for one thread."""
    parties, values = len(ledger.party_start) - 1, len(ledger.value_start) - 1
    return Scratch(
        np.zeros(values, np.int32),
        np.zeros(parties, np.bool_),
        np.zeros(parties),
        np.full(parties, -1, np.int32),
        np.full(ledger.totals.shape[1], -1, np.int32),
    )


@njit(cache=True)
def weigh(members: Ints, ledger: Ledger, scratch: Scratch) -> tuple[Floats, Ints, Floats]:
    """Gains of a set: by family, its paying values, and ln(x / expected) of each.

    Of several kinds in one family (an address and its subnet) only the best pays, since they say
    the same thing twice.  Of the values that strangers share the strongest is not counted in the
    gains: a set that is searched for its sake has it whatever else it is.
    """
    strata, own = _holdings(members, ledger, scratch)
    held = own.sum(axis=1)
    rests = ledger.rests - np.where(ledger.public, 0.0, held)
    touched = _count(members, ledger, scratch)
    cap = math.log(len(ledger.party_start) - 1)
    log_m = math.log(len(members))
    gains = np.zeros(len(touched))
    ratios = np.zeros(len(touched))
    by_kind = np.zeros(len(ledger.totals))
    outside = np.zeros(len(strata))
    for j in range(len(touched)):
        v = int(touched[j])
        x = float(scratch.held[v])
        scratch.held[v] = 0
        if x < 2.0:
            continue
        k = ledger.kind_of[v]
        least = _least_expected(v, x, held[k], rests[k], ledger)
        if gain_of(x, least, ledger.log_values[k], log_m) <= 0.0:
            continue
        lam = _expected(v, x, strata, own, rests, outside, ledger, scratch)
        gain = min(gain_of(x, lam, ledger.log_values[k], log_m), x * cap)
        if gain > 0.0:
            gains[j] = gain
            ratios[j] = min(math.log(x / lam), cap)
            by_kind[k] += gain
    for p in members:
        scratch.inside[p] = False
        scratch.place[ledger.stratum_of[p]] = -1
    _, best = _best_kinds(by_kind, ledger)
    paid = gains > 0.0
    for j in range(len(touched)):
        k = ledger.kind_of[touched[j]]
        paid[j] = paid[j] and best[ledger.family_of[k]] == k
    _leave_out_one(by_kind, touched, gains, ledger)
    by_family, _ = _best_kinds(by_kind, ledger)
    return by_family, touched[paid], ratios[paid]


@njit(cache=True)
def _leave_out_one(by_kind: Floats, values: Ints, gains: Floats, ledger: Ledger) -> None:
    """Take the gain of the strongest value that strangers share from that of its kind."""
    top = -1
    for j in range(len(values)):
        if ledger.common[ledger.kind_of[values[j]]] and (top < 0 or gains[j] > gains[top]):
            top = j
    if top >= 0:
        by_kind[ledger.kind_of[values[top]]] -= gains[top]


@njit(cache=True)
def _holdings(members: Ints, ledger: Ledger, scratch: Scratch) -> tuple[Ints, Floats]:
    """The members' strata, and what they hold: kinds x strata."""
    strata = np.empty(len(members), np.int32)
    present = 0
    for p in members:
        scratch.inside[p] = True
        stratum = ledger.stratum_of[p]
        if scratch.place[stratum] < 0:
            scratch.place[stratum] = present
            strata[present] = stratum
            present += 1
    own = np.zeros((len(ledger.totals), present))
    for p in members:
        s = scratch.place[ledger.stratum_of[p]]
        for k in range(len(ledger.totals)):
            own[k, s] += ledger.carried[p, k]
    return strata[:present], own


@njit(cache=True)
def _count(members: Ints, ledger: Ledger, scratch: Scratch) -> Ints:
    """Count the members that hold each value; gives the values that any does."""
    size = 0
    for p in members:
        size += ledger.party_start[p + 1] - ledger.party_start[p]
    touched = np.empty(size, np.int32)
    seen = 0
    for p in members:
        for i in range(ledger.party_start[p], ledger.party_start[p + 1]):
            v = ledger.value_of[i]
            if scratch.held[v] == 0:
                touched[seen] = v
                seen += 1
            scratch.held[v] += 1
    return touched[:seen]


@njit(cache=True)
def _rate(v: int, x: float, rest: float, ledger: Ledger) -> float:
    """How often one of the ``rest`` holdings outside, of the value's kind, is of the value."""
    k = ledger.kind_of[v]
    elsewhere = ledger.value_start[v + 1] - ledger.value_start[v]
    if not ledger.public[k]:
        elsewhere -= x
    return float((elsewhere + ledger.typical[k]) / rest)


@njit(cache=True)
def _least_expected(v: int, x: float, own: float, rest: float, ledger: Ledger) -> float:
    """A bound from below on `_expected` that needs no look at the holders.

    ``own`` and ``rest`` are the members' holdings of the value's kind, and those of the others.
    """
    k = ledger.kind_of[v]
    prior = ledger.typical[k] / _rate(v, x, rest, ledger)
    return float(own * ledger.typical[k] / (ledger.busiest[k] + prior))


@njit(cache=True)
def _expected(
    v: int,
    x: float,
    strata: Ints,
    own: Floats,
    rests: Floats,
    outside: Floats,
    ledger: Ledger,
    scratch: Scratch,
) -> float:
    """Members expected to hold a value: gamma-Poisson rates by stratum, the group left out.

    A stratum with few holdings falls back on the rate among all; one with many speaks for itself.
    The prior is a value of typical popularity: that nobody outside has it is no proof that it is
    rare, since the search picks the sets that leave nobody outside.  Of a public kind the group is
    not left out: its own use is part of the value's popularity.
    """
    k = ledger.kind_of[v]
    public, typical = ledger.public[k], ledger.typical[k]
    outside[:] = 0.0
    for i in range(ledger.value_start[v], ledger.value_start[v + 1]):
        s = scratch.place[ledger.stratum_at[i]]
        if s >= 0 and (public or not scratch.inside[ledger.party_of[i]]):
            outside[s] += 1.0
    left_out = 0.0 if public else 1.0
    rate = _rate(v, x, rests[k], ledger)
    lam = 0.0
    for s in range(len(strata)):
        if own[k, s] > 0.0:
            base = ledger.totals[k, strata[s]] - left_out * own[k, s]
            lam += own[k, s] * (outside[s] + typical) / (base + typical / rate)
    return lam


@njit(cache=True)
def _best_kinds(by_kind: Floats, ledger: Ledger) -> tuple[Floats, Longs]:
    """By family, the most that one of its kinds gives, and which kind that is (-1: none)."""
    by_family = np.zeros(ledger.families)
    best = np.full(ledger.families, -1, np.int64)
    for k in range(len(by_kind)):
        f = ledger.family_of[k]
        if by_kind[k] > by_family[f]:
            by_family[f] = by_kind[k]
            best[f] = k
    return by_family, best


@njit(cache=True)
def ties(paying: Ints, worth: Floats, ledger: Ledger, scratch: Scratch) -> tuple[Ints, Floats]:
    """The parties that hold any paying value, and the nats that tie each."""
    size = 0
    for v in paying:
        size += ledger.value_start[v + 1] - ledger.value_start[v]
    touched = np.empty(size, np.int32)
    seen = 0
    tie = scratch.tie
    for j in range(len(paying)):
        for i in range(ledger.value_start[paying[j]], ledger.value_start[paying[j] + 1]):
            p = ledger.party_of[i]
            if tie[p] == 0.0:
                touched[seen] = p
                seen += 1
            tie[p] += worth[j]
    parties = np.sort(touched[:seen])
    nats = tie[parties]
    tie[parties] = 0.0
    return parties, nats


@njit(cache=True)
def labels(members: Ints, paying: Ints, ledger: Ledger, scratch: Scratch) -> Ints:
    """Connected components of the members over the paying values."""
    parent = scratch.parent
    for j in range(len(members)):
        parent[members[j]] = j
    root = np.arange(len(members)).astype(np.int32)
    for v in paying:
        first = -1
        for i in range(ledger.value_start[v], ledger.value_start[v + 1]):
            j = parent[ledger.party_of[i]]
            if j < 0:
                continue
            while root[j] != j:
                root[j] = root[root[j]]
                j = root[j]
            if first < 0:
                first = j
            elif first != j:
                low, high = min(first, j), max(first, j)
                root[high] = low
                first = low
    for j in range(len(members)):
        r = j
        while root[r] != r:
            r = root[r]
        root[j] = r
    for p in members:
        parent[p] = -1
    return root


@njit(cache=True)
def ceilings(
    starts: Longs, candidates: Ints, largest: int, ledger: Ledger, scratch: Scratch
) -> Floats:
    """A bound from above on the net score of each candidate that needs no look at the holders.

    Candidate ``c`` is ``candidates[starts[c]:starts[c + 1]]``; minus infinity where it is smaller
    than `SMALLEST` or larger than ``largest``.
    """
    kinds = len(ledger.totals)
    population = float(len(ledger.party_start) - 1)
    cap = math.log(population)
    bounds = np.full(len(starts) - 1, -np.inf)
    own = np.zeros(kinds)
    by_kind = np.zeros(kinds)
    for c in range(len(starts) - 1):
        members = candidates[starts[c] : starts[c + 1]]
        m = len(members)
        if m < SMALLEST or m > largest:
            continue
        own[:] = 0.0
        by_kind[:] = 0.0
        for p in members:
            for k in range(kinds):
                own[k] += ledger.carried[p, k]
        log_m = math.log(m)
        for v in _count(members, ledger, scratch):
            x = float(scratch.held[v])
            scratch.held[v] = 0
            if x >= 2.0:
                k = ledger.kind_of[v]
                rest = ledger.rests[k] - (0.0 if ledger.public[k] else own[k])
                least = _least_expected(v, x, own[k], rest, ledger)
                gain = min(gain_of(x, least, ledger.log_values[k], log_m), x * cap)
                by_kind[k] += max(gain, 0.0)
        by_family, _ = _best_kinds(by_kind, ledger)
        bounds[c] = by_family.sum() - search_cost_of(population, float(m))
    return bounds


@njit(cache=True)
def first_look(
    chosen: Longs, starts: Longs, candidates: Ints, free: Flags, ledger: Ledger, scratch: Scratch
) -> Floats:
    """The net score of each chosen candidate; minus infinity where it cannot become a group.

    Candidate ``c`` is ``candidates[starts[c]:starts[c + 1]]``.  It can become one if at least
    `SMALLEST` of its parties are ``free``, and it pays by itself or at least `SMALLEST` parties
    are tied by what it shares as firmly as members must be.
    """
    population = len(ledger.party_start) - 1
    scores = np.full(len(chosen), -np.inf)
    for j in range(len(chosen)):
        members = candidates[starts[chosen[j]] : starts[chosen[j] + 1]]
        m = len(members)
        if np.count_nonzero(free[members]) < SMALLEST:
            continue
        by_family, paying, worth = weigh(members, ledger, scratch)
        net = by_family.sum() - search_cost_of(float(population), float(m))
        if net <= 0.0:
            _, nats = ties(paying, worth, ledger, scratch)
            if np.count_nonzero(nats >= math.log(population / m) + 1.0) < SMALLEST:
                continue
        scores[j] = net
    return scores


@njit(cache=True)
def sufficient(ledger: Ledger) -> Flags:
    """By value, whether its holders could pay for having been searched for by this value alone.

    Of a value that strangers share they could not.
    """
    population = float(len(ledger.party_start) - 1)
    enough = np.zeros(len(ledger.value_start) - 1, np.bool_)
    for v in range(len(enough)):
        k = ledger.kind_of[v]
        m = float(ledger.value_start[v + 1] - ledger.value_start[v])
        least = m * ledger.typical[k] / (ledger.busiest[k] + ledger.rests[k])
        gain = gain_of(m, least, ledger.log_values[k], math.log(m))
        pays = min(gain, m * math.log(population)) > search_cost_of(population, m)
        enough[v] = pays and not ledger.common[k]
    return enough


@njit(cache=True)
def supported(ledger: Ledger, scratch: Scratch) -> Flags:
    """Which holdings others back: more holders of the value share another value than by chance.

    By place in ``ledger.party_of``.  Chance is independence of the two values, among all parties,
    and as many tries as there are values.  A second value of another kind in the same family is
    none, since an address and its subnet say the same.
    """
    backed = np.zeros(len(ledger.party_of), np.bool_)
    values = len(ledger.value_start) - 1
    tries = math.log(max(values, 1))
    held = scratch.held
    shared = np.empty(values, np.int32)
    for v in range(values):
        k = ledger.kind_of[v]
        holders = ledger.party_of[ledger.value_start[v] : ledger.value_start[v + 1]]
        share = len(holders) / (len(ledger.party_start) - 1)
        several = 0
        for p in holders:
            for i in range(ledger.party_start[p], ledger.party_start[p + 1]):
                w = ledger.value_of[i]
                held[w] += 1
                if held[w] == 2 and w != v:
                    shared[several] = w
                    several += 1
        backing = False
        for w in shared[:several]:
            other = ledger.kind_of[w]
            apart = other == k or ledger.family_of[other] != ledger.family_of[k]
            chance = share * (ledger.value_start[w + 1] - ledger.value_start[w])
            if apart and gain_of(float(held[w]), chance, tries, 0.0) > 0.0:
                held[w] = _BACKING
                backing = True
        for j in range(len(holders)):
            p = holders[j]
            for i in range(ledger.party_start[p], ledger.party_start[p + 1]):
                if backing and held[ledger.value_of[i]] == _BACKING:
                    backed[ledger.value_start[v] + j] = True
        for p in holders:
            for i in range(ledger.party_start[p], ledger.party_start[p + 1]):
                held[ledger.value_of[i]] = 0
    return backed
