"""Attributes taken together: an exchange's codes as a few numbers, each for several codes at once.

What a stream makes of an exchange is a product over its attributes.  Many attributes have few
combinations (a client that calls tools sends no images), so the factors of a combination are
multiplied once for a pool and not once for each exchange; nothing is lost by it but rounding.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_ROWS_EACH = 8
"""Exchanges of the pool for each combination, at least, where attributes are taken together."""
_MOST = 512
"""Combinations at most, so that their chances stay near the processor."""

Codes = NDArray[np.uint32]
"""Without a sign, so that kernels need not look whether an index counts from the end."""
Longs = NDArray[np.int64]
Singles = NDArray[np.float32]


class Compounds(NamedTuple):
    """Exchanges by their combinations of codes.

    ``columns``: exchanges x groups of attributes, the number of the combination.  Combination ``n``
    is of the codes ``parts[starts[n]:starts[n + 1]]``.  Each code of an exchange is in just one.
    """

    columns: Codes
    starts: Longs
    parts: Codes


@njit(cache=True, nogil=True)
def compounds_of(codes: Codes, size: int) -> Compounds:
    """Attributes with few values are taken together for as long as few combinations occur.

    Args:
        codes: exchanges x attributes, the codes of each attribute apart from those of the others.
        size: number of codes of all attributes.
    """
    rows, attributes = codes.shape
    most = min(max(rows // _ROWS_EACH, 1), _MOST)
    dense, distinct = _dense(codes, size)
    order = np.argsort(distinct, kind="mergesort")
    columns = np.empty((attributes, rows), np.uint32)
    example, lengths = np.empty((attributes, rows), np.int64), np.empty(attributes, np.int64)
    first = np.empty(attributes + 1, np.int64)
    groups = 0
    for place in range(attributes):
        own = dense[order[place]]
        if place > 0:
            held = lengths[groups - 1]
            pairs = _paired(columns[groups - 1], held, own, distinct[order[place]], most)
            if pairs >= 0:
                lengths[groups - 1] = pairs
                continue
        columns[groups] = own
        lengths[groups] = distinct[order[place]]
        first[groups] = place
        groups += 1
    first[groups] = attributes
    total = lengths[:groups].sum()
    starts = np.zeros(total + 1, np.int64)
    numbered = np.empty((rows, groups), np.uint32)
    parts = np.empty(total * attributes, np.uint32)
    before, filled = 0, 0
    for g in range(groups):
        for i in range(rows):
            n = columns[g, i]
            example[g, n] = i
            numbered[i, g] = before + n
        for n in range(lengths[g]):
            for place in range(first[g], first[g + 1]):
                parts[filled] = codes[example[g, n], order[place]]
                filled += 1
            starts[before + n + 1] = filled
        before += lengths[g]
    return Compounds(numbered, starts, parts[:filled].copy())


@njit(cache=True, nogil=True)
def _dense(codes: Codes, size: int) -> tuple[Codes, Longs]:
    """Attributes x exchanges, the values numbered as they come; and how many each attribute has."""
    rows, attributes = codes.shape
    number = np.full(size, -1, np.int64)
    dense = np.empty((attributes, rows), np.uint32)
    distinct = np.zeros(attributes, np.int64)
    for i in range(rows):
        for a in range(attributes):
            c = codes[i, a]
            if number[c] < 0:
                number[c] = distinct[a]
                distinct[a] += 1
            dense[a, i] = number[c]
    return dense, distinct


@njit(cache=True, nogil=True)
def _paired(one: Codes, ones: int, other: Codes, others: int, most: int) -> int:
    """Number the pairs of two columns in ``one``, as they come; gives how many they are.

    Leaves ``one`` as it was and gives -1 where they are more than ``most``.
    """
    number = np.full((ones, others), -1, np.int64)
    found = 0
    for i in range(len(one)):
        if number[one[i], other[i]] < 0:
            if found == most:
                return -1
            number[one[i], other[i]] = found
            found += 1
    for i in range(len(one)):
        one[i] = number[one[i], other[i]]
    return found


@njit(cache=True, nogil=True)
def summed(compounds: Compounds, log_chances: Singles) -> Singles:
    """Log chances of combinations, from those of codes; both by stream."""
    _, starts, parts = compounds
    sums = np.zeros((len(starts) - 1, log_chances.shape[1]), np.float32)
    for n in range(len(sums)):
        own = sums[n]
        for x in range(starts[n], starts[n + 1]):
            part = log_chances[parts[x]]
            for k in range(len(own)):
                own[k] += part[k]
    return sums


@njit(cache=True, nogil=True)
def spread(compounds: Compounds, counts: Singles, size: int) -> Singles:
    """Counts of codes, from those of combinations; both by stream."""
    _, starts, parts = compounds
    spread_out = np.zeros((size, counts.shape[1]), np.float32)
    for n in range(len(counts)):
        own = counts[n]
        for x in range(starts[n], starts[n + 1]):
            part = spread_out[parts[x]]
            for k in range(len(own)):
                part[k] += own[k]
    return spread_out
