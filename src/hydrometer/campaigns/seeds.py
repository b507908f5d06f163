"""Sets of parties that the scan should look at: communities, and the holders of each value.

A seed only proposes.  What it proposes is paid for in the scan's search cost, which covers every
subset, so any heuristic may propose and none needs a guarantee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hydrometer.campaigns.communities import Graph, bipartite, communities
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
    incidence: Incidence, backed: NDArray[np.bool_], sufficient: NDArray[np.bool_]
) -> Seeds:
    """The backed holders of each value, all holders of sufficient ones, and communities.

    ``backed`` says for each holding, by place in ``incidence.party_of``, whether others back it
    (`weighing.supported`): most of the rest are chance meetings, and would make candidates larger
    but not better.  But where a relay takes a few of its many exits at random for each account, no
    two accounts meet at two of them, so communities of all holdings are proposed too, at the
    resolution that gives the largest.  ``sufficient`` says for each value whether it might do
    alone.
    """
    degrees = np.diff(incidence.value_start)
    seeds = _holders(incidence, backed)
    seeds += _holders(incidence, np.repeat(sufficient, degrees))
    value = np.repeat(np.arange(incidence.values, dtype=np.int32), degrees)
    room = np.full(incidence.parties, -1, np.int32)
    graph = _linked(incidence, incidence.party_of[backed], value[backed], room)
    for resolution in RESOLUTIONS:
        seeds += _communities(graph, resolution)
    everything = _linked(incidence, incidence.party_of, value, room)
    return seeds + _communities(everything, RESOLUTIONS[0])


def _holders(incidence: Incidence, chosen: NDArray[np.bool_]) -> Seeds:
    """By value, the parties of the chosen holdings."""
    starts = np.concatenate([[0], np.cumsum(chosen)])[incidence.value_start]
    return Seeds(starts, incidence.party_of[chosen])


def _communities(graph: Graph, resolution: float) -> Seeds:
    """Louvain communities, the parties in them."""
    labels = communities(graph, resolution)[: len(graph.parties)]
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order])) + 1
    starts = np.concatenate([[0], bounds, [len(labels)]]).astype(np.int64)
    return Seeds(starts, graph.parties[order])


def _linked(
    incidence: Incidence,
    party: NDArray[np.int32],
    value: NDArray[np.int32],
    room: NDArray[np.int32],
) -> Graph:
    """The bipartite graph of some holdings, edges weighing ln(N / degree of the value).

    ``room`` is by party, -1 before and after.
    """
    degree = incidence.value_start[value + 1] - incidence.value_start[value]
    return bipartite(party, value, np.log(incidence.parties / degree), room)


def parts_of(
    incidence: Incidence,
    inside: NDArray[np.bool_],
    paying: NDArray[np.int32],
    room: NDArray[np.int32],
) -> Seeds:
    """Communities of a group over the values that it shares: where it might fall apart.

    ``inside`` marks the group's parties; ``room`` is by party, -1 before and after.
    """
    held = [incidence.holders(int(v)) for v in paying]
    value = np.repeat(paying, [len(h) for h in held])
    party = np.concatenate([np.empty(0, np.int32), *held])
    own = inside[party]
    return _communities(_linked(incidence, party[own], value[own], room), RESOLUTIONS[0])
