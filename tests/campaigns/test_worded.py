"""Groups by wording: who takes turns at what it says, and whom nothing else groups."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrometer import signals
from hydrometer.campaigns.incidence import Held, Incidence, build_incidence
from hydrometer.campaigns.pools import FIRM
from hydrometer.campaigns.scan import Group, Scanner
from hydrometer.campaigns.worded import give_way, take_turns
from hydrometer.model import OBSERVATIONS
from hydrometer.pipeline import TURNS
from hydrometer.store.duckdb import DuckStore

PARTIES = 400
SIZE = FIRM + 6
START = datetime.datetime(2026, 3, 2)
DAY = 24 * 60
[DISPATCH] = [signal for signal in signals.load() if signal.name == TURNS]
Visits = list[tuple[int, int, int]]
"""Party, minute and scaffold."""


def incidence_of(kind: str, family: str, held: list[tuple[int, int]]) -> Incidence:
    party, key = (np.array(column) for column in zip(*held, strict=True))
    one = Held(kind, family, party.astype(np.int32), key.astype(np.uint64))
    return build_incidence([one], np.zeros(PARTIES, np.int32), PARTIES)


def group_of(incidence: Incidence, members: range | list[int]) -> Group:
    [group] = Scanner(incidence, PARTIES).paid(np.array(members, np.int32))
    return group


def by_wording(*members: int) -> Group:
    return Group(np.array(members, np.int32), 9.0, {"content": 9.0}, np.full(len(members), 3.0))


def members_of(groups: list[Group]) -> list[list[int]]:
    return [group.members.tolist() for group in groups]


def dealt(rng: np.random.Generator, size: int = SIZE) -> Visits:
    """A dispatcher gives each request to one of the accounts, by one of three scaffolds."""
    return [(int(rng.integers(size)), 20 * n, int(rng.integers(3))) for n in range(1500)]


def each_its_own(rng: np.random.Generator) -> Visits:
    """Users of a tool with the same scaffolds, each on a few days of the month."""
    days = {party: rng.choice(20, 3, replace=False) for party in range(SIZE)}
    return [
        (party, int(day) * DAY + int(rng.integers(600, 1000)), n % 3)
        for party, own in days.items() for day in own for n in range(16)
    ]  # fmt: skip


@pytest.fixture
def turning(store: DuckStore) -> Callable[..., list[list[int]]]:
    """The groups by wording that take turns, as lists of parties; ``others`` group some parties."""

    def ask(visits: Visits, *members: range, others: tuple[range, ...] = ()) -> list[list[int]]:
        rows = [
            {"account_key": party, "scaffold_key": said, "system_key": None,
             "sent_at": START + datetime.timedelta(minutes=minute)}
            for party, minute, said in visits
        ]  # fmt: skip
        schema = pa.schema([OBSERVATIONS.schema.field(name) for name in rows[0]])
        store.put("observations", pa.Table.from_pylist(rows, schema=schema))
        keys = pa.array(range(PARTIES), pa.uint64())
        store.put("parties", pa.table({"account_key": keys, "party": pa.array(range(PARTIES))}))
        held = sorted({(party, said) for party, _, said in visits})
        held += [(party, 1_000 + party) for party in range(PARTIES)]
        said = incidence_of("scaffold", "content", held)
        worded = [by_wording(*own) for own in members]
        groups = [by_wording(*own) for own in others]
        return members_of(take_turns(store, worded, groups, said, DISPATCH))

    return ask


def test_a_dispatchers_accounts_take_turns_and_a_tools_users_do_not(turning: Any) -> None:
    rng = np.random.default_rng(1)
    assert turning(dealt(rng), range(SIZE)) == [list(range(SIZE))]
    assert turning(each_its_own(rng), range(SIZE)) == []


def test_groups_are_told_apart(turning: Any) -> None:
    rng = np.random.default_rng(2)
    users = [(100 + party, minute, 7 + said) for party, minute, said in each_its_own(rng)]
    both = range(100, 100 + SIZE), range(SIZE)
    assert turning(dealt(rng) + users, *both) == [list(range(SIZE))]


def test_what_a_firm_may_be_is_left_alone(turning: Any) -> None:
    rng = np.random.default_rng(3)
    assert turning(dealt(rng, FIRM), range(FIRM)) == []
    assert turning(dealt(rng, FIRM + 1), range(FIRM + 1)) != []


def test_other_traffic_of_the_accounts_hides_nothing(turning: Any) -> None:
    rng = np.random.default_rng(4)
    camouflage = [(party, minute, 50 + party) for party, minute, _ in each_its_own(rng)]
    assert turning(dealt(rng) + camouflage, range(SIZE)) == [list(range(SIZE))]


def test_nobody_asks_about_no_group(store: DuckStore) -> None:
    said = incidence_of("scaffold", "content", [(0, 1)])
    assert take_turns(store, [], [], said, DISPATCH) == []


def test_what_others_group_for_the_most_part_is_theirs(turning: Any) -> None:
    rng = np.random.default_rng(5)
    visits, everybody = dealt(rng, 2 * SIZE), range(2 * SIZE)
    assert turning(visits, everybody, others=(range(SIZE),)) == [list(everybody)]
    assert turning(visits, everybody, others=(range(SIZE), range(SIZE, SIZE + 1))) == []


def test_a_relay_does_not_take_turns_for_those_who_say_the_same(turning: Any) -> None:
    """A relay's accounts are dealt to, but most who say the same come on the first or last day."""
    rng = np.random.default_rng(6)
    visits = [(int(rng.integers(120)), DAY + 5 * n, n % 3) for n in range(5_000)]
    visits += [
        (party, 19 * DAY * (party % 2) + int(rng.integers(DAY)), n % 3)
        for party in range(120, 260) for n in range(6)
    ]  # fmt: skip
    assert turning(visits, range(260), others=(range(120),)) == []
    assert turning(visits[:5_000], range(120)) == [list(range(120))]


def test_a_part_of_what_is_taken_is_not_taken_again(turning: Any) -> None:
    rng = np.random.default_rng(7)
    visits = dealt(rng, 2 * SIZE)
    assert turning(visits, range(2 * SIZE), range(SIZE)) == [list(range(2 * SIZE))]


def paying(*sets: range) -> tuple[Incidence, list[Group]]:
    """Groups of parties, each with five cards in common; everybody has a card of its own."""
    held = [(party, 1_000 + party) for party in range(PARTIES)]
    held += [(party, 5 * n + card) for n, members in enumerate(sets) for party in members
             for card in range(5)]  # fmt: skip
    incidence = incidence_of("payment", "payment", held)
    return incidence, [group_of(incidence, members) for members in sets]


def test_a_group_by_wording_takes_what_it_has_from_others() -> None:
    incidence, groups = paying(range(20), range(50, 70))
    said = by_wording(*range(15, 45))
    assert members_of(give_way(incidence, groups, [said])) == [
        list(range(15)), list(range(50, 70)), list(range(15, 45))
    ]  # fmt: skip


def test_what_the_others_have_left_has_to_pay() -> None:
    incidence, groups = paying(range(20))
    said = by_wording(*range(1, 45))
    assert members_of(give_way(incidence, groups, [said])) == [list(range(1, 45))]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=31, max_size=31))
def test_no_party_is_in_two_groups(label_of: list[int]) -> None:
    incidence, groups = paying(range(8), range(8, 16))
    said = [[p for p, own in enumerate(label_of) if own == label] for label in range(1, 4)]
    found = give_way(incidence, groups, [by_wording(*own) for own in said if own])
    members = np.concatenate([group.members for group in found])
    assert len(members) == len(set(members.tolist()))
