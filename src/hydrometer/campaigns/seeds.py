"""Sets of parties that the scan should look at: communities, and the holders of each rare value.

A seed only proposes.  What it proposes is paid for in the scan's search cost, which covers every
subset, so any heuristic may propose and none needs a guarantee.
"""

from __future__ import annotations

from collections.abc import Iterator

import networkit as nk
import numpy as np
from numpy.typing import NDArray

from hydrometer.campaigns.incidence import Incidence

RESOLUTIONS = (1.0, 20.0, 300.0, 3000.0)
SMALLEST = 3
"""Two parties that share a card are a household."""


def find_seeds(incidence: Incidence, seed: int) -> Iterator[NDArray[np.int32]]:
    """Yield candidate sets of parties, none smaller than `SMALLEST`, no set twice."""
    told: set[bytes] = set()
    for members in _proposals(incidence, seed):
        mark = members.tobytes()
        if len(members) >= SMALLEST and mark not in told:
            told.add(mark)
            yield members


def _proposals(incidence: Incidence, seed: int) -> Iterator[NDArray[np.int32]]:
    if incidence.values == 0:
        return
    for resolution in RESOLUTIONS:
        yield from _communities(incidence, resolution, seed)
    for value in range(incidence.values):
        yield incidence.holders(value)


def _communities(incidence: Incidence, resolution: float, seed: int) -> Iterator[NDArray[np.int32]]:
    """Louvain communities of the bipartite graph, edges weighing ln(N / degree of the value)."""
    graph, linked = _graph(incidence)
    nk.setNumberOfThreads(1)
    nk.setSeed(seed, False)
    found = nk.community.PLM(graph, refine=True, gamma=resolution)
    found.run()
    labels = np.array(found.getPartition().getVector(), dtype=np.int64)[: len(linked)]
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    for part in np.split(linked[order], bounds):
        yield np.sort(part).astype(np.int32)


def _graph(incidence: Incidence) -> tuple[nk.Graph, NDArray[np.int64]]:
    lengths = np.diff(incidence.party_start)
    linked = np.flatnonzero(lengths)
    renumbered = np.full(incidence.parties, -1, dtype=np.int64)
    renumbered[linked] = np.arange(len(linked))
    source = np.repeat(renumbered[linked], lengths[linked]).astype(np.uint64)
    target = incidence.value_of.astype(np.uint64) + np.uint64(len(linked))
    degree = np.diff(incidence.value_start)[incidence.value_of]
    weight = np.log(incidence.parties / degree)
    size = len(linked) + incidence.values
    graph = nk.GraphFromCoo((weight, (source, target)), n=size, weighted=True, directed=False)
    return graph, linked
