"""The compiled parts of a mixture: from chances to the streams that chains of exchanges are of."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hydrometer.campaigns.compounds import Codes, Singles

_NEGLIGIBLE = 7.0
"""A stream whose log chance is this far below the likeliest one's gets nothing of a chain."""

Chains = NDArray[np.int64]


@njit(cache=True, nogil=True)
def place_chains(
    codes: Codes,
    ends: Chains,
    log_chances: Singles,
    log_shares: Singles,
    stream_of: NDArray[np.int32],
) -> tuple[NDArray[np.int32], Singles]:
    """The likeliest stream of each chain, and its posterior; ``stream_of`` as in `mixture.place`.

    The others are as in `expect_chains`.
    """
    stream = np.empty(len(ends), np.int32)
    certainty = np.empty(len(ends), np.float32)
    weights = np.empty(len(log_shares), np.float32)
    chances = np.empty(stream_of.max() + 1)
    first = 0
    for chain in range(len(ends)):
        weights[:] = log_shares
        _weigh(codes, first, ends[chain], log_chances, weights)
        first = ends[chain]
        top = _largest(weights)
        least = top - np.float32(_NEGLIGIBLE)
        chances[:] = 0.0
        for k in range(len(weights)):
            if weights[k] > least:
                chances[stream_of[k]] += math.exp(weights[k] - top)
        stream[chain] = chances.argmax()
        certainty[chain] = chances.max() / chances.sum()
    return stream, certainty


@njit(cache=True, nogil=True)
def expect_chains(
    codes: Codes, ends: Chains, log_chances: Singles, log_shares: Singles
) -> tuple[Singles, float]:
    """Expected number of rows with each code in each stream, and the log likelihood.

    Args:
        codes: rows x columns, the rows of a chain side by side.
        ends: where each chain ends.
        log_chances: codes x streams.
        log_shares: by stream.
    """
    size, streams = log_chances.shape
    counts = np.zeros((size, streams), np.float32)
    weights = np.empty(streams, np.float32)
    likely = np.empty(streams, np.int64)
    likelihood = 0.0
    first = 0
    for end in ends:
        weights[:] = log_shares
        _weigh(codes, first, end, log_chances, weights)
        held, log_total = _choose(weights, likely)
        likelihood += log_total
        for i in range(first, end):
            for a in range(codes.shape[1]):
                row = counts[codes[i, a]]
                for x in range(held):
                    row[likely[x]] += weights[x]
        first = end
    return counts, likelihood


@njit(cache=True, nogil=True)
def _weigh(codes: Codes, first: int, end: int, log_chances: Singles, weights: Singles) -> None:
    """Add to ``weights``, by stream, the log chances of the rows from ``first`` to before ``end``.

    Several columns at a time take less storing.
    """
    columns = codes.shape[1]
    for i in range(first, end):
        a = 0
        while a + 4 <= columns:
            p, q = log_chances[codes[i, a]], log_chances[codes[i, a + 1]]
            r, s = log_chances[codes[i, a + 2]], log_chances[codes[i, a + 3]]
            for k in range(len(weights)):
                weights[k] += (p[k] + q[k]) + (r[k] + s[k])
            a += 4
        if a + 2 <= columns:
            p, q = log_chances[codes[i, a]], log_chances[codes[i, a + 1]]
            for k in range(len(weights)):
                weights[k] += p[k] + q[k]
            a += 2
        if a < columns:
            p = log_chances[codes[i, a]]
            for k in range(len(weights)):
                weights[k] += p[k]


@njit(cache=True, nogil=True)
def _choose(weights: Singles, likely: Chains) -> tuple[int, float]:
    """Put first in ``likely`` the streams that are not negligible, their chances in ``weights``.

    Returns how many they are, and the log of the sum of what ``weights`` were the logs of.
    """
    top = _largest(weights)
    least = top - np.float32(_NEGLIGIBLE)
    held = 0
    for k in range(len(weights)):
        likely[held] = k
        held += weights[k] > least
    total = np.float32(0.0)
    for x in range(held):
        weights[x] = math.exp(weights[likely[x]] - top)
        total += weights[x]
    for x in range(held):
        weights[x] /= total
    return held, float(top) + math.log(total)


@njit(cache=True, nogil=True, fastmath=True)
def _largest(values: Singles) -> np.float32:
    """The maximum; free of rules for not-a-number, so that it takes several values at a time."""
    top: np.float32 = values[0]
    for value in values:
        top = max(top, value)
    return top
