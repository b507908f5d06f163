"""Nothing is found by chance; what is not by chance is found, so the scan is not just blind."""

from __future__ import annotations

import numpy as np
import pytest

from hydrometer.bench.calibration import chance
from hydrometer.bench.calibration.chance import EVEN, SPREAD, incidence_of, shown_at_random
from hydrometer.campaigns.scan import scan, seeds_of

PARTIES = 3_000


@pytest.mark.parametrize("seed", range(3))
def test_no_group_comes_of_equally_popular_values(seed: int) -> None:
    found = chance.look(EVEN, PARTIES, 2_000, seed)
    assert found.candidates > 1_500
    assert found.groups == 0


@pytest.mark.parametrize("seed", range(3))
def test_values_of_any_popularity_make_no_group_that_shares_two(seed: int) -> None:
    found = chance.look(SPREAD, PARTIES, 2_000, seed)
    assert found.candidates > 1_500
    assert found.groups == sum(found.alone.values())


def test_kinds_that_are_not_independent_are_groups() -> None:
    rng = np.random.default_rng(1)
    stratum = np.zeros(PARTIES, np.int32)
    one = shown_at_random(EVEN["device"]._replace(values=0.1), stratum, rng)
    incidence = incidence_of(dict.fromkeys(("device", "payment", "signup_hour"), one), stratum)
    assert len(scan(incidence, seeds_of(incidence), PARTIES)) > 100


def test_a_party_shows_a_value_once_and_only_kinds_that_it_has() -> None:
    rng = np.random.default_rng(2)
    stratum = np.repeat([0, 1], 1_000).astype(np.int32)
    pairs = shown_at_random(SPREAD["end_user"], stratum, rng)
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert len(np.unique(pairs[:, 0])) == pytest.approx(100, abs=40)


def test_local_values_stay_in_their_stratum() -> None:
    rng = np.random.default_rng(3)
    stratum = np.repeat([0, 1], 1_000).astype(np.int32)
    pairs = shown_at_random(SPREAD["subnet"]._replace(local=1.0), stratum, rng)
    held = [set(pairs[stratum[pairs[:, 0]] == s, 1].tolist()) for s in (0, 1)]
    assert held[0]
    assert not held[0] & held[1]


def test_the_bound_is_a_fifth_of_a_group_a_world() -> None:
    assert chance.expected(10) == pytest.approx(2.0)
