"""Strands of one customer: strands that share a wording which hardly anybody else has.

A mixture splits a customer's traffic by the jobs it does.  What the jobs of one customer have in
common, and two customers of a relay do not, is wording of its own: a system prompt, a scaffold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ABSENT = 3.0
"""A wording that fewer exchanges than this have, in the sample from outside, is the pool's own."""
SHARED = 0.2
"""Share of the smaller strand's own wording that the larger one has to have as well: more than the
few exchanges that a mixture puts in the wrong strand."""
FEWEST = 3

Floats = NDArray[np.float64]


def link(counts: Floats, outside: Floats, wording: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the streams that strands belong to.

    Args:
        counts: codes x strands, expected exchanges; strand 0 is the background.
        outside: exchanges with each code in a sample from outside the pool.
        wording: which codes are wordings.

    Returns:
        For each strand its stream: 0 for the background, then from 1 without gaps.
    """
    strands = counts.shape[1]
    own = counts[wording & (outside < ABSENT)]
    root = np.arange(strands)
    for i in range(1, strands):
        for j in range(i + 1, strands):
            shared = np.minimum(own[:, i], own[:, j]).sum()
            smaller = min(own[:, i].sum(), own[:, j].sum())
            if shared >= max(FEWEST, SHARED * smaller):
                root[root == root[j]] = root[i]
    return np.unique(root, return_inverse=True)[1].astype(np.int32)
