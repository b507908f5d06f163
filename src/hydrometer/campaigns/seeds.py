"""Sets of parties that the scan should look at: communities, and the holders of each rare value.

A seed only proposes.  What it proposes is paid for in the scan's search cost, which covers every
subset, so any heuristic may propose and none needs a guarantee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkit as nk
import numpy as np
from numpy.typing import NDArray

from hydrometer.campaigns.incidence import Incidence

RESOLUTIONS = (1.0, 20.0, 300.0, 3000.0)


@dataclass(frozen=True)
class Seeds:
    """Candidate sets: number ``c`` is ``members[starts[c]:starts[c + 1]]``, sorted."""

    starts: NDArray[np.int64]
    members: NDArray[np.int32]

    @classmethod
    def of(cls, sets: Iterable[NDArray[np.int32]]) -> Seeds:
        """Seeds from sets of parties, each sorted."""
        listed = list(sets)
        starts = np.concatenate([[0], np.cumsum([len(s) for s in listed])]).astype(np.int64)
        return cls(starts, np.concatenate([np.empty(0, np.int32), *listed]).astype(np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> NDArray[np.int32]:
        return self.members[self.starts[number] : self.starts[number + 1]]

    def __add__(self, others: Seeds) -> Seeds:
        starts = np.concatenate([self.starts, others.starts[1:] + self.starts[-1]])
        return Seeds(starts, np.concatenate([self.members, others.members]))


def find_seeds(incidence: Incidence, backed: NDArray[np.bool_], seed: int) -> Seeds:
    """Candidate sets of parties.

    ``backed`` says for each holding, by place in ``incidence.party_of``, whether another holder of
    the value shares anything else with the party (`weighing.supported`): the rest are chance
    meetings, and would make the communities larger but not better.
    """
    seeds = Seeds(incidence.value_start, incidence.party_of)
    if not backed.any():
        return seeds
    graph, linked = _graph(incidence, backed)
    for resolution in RESOLUTIONS:
        seeds += _communities(graph, linked, resolution, seed)
    return seeds


def _communities(graph: nk.Graph, linked: NDArray[np.int32], resolution: float, seed: int) -> Seeds:
    """Louvain communities, the parties in them."""
    nk.setNumberOfThreads(1)
    nk.setSeed(seed, False)
    found = nk.community.PLM(graph, refine=True, gamma=resolution)
    found.run()
    labels = np.array(found.getPartition().getVector(), dtype=np.int64)[: len(linked)]
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    starts = np.concatenate([[0], bounds, [len(linked)]]).astype(np.int64)
    return Seeds(starts, linked[order])


def _graph(incidence: Incidence, backed: NDArray[np.bool_]) -> tuple[nk.Graph, NDArray[np.int32]]:
    """The bipartite graph, edges weighing ln(N / degree of the value), and its parties."""
    degree = np.diff(incidence.value_start)
    party = incidence.party_of[backed]
    value = np.repeat(np.arange(incidence.values, dtype=np.int32), degree)[backed]
    linked, source = np.unique(party, return_inverse=True)
    values, target = np.unique(value, return_inverse=True)
    weight = np.log(incidence.parties / degree[value])
    graph = nk.GraphFromCoo(
        (weight, (source.astype(np.uint64), (target + len(linked)).astype(np.uint64))),
        n=len(linked) + len(values), weighted=True, directed=False,
    )  # fmt: skip
    return graph, linked.astype(np.int32)
