"""Numbering what is held and laying it out, against sets and loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.campaigns.test_scan import Rows, incidence_of, small_worlds

from hydrometer.campaigns.incidence import Held, Incidence, build_incidence, within
from hydrometer.campaigns.numbering import MOST_OF_A_KIND, in_order

FAMILY = {"address": "network", "subnet": "network", "payment": "payment"}


@settings(max_examples=60)
@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), max_size=40))
def test_rows_come_in_the_order_of_their_keys_and_else_as_they_were(keys: list[int]) -> None:
    party, key = in_order(np.arange(len(keys), dtype=np.int32), np.array(keys, np.uint64))
    wanted = sorted(range(len(keys)), key=lambda row: (keys[row], row))
    assert party.tolist() == wanted
    assert key.tolist() == [keys[row] for row in wanted]


def held_values(incidence: Incidence) -> dict[tuple[str, int], list[int]]:
    """By kind and key, who holds it."""
    return {
        (incidence.kinds[incidence.kind_of[v]], int(incidence.key_of[v])): incidence.holders(
            v
        ).tolist()
        for v in range(incidence.values)
    }


@settings(max_examples=60)
@given(small_worlds(), st.integers(2, 6))
def test_what_two_parties_hold_and_no_hub_is_laid_out_both_ways(
    world: tuple[Rows, int], hub: int
) -> None:
    rows, parties = world
    twice = rows + rows[::2]
    held = [
        Held(kind, FAMILY[kind], *columns(twice, kind))
        for kind in sorted({k for _, _, k, _ in rows})
    ]
    incidence = build_incidence(held, np.zeros(parties, np.int32), hub)
    who: dict[tuple[str, int], set[int]] = {}
    for party, _, kind, value in rows:
        who.setdefault((kind, value), set()).add(party)
    wanted = {value: sorted(held) for value, held in who.items() if 2 <= len(held) <= hub}
    assert held_values(incidence) == wanted
    assert list(held_values(incidence)) == sorted(wanted)
    for party in range(parties):
        own = incidence.held_by(party).tolist()
        assert own == [v for v in range(incidence.values) if party in incidence.holders(v)]
        for k, kind in enumerate(incidence.kinds):
            n = sum(value[0] == kind and party in held for value, held in who.items())
            assert incidence.carried[party, k] == n
    for k, kind in enumerate(incidence.kinds):
        sizes = [len(held) for value, held in who.items() if value[0] == kind]
        assert incidence.typical[k] == pytest.approx(np.mean(sizes))


def columns(rows: Rows, kind: str) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    own = [(p, v) for p, _, k, v in rows if k == kind]
    return np.array([p for p, _ in own], np.int32), np.array([v for _, v in own], np.uint64)


@settings(max_examples=60)
@given(small_worlds(), st.data())
def test_within_is_the_incidence_of_the_members(
    world: tuple[Rows, int], data: st.DataObject
) -> None:
    rows, parties = world
    chosen = data.draw(st.sets(st.integers(0, parties - 1), min_size=1))
    members = np.array(sorted(chosen), np.int32)
    inner = within(incidence_of(rows, parties), members, 3, "network")
    who: dict[tuple[str, int], set[int]] = {}
    for party, family, kind, value in rows:
        if party in chosen and family != "network":
            who.setdefault((kind, value), set()).add(sorted(chosen).index(party))
    wanted = {value: sorted(held) for value, held in who.items() if 2 <= len(held) <= 3}
    assert held_values(inner) == wanted
    assert inner.parties == len(members)


def test_of_many_values_of_a_kind_all_parties_keep_the_same() -> None:
    many = 3 * MOST_OF_A_KIND
    rows: Rows = [(p, "behaviour", "session", 100 + v) for p in range(4) for v in range(many)]
    rows += [(p, "payment", "payment", 7) for p in range(4)]
    rows += [(p, "payment", "payment", 1000 + p) for p in range(4, 60)]
    incidence = incidence_of(rows, 60)
    assert incidence.values == MOST_OF_A_KIND + 1
    assert all(len(incidence.holders(v)) == 4 for v in range(incidence.values))
    assert set(incidence.carried[0].tolist()) == {1, many}


def test_nothing_held_is_an_incidence_too() -> None:
    incidence = build_incidence([], np.zeros(3, np.int32), 3)
    assert (incidence.parties, incidence.values, incidence.kinds) == (3, 0, ())
