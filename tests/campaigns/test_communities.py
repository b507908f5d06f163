"""Communities against modularity by its definition, and against every partition of small graphs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrometer.campaigns.communities import Graph, bipartite, communities

Holdings = list[tuple[int, int, float]]


def graph_of(holdings: Holdings, parties: int) -> Graph:
    party, value, weight = zip(*sorted(holdings, key=lambda h: h[1]), strict=True)
    room = np.full(parties, -1, np.int32)
    graph = bipartite(np.array(party, np.int32), np.array(value, np.int32), np.array(weight), room)
    assert (room == -1).all()
    return graph


def modularity(graph: Graph, labels: list[int], resolution: float) -> float:
    """By pairs of nodes: what is inside communities, less what chance would put there."""
    nodes = len(graph.start) - 1
    dense = np.zeros((nodes, nodes))
    for u in range(nodes):
        for i in range(graph.start[u], graph.start[u + 1]):
            dense[u, graph.neighbour[i]] += graph.weight[i]
    volume, total = dense.sum(axis=1), dense.sum()
    gain = dense - resolution * np.outer(volume, volume) / total
    return float(sum(gain[u, v] for u in range(nodes) for v in range(nodes)
                     if labels[u] == labels[v]) / total)  # fmt: skip


def partitions(nodes: int) -> Iterator[list[int]]:
    if nodes == 0:
        yield []
        return
    for rest in partitions(nodes - 1):
        for c in range(max(rest, default=-1) + 2):
            yield [*rest, c]


holdings = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from([1.0, 2.0, 5.0])),
    min_size=1, max_size=14, unique_by=lambda h: h[:2],
)  # fmt: skip


@settings(max_examples=60)
@given(holdings)
def test_the_graph_has_every_holding_from_both_ends(rows: Holdings) -> None:
    graph = graph_of(rows, 5)
    assert graph.parties.tolist() == sorted({p for p, _, _ in rows})
    values = sorted({v for _, v, _ in rows})
    node = {("p", p): j for j, p in enumerate(graph.parties.tolist())}
    node |= {("v", v): len(graph.parties) + j for j, v in enumerate(values)}
    wanted = [(node["p", p], node["v", v], w) for p, v, w in rows]
    wanted += [(v, p, w) for p, v, w in wanted]
    found = [
        (u, int(graph.neighbour[i]), float(graph.weight[i]))
        for u in range(len(graph.start) - 1)
        for i in range(graph.start[u], graph.start[u + 1])
    ]
    assert sorted(found) == sorted(wanted)


@settings(max_examples=60)
@given(holdings, st.sampled_from([0.5, 1.0, 3.0]))
def test_no_single_move_gains_and_little_is_lost_to_the_best(
    rows: Holdings, resolution: float
) -> None:
    graph = graph_of(rows, 5)
    labels = communities(graph, resolution).tolist()
    reached = modularity(graph, labels, resolution)
    for u in range(len(labels)):
        for i in range(graph.start[u], graph.start[u + 1]):
            moved = [*labels]
            moved[u] = labels[graph.neighbour[i]]
            assert modularity(graph, moved, resolution) <= reached + 1e-6
    if len(labels) <= 6:
        best = max(modularity(graph, p, resolution) for p in partitions(len(labels)))
        assert reached >= best - 0.2


@pytest.mark.parametrize("resolution", [1.0, 4.0])
def test_planted_communities_come_back(resolution: float) -> None:
    rng = np.random.default_rng(3)
    rows = {(20 * c + int(p), 10 * c + int(v)) for c in range(12)
            for p, v in rng.integers((20, 10), size=(120, 2))}  # fmt: skip
    rows |= {(int(p), int(v)) for p, v in rng.integers((240, 120), size=(60, 2))}
    graph = graph_of([(p, v, 1.0) for p, v in rows], 240)
    labels = communities(graph, resolution)[: len(graph.parties)]
    block = graph.parties // 20
    assert len(set(labels.tolist())) == 12
    assert len(set(zip(labels.tolist(), block.tolist(), strict=True))) <= 14


def test_a_graph_of_nothing_has_no_communities() -> None:
    graph = bipartite(
        np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), np.full(3, -1, np.int32)
    )
    assert len(communities(graph, 1.0)) == 0
