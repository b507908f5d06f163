"""Strands of one customer: strands that share a mark which hardly anybody else has.

A mixture splits a customer's traffic by the jobs it does.  What the jobs of one customer have in
common, and two customers of a relay do not, are marks of its own: a system prompt, an opening, a
combination of request settings.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

ABSENT = 3.0
"""A mark that fewer exchanges than this have, in the sample from outside, is the pool's own."""
RARE = 0.001
"""A mark that the next honest customer shows with no more than this chance is rare."""
MOST = 0.5
"""Share of both strands from which on a rare mark is their own: a strand has one such mark of a
kind and not dozens, so that few chances are had of meeting by accident."""
SHARED = 0.1
"""Share of the smaller strand's exchanges that have to have a mark in common with the larger one:
more than the few that a mixture puts in the wrong strand."""
FEWEST = 3

Floats = NDArray[np.float64]


def link(
    counts: Floats,
    sizes: Floats,
    outside: Floats,
    usual: Floats,
    attributes: list[NDArray[np.int64]],
) -> NDArray[np.int32]:
    """Number the streams that strands belong to.

    Args:
        counts: codes x strands, expected exchanges; strand 0 is the background.
        sizes: expected exchanges of each strand.
        outside: exchanges with each code in a sample from outside the pool.
        usual: chance that an honest customer shows each code, more than a few times.
        attributes: for each attribute whose values are marks, its codes.

    Returns:
        For each strand its stream: 0 for the background, then from 1 without gaps.
    """
    root = np.arange(len(sizes))
    for codes in attributes:
        shared = _shared(counts[codes[outside[codes] < ABSENT]])
        enough = np.maximum(FEWEST, SHARED * np.minimum.outer(sizes, sizes))
        for i, j in np.argwhere(shared >= enough).tolist():
            root[root == root[j]] = root[i]
        for row in counts[codes[usual[codes] <= RARE]]:
            alike = 1 + np.flatnonzero(row[1:] >= np.maximum(FEWEST, MOST * sizes[1:]))
            root[np.isin(root, root[alike])] = root[alike].min(initial=len(root))
    return np.unique(root, return_inverse=True)[1].astype(np.int32)


@njit(cache=True, nogil=True)
def _shared(counts: Floats) -> Floats:
    """Exchanges that two strands ``i < j`` have in the same codes; the background has none."""
    codes, strands = counts.shape
    shared = np.zeros((strands, strands))
    for c in range(codes):
        for i in range(1, strands):
            for j in range(i + 1, strands):
                shared[i, j] += min(counts[c, i], counts[c, j])
    return shared
