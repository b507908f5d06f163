"""Streams of one operator: those whose mix stays the same from hour to hour.

An operator that words its requests in many ways falls into as many streams, each too small to show
what it takes.  One scheduler that draws from several lists mixes them alike at any hour, however
its volume rises and falls.  Two customers of a relay begin, pause and sleep at times of their own,
so that the mix of their streams changes.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.stats.dispersion import intraclass_correlation

HOURS = 2
"""Of a day, in one block of time: short beside the pauses of customers."""
SAME = 0.3
"""Variation of two streams' ratio (`variation`) that is ruled out, by two standard errors, where
they have one schedule."""
DIFFERENT = 0.05
"""Variation that is exceeded, by three standard errors, where they have not."""
FEWEST = 100
"""Conversations of a stream of which so much can be said."""

_BLOCK = HOURS * 3_600_000_000
_MOST = 1 << 20  # blocks: more than two centuries

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


class Schedules:
    """When the conversations of each stream begin, counted as the pools' traffic streams by."""

    def __init__(self) -> None:
        self._pool = -1
        self._seen: list[tuple[Longs, Longs]] = []
        self._found: list[tuple[int, int, int]] = []

    def add(self, pool: int, stream: NDArray[np.int32], begun: Longs) -> None:
        """Count conversations by their stream and when they begin, in microseconds since 1970.

        Those of a pool come one after another.
        """
        if pool != self._pool:
            self._close()
            self._pool = pool
        cells = stream * np.int64(_MOST) + begun // _BLOCK
        cells, counts = np.unique(cells, return_counts=True)
        self._seen.append((cells, counts))

    def joined(self) -> pa.Table:
        """Streams that go with another of their pool: ``pool``, ``stream`` and ``joined``."""
        self._close()
        columns = np.array(self._found, dtype=np.int64).reshape(-1, 3).T
        return pa.table(dict(zip(("pool", "stream", "joined"), columns, strict=True)))

    def _close(self) -> None:
        """Join the streams of the pool whose conversations have all been counted."""
        if not self._seen:
            return
        cells, counts = (np.concatenate(column) for column in zip(*self._seen, strict=True))
        self._seen = []
        numbers, stream = np.unique(cells // _MOST, return_inverse=True)
        blocks, block = np.unique(cells % _MOST, return_inverse=True)
        table = np.zeros((len(blocks), len(numbers)), dtype=np.int64)
        np.add.at(table, (block, stream), counts)
        leaders = numbers[together(table)]
        for own, leader in zip(numbers.tolist(), leaders.tolist(), strict=True):
            if own != leader:
                self._found.append((self._pool, own, leader))


def together(counts: Longs) -> Longs:
    """For each stream which it goes with: the first of those that keep one schedule, or itself.

    ``counts`` are conversations, blocks of time x streams.  The two that are most surely alike are
    joined first, and what is joined is compared as one; it takes in no stream that is surely
    different from any of its own.
    """
    leader = np.arange(counts.shape[1])
    large = np.flatnonzero(counts.sum(axis=0) >= FEWEST)
    table = counts[:, large]
    own = np.arange(len(large))
    apart, alike = (np.full((len(large), len(large)), fill) for fill in (False, np.inf))
    for k in range(len(large) - 1):
        value, error = variation(table[:, k], table[:, k + 1 :])
        apart[k, k + 1 :] = apart[k + 1 :, k] = value - 3.0 * error > DIFFERENT
        alike[k, k + 1 :] = alike[k + 1 :, k] = _at_most(value, error)
    alike[apart] = np.inf
    while alike.min(initial=np.inf) <= SAME:
        kept, gone = sorted(np.unravel_index(np.argmin(alike), alike.shape))
        own[own == gone] = kept
        table[:, kept] += table[:, gone]
        apart[kept] |= apart[gone]
        apart[:, kept] |= apart[:, gone]
        alike[[kept, gone], :] = alike[:, [kept, gone]] = np.inf
        rest = np.flatnonzero((own == np.arange(len(large))) & ~apart[kept])
        rest = rest[rest != kept]
        if len(rest):
            value, error = variation(table[:, kept], table[:, rest])
            alike[kept, rest] = alike[rest, kept] = _at_most(value, error)
    leader[large] = large[own]
    return leader


def variation(one: Longs, others: Longs) -> tuple[Floats, Floats]:
    """How much the ratio of two streams varies from block to block, and its standard error.

    About the squared coefficient of variation, chance taken off: the correlation within blocks
    (`intraclass_correlation`) over the variance of one draw, since a small stream that comes and
    goes beside a large one hardly correlates anything.  ``one`` has shape (blocks,), ``others``
    (blocks, pairs).
    """
    correlation, error = intraclass_correlation(one, others)
    sizes = others.sum(axis=0)
    share = one.sum() / np.maximum(one.sum() + sizes, 1)
    variance = np.where((share > 0.0) & (share < 1.0), share * (1.0 - share), np.nan)
    return correlation / variance, error / variance


def _at_most(value: Floats, error: Floats) -> Floats:
    """What a variation is at most, by two standard errors; infinity where it is not known."""
    return np.nan_to_num(np.maximum(value, 0.0) + 2.0 * error, nan=np.inf)
