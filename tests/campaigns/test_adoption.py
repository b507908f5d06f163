"""Parties that carry on a group's conversations."""

from __future__ import annotations

from collections.abc import Iterable
from math import comb, exp

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.campaigns.adoption import adopt, tied_nats
from hydrometer.campaigns.scan import Group
from hydrometer.store.duckdb import DuckStore

POPULATION = 1_000
CARRIED = 40
HUB = 50


def grouped(*members: int) -> Group:
    return Group(np.array(members, np.int32), 9.0, {"network": 9.0}, np.full(len(members), 3.0))


def hold(store: DuckStore, shared: Iterable[tuple[int, ...]]) -> None:
    """Each tuple lists the parties of one conversation; every party has as many of its own."""
    rows = [(party, value) for value, parties in enumerate(shared, 1) for party in parties]
    rows += [(n % POPULATION, 1_000 + n) for n in range(CARRIED * POPULATION)]
    store.put(
        "holdings",
        pa.table(
            {
                "party": pa.array([party for party, _ in rows], pa.int64()),
                "kind": pa.array(["session"] * len(rows)),
                "value_key": pa.array([value for _, value in rows], pa.uint64()),
            }
        ),
    )


def test_a_party_whose_conversations_are_the_groups_is_taken_in(store: DuckStore) -> None:
    hold(store, [(10, 1), (10, 2), (10, 3)])
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3, 10]
    assert group.binds.tolist()[:3] == [3.0, 3.0, 3.0]
    assert group.binds[3] == pytest.approx(tied_nats(3, 3, 3 / POPULATION), rel=0.01)


def test_one_conversation_in_common_is_an_accident(store: DuckStore) -> None:
    hold(store, [(10, 1)])
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3]


def test_who_shares_with_everybody_is_nobodys(store: DuckStore) -> None:
    hold(store, [(10, 1), *((10, stranger) for stranger in range(100, 140))])
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3]


def test_a_conversation_that_is_mostly_others_does_not_count(store: DuckStore) -> None:
    hold(store, [(10, 1, 100, 101), (10, 2, 102, 103), (10, 3, 104, 105)])
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3]


def test_a_conversation_of_a_crowd_does_not_count(store: DuckStore) -> None:
    crowd = tuple(range(1, HUB + 1))
    hold(store, [(900, *crowd), (900, *crowd), (900, *crowd)])
    [group] = adopt(store, [grouped(*crowd)], POPULATION, HUB)
    assert 900 not in group.members


def test_those_taken_in_take_in_others(store: DuckStore) -> None:
    hold(store, [(10, 1), (10, 2), (10, 3), (11, 10), (11, 10), (11, 10)])
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3, 10, 11]


def test_of_two_groups_the_one_with_more_takes_a_party(store: DuckStore) -> None:
    hold(store, [(10, 1), (10, 2), (10, 21), (10, 22), (10, 23), (10, 21)])
    first, second = adopt(store, [grouped(1, 2, 3), grouped(21, 22, 23)], POPULATION, HUB)
    assert first.members.tolist() == [1, 2, 3]
    assert second.members.tolist() == [10, 21, 22, 23]


def test_a_party_moves_to_the_group_whose_conversations_it_carries_on(store: DuckStore) -> None:
    hold(store, [(3, 21), (3, 22), (3, 23), (3, 21), (3, 1)])
    first, second = adopt(store, [grouped(1, 2, 3, 4), grouped(21, 22, 23)], POPULATION, HUB)
    assert first.members.tolist() == [1, 2, 4]
    assert second.members.tolist() == [3, 21, 22, 23]


def test_a_group_that_is_left_by_its_parties_is_none(store: DuckStore) -> None:
    hold(store, [(3, 21), (3, 22), (3, 23), (3, 21)])
    [group] = adopt(store, [grouped(1, 2, 3), grouped(21, 22, 23)], POPULATION, HUB)
    assert group.members.tolist() == [3, 21, 22, 23]


def test_a_party_stays_where_its_own_group_ties_it_as_much(store: DuckStore) -> None:
    hold(store, [(3, 21), (3, 22), (3, 1), (3, 2)])
    first, second = adopt(store, [grouped(1, 2, 3), grouped(21, 22, 23)], POPULATION, HUB)
    assert first.members.tolist() == [1, 2, 3]
    assert second.members.tolist() == [21, 22, 23]


def test_without_groups_or_conversations_nothing_happens(store: DuckStore) -> None:
    hold(store, [])
    assert adopt(store, [], POPULATION, HUB) == []
    [group] = adopt(store, [grouped(1, 2, 3)], POPULATION, HUB)
    assert group.members.tolist() == [1, 2, 3]


@given(st.integers(1, 40), st.data(), st.floats(0.01, 0.9))
def test_the_bound_holds_for_the_binomial(shared: int, data: st.DataObject, part: float) -> None:
    tied = data.draw(st.integers(0, shared))
    tail = sum(
        comb(shared, k) * part**k * (1 - part) ** (shared - k) for k in range(tied, shared + 1)
    )
    assert tail <= exp(-tied_nats(tied, shared, part)) * (1 + 1e-9)
