"""Sets of parties that the scan should look at: communities, and the holders of each value.

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


def find_seeds(
    incidence: Incidence, backed: NDArray[np.bool_], sufficient: NDArray[np.bool_], seed: int
) -> Seeds:
    """The backed holders of each value, all holders of sufficient ones, and communities.

    ``backed`` says for each holding, by place in ``incidence.party_of``, whether others back it
    (`weighing.supported`): the rest are chance meetings, and would make candidates larger but not
    better.  ``sufficient`` says for each value whether it might do alone.
    """
    seeds = _holders(incidence, backed)
    seeds += _holders(incidence, np.repeat(sufficient, np.diff(incidence.value_start)))
    if not backed.any():
        return seeds
    graph, linked = _graph(incidence, backed)
    for resolution in RESOLUTIONS:
        seeds += _communities(graph, linked, resolution, seed)
    return seeds


def _holders(incidence: Incidence, chosen: NDArray[np.bool_]) -> Seeds:
    """By value, the parties of the chosen holdings."""
    starts = np.concatenate([[0], np.cumsum(chosen)])[incidence.value_start]
    return Seeds(starts, incidence.party_of[chosen])


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
    """The graph of the backed holdings, and its parties."""
    party = incidence.party_of[backed]
    value = np.repeat(np.arange(incidence.values), np.diff(incidence.value_start))[backed]
    return _linked(incidence, party, value)


def _linked(
    incidence: Incidence, party: NDArray[np.int32], value: NDArray[np.int64]
) -> tuple[nk.Graph, NDArray[np.int32]]:
    """The bipartite graph of some holdings, edges weighing ln(N / degree of the value)."""
    linked, source = np.unique(party, return_inverse=True)
    values, target = np.unique(value, return_inverse=True)
    weight = np.log(incidence.parties / np.diff(incidence.value_start)[value])
    graph = nk.GraphFromCoo(
        (weight, (source.astype(np.uint64), (target + len(linked)).astype(np.uint64))),
        n=len(linked) + len(values),
        weighted=True,
        directed=False,
    )
    return graph, linked.astype(np.int32)


def parts_of(
    incidence: Incidence, members: NDArray[np.int32], paying: NDArray[np.int32], seed: int
) -> Seeds:
    """Communities of a group over the values that it shares: where it might fall apart."""
    held = [incidence.holders(int(v)) for v in paying]
    value = np.repeat(paying.astype(np.int64), [len(h) for h in held])
    party = np.concatenate([np.empty(0, np.int32), *held])
    inside = np.isin(party, members)
    if not inside.any():
        return Seeds.of([])
    return _communities(*_linked(incidence, party[inside], value[inside]), RESOLUTIONS[0], seed)
