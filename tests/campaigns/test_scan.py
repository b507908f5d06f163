"""The scan: against brute force on small worlds, on planted groups, and where there is nothing."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hydrometer.campaigns.incidence import Held, Incidence, build_incidence, hub_limit, within
from hydrometer.campaigns.relays import rescan
from hydrometer.campaigns.scan import COMMON, Group, Scanner, scan, seeds_of, what_is_shared
from hydrometer.campaigns.seeds import Seeds

Rows = list[tuple[int, str, str, int]]


def incidence_of(rows: Rows, parties: int, strata: list[int] | None = None) -> Incidence:
    """Incidence of (party, family, kind, value) rows, no value being a hub."""
    held = []
    for family, kind in sorted({(f, k) for _, f, k, _ in rows}, key=lambda named: named[1]):
        own = [(p, v) for p, _, k, v in rows if k == kind]
        party, key = (np.array(column) for column in zip(*own, strict=True))
        held.append(Held(kind, family, party.astype(np.int32), key.astype(np.uint64)))
    return build_incidence(held, np.array(strata or [0] * parties, dtype=np.int32), parties)


def naive_score(rows: Rows, parties: int, group: tuple[int, ...]) -> float:
    """The score of SCIENCE S3, by sets, for one stratum."""
    held = {(p, kind, v): family for p, family, kind, v in rows}
    values = {(kind, v) for _, kind, v in held}
    holders = {value: {p for p, *kv in held if tuple(kv) == value} for value in values}
    shared = {value: who for value, who in holders.items() if len(who) >= 2}
    by_kind: dict[str, float] = {}
    popular = ("", 0.0)
    for (kind, _), who in shared.items():
        x = len(who & set(group))
        if x < 2:
            continue
        carried = [p for p, other, _ in held if other == kind]
        own = sum(p in group for p in carried)
        rest = len(carried) - own
        elsewhere = len(who - set(group))
        typical = len(carried) / len({v for k, v in values if k == kind})
        lam = own * (elsewhere + typical) / (rest + typical * (rest + 1) / (elsewhere + typical))
        gain = x * math.log(x / lam) - x + lam - math.log(len(carried)) - math.log(len(group))
        if x > lam and gain > 0:
            gain = min(gain, x * math.log(parties))
            by_kind[kind] = by_kind.get(kind, 0.0) + gain
            if kind in COMMON and gain > popular[1]:
                popular = (kind, gain)
    if popular[1]:
        by_kind[popular[0]] -= popular[1]
    families = {kind: family for (_, kind, _), family in held.items()}
    best: dict[str, float] = {}
    for kind, gain in by_kind.items():
        best[families[kind]] = max(best.get(families[kind], 0.0), gain)
    cost = math.log(math.comb(parties, len(group))) + math.log(parties)
    return sum(best.values()) - cost


@st.composite
def small_worlds(draw: st.DrawFn) -> tuple[Rows, int]:
    parties = draw(st.integers(6, 9))
    family = {"address": "network", "subnet": "network", "payment": "payment"}
    cells = st.tuples(
        st.integers(0, parties - 1), st.sampled_from(sorted(family)), st.integers(1, 4)
    )
    rows = draw(st.sets(cells, min_size=1, max_size=40))
    return [(p, family[k], k, v) for p, k, v in sorted(rows)], parties


@settings(max_examples=60)
@given(small_worlds())
def test_scores_are_those_of_the_formula_by_hand(world: tuple[Rows, int]) -> None:
    rows, parties = world
    incidence = incidence_of(rows, parties)
    everybody = [np.array(c, np.int32) for c in combinations(range(parties), 3)]
    for group in scan(incidence, Seeds.of(everybody), parties):
        wanted = naive_score(rows, parties, tuple(group.members.tolist()))
        assert group.score == pytest.approx(wanted)
        assert wanted > 0


def planted(size: int, parties: int, seed: int) -> tuple[Rows, NDArray[np.int64]]:
    """Everybody on an address of their own or a common one; a group on three exits and cards."""
    rng = np.random.default_rng(seed)
    rows: Rows = [(p, "network", "address", int(rng.integers(parties * 2))) for p in range(parties)]
    rows += [(p, "payment", "payment", 10**5 + p // 2) for p in range(parties)]
    group = np.sort(rng.choice(parties, size, replace=False))
    for p in group.tolist():
        rows += [(p, "network", "address", 10**6 + int(e)) for e in rng.choice(6, 3, replace=False)]
        rows.append((p, "payment", "payment", 2 * 10**6 + int(rng.integers(3))))
    return rows, group


@pytest.mark.parametrize("size", [8, 40, 150])
def test_a_planted_group_comes_back_whole(size: int) -> None:
    rows, group = planted(size, 3000, seed=size)
    incidence = incidence_of(rows, 3000)
    found = scan(incidence, seeds_of(incidence), 3000)
    assert found[0].members.tolist() == group.tolist()
    assert set(found[0].by_family) == {"network", "payment"}


def test_nothing_is_found_among_candidates_without_groups() -> None:
    rng = np.random.default_rng(0)
    parties = 3_000
    rows: Rows = [
        (p, family, kind, int(v))
        for p in range(parties)
        for family, kind, values in (("network", "address", 4_500), ("time", "hour", 750))
        for v in rng.integers(values, size=2)
    ]
    incidence = incidence_of(rows, parties)
    candidates = [np.sort(rng.choice(parties, int(m), replace=False)).astype(np.int32)
                  for m in rng.integers(3, 60, size=1_000)]  # fmt: skip
    assert scan(incidence, Seeds.of(candidates), parties) == []
    assert scan(incidence, seeds_of(incidence), parties) == []


def test_what_is_usual_in_a_stratum_binds_nobody() -> None:
    rng = np.random.default_rng(1)
    parties, strata = 2000, [0] * 1800 + [1] * 200
    rows: Rows = [(p, "payment", "payment", int(rng.integers(4000))) for p in range(1800)]
    rows += [(p, "payment", "payment", 10**6) for p in range(1800, 2000)]
    members = np.arange(1800, 1990, dtype=np.int32)
    apart = scan(incidence_of(rows, parties, strata), Seeds.of([members]), parties)
    assert apart == []
    assert scan(incidence_of(rows, parties), Seeds.of([members]), parties) != []


@pytest.mark.parametrize(("second", "found"), [(False, 0), (True, 1)])
def test_one_value_that_strangers_share_makes_no_group(second: bool, found: int) -> None:
    rng = np.random.default_rng(4)
    rows: Rows = [(p, "identity", "email_domain", p) for p in range(100, 3000)]
    rows += [(p, "identity", "email_domain", 10**6) for p in range(100)]
    hours = [7] * 100 if second else rng.integers(2000, size=100).tolist()
    rows += [(p, "time", "signup_hour", h) for p, h in enumerate(hours)]
    rows += [(p, "time", "signup_hour", int(rng.integers(2000))) for p in range(100, 3000)]
    incidence = incidence_of(rows, 3000)
    groups = scan(incidence, seeds_of(incidence), 3000)
    assert len(groups) == found
    assert all(len(group.members) >= 95 for group in groups)


def test_a_pool_whose_accounts_take_few_of_many_exits_comes_back() -> None:
    rng = np.random.default_rng(5)
    rows: Rows = [(p, "network", "address", int(v))
                  for p in range(200, 4000) for v in rng.integers(8000, size=2)]  # fmt: skip
    rows += [(p, "network", "address", 10**6 + int(v))
             for p in range(200) for v in rng.choice(100, 4, replace=False)]  # fmt: skip
    incidence = incidence_of(rows, 4000)
    [group] = scan(incidence, seeds_of(incidence), 4000)
    assert len(set(range(200)) & set(group.members.tolist())) >= 195
    assert len(group.members) <= 205


def test_of_two_candidates_that_overlap_the_better_is_had_whichever_comes_first() -> None:
    rows, group = planted(40, 2000, 3)
    incidence = incidence_of(rows, 2000)
    part, whole = group[:36].astype(np.int32), group.astype(np.int32)
    for order in ((part, whole), (whole, part)):
        scanner = Scanner(incidence, 2000)
        for members in order:
            (paid,) = scanner.paid(members)
            scanner.take(paid)
        assert [g.members.tolist() for g in scanner.taken] == [whole.tolist()]
        assert not scanner.free[whole].any()


def test_a_weak_group_that_came_first_does_not_hide_a_better_one() -> None:
    rows, group = planted(40, 2000, 3)
    scanner = Scanner(incidence_of(rows, 2000), 2000)
    (weak,) = scanner.paid(group[:26].astype(np.int32))
    scanner.take(weak)
    others = np.setdiff1d(np.arange(2000), group)[:16]
    scanner.look_at(np.sort(np.concatenate([group, others])).astype(np.int32))
    assert [g.members.tolist() for g in scanner.taken] == [group.tolist()]


def test_what_is_taken_from_a_group_has_to_pay_for_what_it_loses() -> None:
    rows, group = planted(40, 2000, 3)
    scanner = Scanner(incidence_of(rows, 2000), 2000)
    (had,) = scanner.paid(group.astype(np.int32))
    scanner.take(had)
    few = Group(group[:5].astype(np.int32), 1.0, {}, np.ones(5))
    scanner.take(few)
    assert scanner.taken == [had]
    many = Group(group[:5].astype(np.int32), had.score, {}, np.ones(5))
    scanner.take(many)
    assert scanner.taken[0].members.tolist() in (group[5:].tolist(), group[:5].tolist())
    assert sorted(np.concatenate([g.members for g in scanner.taken]).tolist()) == group.tolist()


@pytest.mark.parametrize("seed", range(4))
def test_refining_gives_no_less_than_what_was_given(seed: int) -> None:
    rows, group = planted(40, 2000, seed)
    scanner = Scanner(incidence_of(rows, 2000), 2000)
    members = np.random.default_rng(seed).choice(group, 36, replace=False)
    (given_one,) = scanner.paid(np.sort(members).astype(np.int32))
    refined = scanner.refine(given_one.members, scanner.free)
    assert sum(g.score for g in refined) >= given_one.score


def test_groups_do_not_overlap_and_come_strongest_first() -> None:
    rows, _ = planted(40, 3000, seed=2)
    more, _ = planted(60, 3000, seed=3)
    rows += [(p, f, k, v + 10**7) for p, f, k, v in more if v >= 10**6]
    incidence = incidence_of(rows, 3000)
    found = scan(incidence, seeds_of(incidence), 3000)
    members = np.concatenate([g.members for g in found])
    assert len(members) == len(set(members.tolist()))
    assert [g.score for g in found] == sorted((g.score for g in found), reverse=True)


def test_the_population_is_not_a_group() -> None:
    rows: Rows = [(p, "network", "address", 1) for p in range(100)]
    incidence = incidence_of(rows, 100)
    assert scan(incidence, Seeds.of([np.arange(100, dtype=np.int32)]), 100) == []


def test_no_values_and_no_candidates_are_no_error() -> None:
    assert scan(incidence_of([], 10), Seeds.of([]), 10) == []
    assert len(seeds_of(incidence_of([], 10))) == 0


def test_a_group_inside_a_relay_is_found_without_its_network() -> None:
    rng = np.random.default_rng(4)
    relay = 400
    rows: Rows = [(p, "network", "address", int(v))
                  for p in range(relay) for v in rng.choice(20, 4, replace=False)]  # fmt: skip
    rows += [(p, "payment", "payment", 100 + p % 2) for p in range(40)]
    rows += [(p, "payment", "payment", 1000 + p) for p in range(40, 3000)]
    incidence = incidence_of(rows, 3000)
    whole = Group(np.arange(relay, dtype=np.int32), 1.0, {}, np.zeros(relay))
    inner = rescan(incidence, whole)
    members = sorted(p for group in inner for p in group.members.tolist())
    assert members == list(range(40))
    assert all(set(group.by_family) == {"payment"} for group in inner)


def test_a_small_group_is_not_searched_again() -> None:
    rows, group = planted(40, 3000, seed=2)
    whole = Group(group.astype(np.int32), 1.0, {}, np.zeros(40))
    assert rescan(incidence_of(rows, 3000), whole) == []


def test_what_is_shared_is_counted() -> None:
    rows: Rows = [(p, "payment", "payment", 1) for p in range(10)]
    rows += [(p, "payment", "payment", 1000 + p) for p in range(10, 500)]
    incidence = incidence_of(rows, 500)
    group = Group(np.arange(10, dtype=np.int32), 1.0, {}, np.zeros(10))
    shared = what_is_shared(incidence, [group], 500)[0]["payment"]
    assert (shared.values, shared.members, shared.holdings, shared.elsewhere) == (1, 10, 10.0, 0)
    assert shared.expected < 1


@given(st.integers(3, 10**7))
def test_hub_limit_grows_with_the_population(parties: int) -> None:
    assert 3 <= hub_limit(parties) <= max(parties, 3)
    assert hub_limit(parties) <= hub_limit(parties * 2)


def test_within_keeps_the_members_and_leaves_the_family_out() -> None:
    rows, group = planted(40, 3000, seed=2)
    inner = within(incidence_of(rows, 3000), group.astype(np.int32), 40, "network")
    assert inner.parties == 40
    assert {inner.kinds[k] for k in inner.kind_of} == {"payment"}
