"""The scan's compiled parts against sets and loops."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.campaigns.test_scan import Rows, incidence_of, naive_score, planted, small_worlds

from hydrometer.campaigns import weighing
from hydrometer.campaigns.scan import Scanner, ledger_of, scan, seeds_of
from hydrometer.campaigns.seeds import Seeds
from hydrometer.stats.scan import gain_of


@settings(max_examples=40)
@given(small_worlds())
def test_a_first_look_gives_the_score_and_drops_only_what_cannot_become_a_group(
    world: tuple[Rows, int],
) -> None:
    rows, parties = world
    incidence = incidence_of(rows, parties)
    ledger = ledger_of(incidence)
    scratch = weighing.scratch_for(ledger)
    seeds = Seeds.of(np.array(c, np.int32) for c in combinations(range(parties), 3))
    args = seeds.starts, seeds.members
    free = np.ones(parties, np.bool_)
    scores = weighing.first_look(np.arange(len(seeds)), *args, free, ledger, scratch)
    bounds = weighing.ceilings(*args, parties, ledger, scratch)
    for c, score in enumerate(scores):
        wanted = naive_score(rows, parties, tuple(seeds[c].tolist()))
        assert bounds[c] >= wanted - 1e-9
        if score > -math.inf:
            assert score == pytest.approx(wanted)
        else:
            assert wanted <= 0


def test_what_is_too_small_or_too_large_has_no_ceiling() -> None:
    rows: Rows = [(p, "payment", "payment", 1) for p in range(10)]
    rows += [(p, "payment", "payment", 1000 + p) for p in range(10, 500)]
    ledger = ledger_of(incidence_of(rows, 500))
    seeds = Seeds.of(np.arange(n, dtype=np.int32) for n in (2, 10, 20))
    bounds = weighing.ceilings(
        seeds.starts, seeds.members, 15, ledger, weighing.scratch_for(ledger)
    )
    assert np.isinf(bounds).tolist() == [True, False, True]


@pytest.mark.parametrize("seed", range(4))
def test_the_best_comes_first_and_none_that_has_been_taken(seed: int) -> None:
    rows, _ = planted(40, 400, seed=seed)
    incidence = incidence_of(rows, 400)
    seeds = seeds_of(incidence)
    scanner = Scanner(incidence, 400)
    sizes = np.diff(seeds.starts)
    sized = np.flatnonzero((sizes >= 3) & (sizes <= scanner.largest))
    scores = weighing.first_look(
        sized, seeds.starts, seeds.members, scanner.free, scanner.ledger, scanner.scratch
    )
    wanted = []
    for _, c in sorted(
        (-score, int(c)) for score, c in zip(scores, sized, strict=True) if score > -np.inf
    ):
        if sum(scanner.free[p] for p in seeds[c].tolist()) >= 3:
            wanted.append(seeds[c].tolist())
            scanner.free[seeds[c][::2]] = False
    assert len(wanted) > 1
    scanner.free[:] = True
    found = []
    for candidate in scanner.best_first(seeds):
        found.append(candidate.tolist())
        scanner.free[candidate[::2]] = False
    assert found == wanted


@settings(max_examples=40)
@given(small_worlds())
def test_a_holding_is_backed_by_a_second_value_that_more_share_than_chance(
    world: tuple[Rows, int],
) -> None:
    rows, parties = world
    incidence = incidence_of(rows, parties)
    ledger = ledger_of(incidence)
    backed = weighing.supported(ledger, weighing.scratch_for(ledger))
    holders = [set(incidence.holders(v).tolist()) for v in range(incidence.values)]
    place = 0
    for v, own in enumerate(holders):
        for party in incidence.holders(v).tolist():
            wanted = False
            for w, others in enumerate(holders):
                kinds = incidence.kind_of[v], incidence.kind_of[w]
                families = incidence.family_of[list(kinds)]
                apart = kinds[0] == kinds[1] or families[0] != families[1]
                both = len(own & others)
                chance = len(own) * len(others) / parties
                pays = gain_of(float(both), chance, math.log(len(holders)), 0.0) > 0
                wanted |= w != v and apart and party in others and both >= 2 and pays
            assert backed[place] == wanted
            place += 1


def test_two_groups_that_are_offered_together_come_apart() -> None:
    rows, first = planted(40, 3000, seed=2)
    more, second = planted(40, 3000, seed=3)
    second = second[~np.isin(second, first)]
    rows += [(p, f, k, v + 10**7) for p, f, k, v in more if v >= 10**6 and p in set(second)]
    both = np.union1d(first, second).astype(np.int32)
    found = scan(incidence_of(rows, 3000), Seeds.of([both]), 3000)
    assert [set(g.members.tolist()) for g in found] in (
        [set(first), set(second)], [set(second), set(first)],
    )  # fmt: skip
