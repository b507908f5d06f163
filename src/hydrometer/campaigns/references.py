"""The honest panels that a panel is compared with, and its rank among them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


class Honest:
    """The honest panels of one sort.

    Of a panel's own pool, or kin to it, none is compared with it.  ``like`` are the columns in
    which those that are nearest to a panel are near: by the sum of differences of log2.  They are
    ``nearest`` of them, and those that are as near as the last of these.
    """

    def __init__(
        self, panels: pa.Table, sort: NDArray[np.bool_], like: tuple[str, ...], nearest: int
    ) -> None:
        judged = panels["judged"].to_numpy(zero_copy_only=False)
        counts = np.stack([panels[name].to_numpy() for name in like], axis=1)
        self._rows = np.flatnonzero(sort & ~judged)
        self._kin = panels["kin"].to_numpy()
        self._represented = frozenset(self._kin[self._rows].tolist())
        self._shape = np.log2(np.maximum(counts, 1))
        self._near = _limits(self._shape, self._rows, self._kin, nearest)
        self._far = np.full(len(self._kin), np.inf)

    def others(self, i: int) -> Longs:
        """All of them that panel ``i`` is compared with."""
        if int(self._kin[i]) not in self._represented:
            return self._rows
        found: Longs = self._rows[self._kin[self._rows] != self._kin[i]]
        return found

    def alike(self, panels: list[int]) -> Iterator[tuple[list[int], Longs]]:
        """Panels with the others that they are compared with, those with the same ones together."""
        apart = [i for i in panels if int(self._kin[i]) in self._represented]
        together = [i for i in panels if int(self._kin[i]) not in self._represented]
        if together:
            yield together, self._rows
        for i in apart:
            yield [i], self.others(i)

    def nearest(self, i: int) -> Longs:
        """The others that are nearest to panel ``i``."""
        others = self.others(i)
        apart = np.abs(self._shape[others] - self._shape[i]).sum(axis=1)
        near: Longs = others[apart <= self._near[i]]
        return near

    def ranked(self, values: Floats, matched: bool) -> Floats:
        """Conformal p-value of each panel's value among its nearest, or all others; NaN stays."""
        limits = self._near if matched else self._far
        ranks: Floats = _ranks(values, self._shape, self._rows, self._kin, limits)
        return ranks


@njit(cache=True)
def _distance(one: Floats, other: Floats) -> float:
    apart = 0.0
    for a in range(len(one)):
        apart += abs(one[a] - other[a])
    return apart


@njit(cache=True)
def _limits(shape: Floats, rows: Longs, kin: Longs, nearest: int) -> Floats:
    """How far from each panel the last of its nearest is; infinity where there are not so many."""
    limits = np.full(len(shape), np.inf)
    apart = np.empty(len(rows))
    for i in range(len(shape)):
        others = 0
        for r in rows:
            if kin[r] != kin[i]:
                apart[others] = _distance(shape[r], shape[i])
                others += 1
        if others > nearest:
            limits[i] = np.partition(apart[:others], nearest - 1)[nearest - 1]
    return limits


@njit(cache=True)
def _ranks(values: Floats, shape: Floats, rows: Longs, kin: Longs, limits: Floats) -> Floats:
    """Rank of each value among those of other kin that are no farther than the panel's limit."""
    ranks = np.full(len(values), np.nan)
    for i in range(len(values)):
        if np.isnan(values[i]):
            continue
        above, known = 1, 1
        for r in rows:
            if kin[r] == kin[i] or np.isnan(values[r]):
                continue
            if _distance(shape[r], shape[i]) <= limits[i]:
                known += 1
                above += values[r] >= values[i]
        ranks[i] = above / known
    return ranks
