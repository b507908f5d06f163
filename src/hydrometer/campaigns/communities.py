"""Communities of a graph, and the bipartite graph of who holds what.

Louvain's method (Blondel et al. 2008), with a resolution (Reichardt and Bornholdt 2006), nodes
visited again only where a neighbour has moved (Traag et al. 2019), and every level moved once more
on the way back (Staudt and Meyerhenke 2016).  Nothing is drawn by chance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

_LEAST = 1e-9
"""A move has to gain more than rounding could."""


class Graph(NamedTuple):
    """Parties and values, and who holds what.

    Node ``j`` is party ``parties[j]``, which are in order; values come after them.  Edge ``i`` of
    node ``u``, for ``start[u] <= i < start[u + 1]``, goes to ``neighbour[i]`` and has
    ``weight[i]``; every edge is there from both ends.
    """

    parties: Ints
    start: Longs
    neighbour: Ints
    weight: Floats


@njit(cache=True)
def bipartite(party: Ints, value: Ints, weight: Floats, room: Ints) -> Graph:
    """The graph of some holdings, each a party, a value and a weight above 0.

    Rows of one value have to stand together.  ``room`` is by party, -1 before and after.
    """
    rows = len(party)
    found, parties = np.empty(rows, np.int32), 0
    for p in party:
        if room[p] < 0:
            room[p] = 0
            found[parties] = p
            parties += 1
    linked = np.sort(found[:parties])
    for j in range(parties):
        room[linked[j]] = j
    node, values = np.empty(rows, np.int32), 0
    for i in range(rows):
        if i == 0 or value[i] != value[i - 1]:
            values += 1
        node[i] = parties + values - 1
    start = np.zeros(parties + values + 1, np.int64)
    for i in range(rows):
        start[room[party[i]] + 1] += 1
        start[node[i] + 1] += 1
    start = np.cumsum(start)
    place = start[:-1].copy()
    neighbour, weights = np.empty(2 * rows, np.int32), np.empty(2 * rows)
    for i in range(rows):
        for one, other in ((room[party[i]], node[i]), (node[i], room[party[i]])):
            neighbour[place[one]] = other
            weights[place[one]] = weight[i]
            place[one] += 1
    for p in linked:
        room[p] = -1
    return Graph(linked, start, neighbour, weights)


@njit(cache=True)
def communities(graph: Graph, resolution: float) -> Ints:
    """The community of each node: numbers without meaning, the same for those that belong together.

    No node gains by moving alone to the community of a neighbour, where what is gained is the
    weight of the edges inside communities, less ``resolution`` times what chance would put there.
    """
    _, start, neighbour, weight = graph
    volume = np.zeros(len(start) - 1)
    for u in range(len(volume)):
        volume[u] = weight[start[u] : start[u + 1]].sum()
    penalty = resolution / max(volume.sum(), 1e-300)
    graphs = [(start, neighbour, weight, volume)]
    label = _alone(len(volume))
    _move(start, neighbour, weight, volume, label, penalty)
    groups, labels = _numbered(label), [label]
    while groups < len(volume):
        start, neighbour, weight, volume = _merged(start, neighbour, weight, volume, label, groups)
        graphs.append((start, neighbour, weight, volume))
        label = _alone(groups)
        _move(start, neighbour, weight, volume, label, penalty)
        groups = _numbered(label)
        labels.append(label)
    for level in range(len(labels) - 2, -1, -1):
        label = label[labels[level]]
        start, neighbour, weight, volume = graphs[level]
        _move(start, neighbour, weight, volume, label, penalty)
    return label


@njit(cache=True)
def _alone(nodes: int) -> Ints:
    return np.arange(nodes).astype(np.int32)


@njit(cache=True)
def _move(
    start: Longs, neighbour: Ints, weight: Floats, volume: Floats, label: Ints, penalty: float
) -> None:
    """Move single nodes to the community of a neighbour as long as that gains."""
    nodes = len(volume)
    total, near = np.zeros(nodes), np.zeros(nodes)
    for u in range(nodes):
        total[label[u]] += volume[u]
    queue, queued = np.arange(nodes), np.ones(nodes, np.bool_)
    touched = np.empty(nodes, np.int32)
    first, waiting = 0, nodes
    while waiting:
        u = queue[first]
        first = (first + 1) % nodes
        waiting -= 1
        queued[u] = False
        own, seen = label[u], 0
        for i in range(start[u], start[u + 1]):
            c = label[neighbour[i]]
            if near[c] == 0.0:
                touched[seen] = c
                seen += 1
            near[c] += weight[i]
        total[own] -= volume[u]
        best, most = own, near[own] - penalty * volume[u] * total[own] + _LEAST
        for c in touched[:seen]:
            gain = near[c] - penalty * volume[u] * total[c]
            if gain > most:
                best, most = c, gain
            near[c] = 0.0
        total[best] += volume[u]
        if best != own:
            label[u] = best
            for i in range(start[u], start[u + 1]):
                x = neighbour[i]
                if label[x] != best and not queued[x]:
                    queued[x] = True
                    queue[(first + waiting) % nodes] = x
                    waiting += 1


@njit(cache=True)
def _numbered(label: Ints) -> int:
    """Number the communities from 0 without gaps, in place; gives how many there are."""
    number, found = np.full(len(label), -1, np.int32), 0
    for u in range(len(label)):
        if number[label[u]] < 0:
            number[label[u]] = found
            found += 1
        label[u] = number[label[u]]
    return found


@njit(cache=True)
def _merged(
    start: Longs, neighbour: Ints, weight: Floats, volume: Floats, label: Ints, groups: int
) -> tuple[Longs, Ints, Floats, Floats]:
    """The graph of the communities, without the edges inside them, which keep no move back."""
    nodes = len(volume)
    first = np.zeros(groups + 1, np.int64)
    for c in label:
        first[c + 1] += 1
    first = np.cumsum(first)
    members, place = np.empty(nodes, np.int32), first[:-1].copy()
    for u in range(nodes):
        members[place[label[u]]] = u
        place[label[u]] += 1
    starts, volumes = np.zeros(groups + 1, np.int64), np.zeros(groups)
    ends, weights = np.empty(len(neighbour), np.int32), np.empty(len(neighbour))
    near, size = np.zeros(groups), 0
    for c in range(groups):
        for u in members[first[c] : first[c + 1]]:
            volumes[c] += volume[u]
            for i in range(start[u], start[u + 1]):
                d = label[neighbour[i]]
                if d == c:
                    continue
                if near[d] == 0.0:
                    ends[size] = d
                    size += 1
                near[d] += weight[i]
        starts[c + 1] = size
        for i in range(starts[c], size):
            weights[i] = near[ends[i]]
            near[ends[i]] = 0.0
    return starts, ends[:size].copy(), weights[:size].copy(), volumes
