"""The compiled parts of the scan: what a set of parties shares, and what chance would give."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hydrometer.stats.scan import gain_of

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@njit(cache=True)
def weigh(
    members: Ints,
    party_start: NDArray[np.int64],
    value_of: Ints,
    value_start: NDArray[np.int64],
    party_of: Ints,
    kind_of: Ints,
    stratum_of: Ints,
    carried: Ints,
    family_of: Ints,
    totals: Floats,
    log_values: Floats,
    typical: Floats,
    public: NDArray[np.bool_],
    families: int,
    count: Ints,
    inside: NDArray[np.bool_],
) -> tuple[Floats, Ints, Floats, Floats]:
    """Gains of a set: by family, its paying values, and ln(x / expected) of each.

    ``totals[k, s]`` are the holdings of kind ``k`` in stratum ``s``.  ``count`` and ``inside`` are
    scratch, all zero before and after.  Of several kinds in one family (an address and its subnet)
    only the best pays, since they say the same thing twice.
    """
    m = len(members)
    kinds, strata = totals.shape
    own = np.zeros((kinds, strata))
    touched = np.empty(0, dtype=np.int32)
    size = 0
    for p in members:
        size += party_start[p + 1] - party_start[p]
    touched = np.empty(size, dtype=np.int32)
    seen = 0
    for p in members:
        inside[p] = True
        for k in range(kinds):
            own[k, stratum_of[p]] += carried[p, k]
        for i in range(party_start[p], party_start[p + 1]):
            v = value_of[i]
            if count[v] == 0:
                touched[seen] = v
                seen += 1
            count[v] += 1
    everybody = party_start.shape[0] - 1
    cap = math.log(everybody)
    gains = np.zeros(seen)
    ratios = np.zeros(seen)
    by_kind = np.zeros(kinds)
    log_m = math.log(m)
    outside = np.zeros(strata)
    for j in range(seen):
        v = touched[j]
        x = count[v]
        if x < 2:
            continue
        k = kind_of[v]
        lam = _expected(
            v, k, own, totals, value_start, party_of, stratum_of, inside, outside,
            typical[k], public[k],
        )  # fmt: skip
        gain = min(gain_of(float(x), lam, log_values[k], log_m), x * cap)
        if gain > 0.0:
            gains[j] = gain
            ratios[j] = math.log(x / lam)
            by_kind[k] += gain
    best = np.full(families, -1, dtype=np.int64)
    by_family = np.zeros(families)
    for k in range(kinds):
        f = family_of[k]
        if by_kind[k] > by_family[f]:
            by_family[f] = by_kind[k]
            best[f] = k
    paying = np.empty(seen, dtype=np.int32)
    worth = np.empty(seen)
    paid = 0
    for j in range(seen):
        v = touched[j]
        count[v] = 0
        if gains[j] > 0.0 and best[family_of[kind_of[v]]] == kind_of[v]:
            paying[paid] = v
            worth[paid] = min(ratios[j], cap)
            paid += 1
    for p in members:
        inside[p] = False
    return by_family, paying[:paid], worth[:paid], gains


@njit(cache=True)
def _expected(
    v: int,
    k: int,
    own: Floats,
    totals: Floats,
    value_start: NDArray[np.int64],
    party_of: Ints,
    stratum_of: Ints,
    inside: NDArray[np.bool_],
    outside: Floats,
    typical: float,
    public: bool,
) -> float:
    """Members expected to hold a value: gamma-Poisson rates by stratum, the group left out.

    A stratum with few holdings falls back on the rate among all; one with many speaks for itself.
    The prior is a value of typical popularity: that nobody outside has it is no proof that it is
    rare, since the search picks the sets that leave nobody outside.  Of a public kind the group is
    not left out: its own use is part of the value's popularity.
    """
    strata = own.shape[1]
    outside[:] = 0.0
    elsewhere = 0.0
    for i in range(value_start[v], value_start[v + 1]):
        p = party_of[i]
        if public or not inside[p]:
            outside[stratum_of[p]] += 1.0
            elsewhere += 1.0
    rest = 1.0
    for s in range(strata):
        rest += totals[k, s] if public else totals[k, s] - own[k, s]
    rate = (elsewhere + typical) / rest
    lam = 0.0
    for s in range(strata):
        if own[k, s] > 0.0:
            base = totals[k, s] if public else totals[k, s] - own[k, s]
            lam += own[k, s] * (outside[s] + typical) / (base + typical / rate)
    return lam


@njit(cache=True)
def ties(
    paying: Ints, worth: Floats, value_start: NDArray[np.int64], party_of: Ints, tie: Floats
) -> tuple[Ints, Floats]:
    """The parties that hold any paying value, and the nats that tie each; ``tie`` is scratch."""
    size = 0
    for v in paying:
        size += value_start[v + 1] - value_start[v]
    touched = np.empty(size, dtype=np.int32)
    seen = 0
    for j in range(len(paying)):
        for i in range(value_start[paying[j]], value_start[paying[j] + 1]):
            p = party_of[i]
            if tie[p] == 0.0:
                touched[seen] = p
                seen += 1
            tie[p] += worth[j]
    parties = np.sort(touched[:seen])
    nats = tie[parties]
    tie[parties] = 0.0
    return parties, nats


@njit(cache=True)
def labels(
    members: Ints, paying: Ints, value_start: NDArray[np.int64], party_of: Ints, parent: Ints
) -> Ints:
    """Connected components of the members over the paying values; ``parent`` is scratch, all -1."""
    for j in range(len(members)):
        parent[members[j]] = j
    root = np.arange(len(members)).astype(np.int32)
    for v in paying:
        first = -1
        for i in range(value_start[v], value_start[v + 1]):
            j = parent[party_of[i]]
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
