"""The command: what is searched, until when, and what the page counts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from hydrometer.bench.calibration import __main__ as command
from hydrometer.bench.calibration import chance
from hydrometer.bench.calibration.chance import EVEN, Looked
from hydrometer.bench.calibration.discoveries import Campaign, Searched
from hydrometer.bench.calibration.page import page
from hydrometer.bench.folders import worlds

RANKS = {"launch_pivot": np.array([0.005, 0.04, 0.2, 0.9])}


def written(*searched: Searched) -> str:
    looked = {"even": [Looked(10_000, 0, {}), Looked(2_000, 3, {"payment": 2})]}
    return page("Of nothing.", RANKS, RANKS, searched, looked)


def test_the_page_gives_shares_and_excess() -> None:
    assert "| `launch_pivot` | 4 | 0.250 | 0.500 | 0.500 | 0.750 | 0.550 | 0.612 |" in written(
        Searched("quiet", 101, ())
    )


def test_the_page_counts_candidates_and_groups() -> None:
    row = "| even | 2 | 12,000 | 0.4 | 3 | 2 | payment 2 |"
    assert row in written(Searched("quiet", 101, ()))


def test_the_page_lists_every_false_campaign_and_no_true_one() -> None:
    false = Campaign("campaign-1", 5, 1_000, 0.25, 0.0042, "enterprises")
    true = Campaign("campaign-2", 5, 1_000, 0.99, 0.001, "operator")
    text = written(Searched("hard_a", 101, (false, true)), Searched("quiet", 102, ()))
    assert "Reported 2 campaigns in 1 worlds, 1 of them false." in text
    assert "**0.250**" in text
    row = "| hard_a | 101 | campaign-1 | 5 | 1,000 | 0.25 | 0.0042 | enterprises |"
    assert row in text
    assert "campaign-2" not in text


def test_fifty_worlds_have_operators_and_have_none() -> None:
    chosen = command.cases(command.Sizes().searched)
    assert len(set(chosen)) == 50
    named = Counter(world for world, _, _ in chosen)
    assert all(named[name] == 3 for name in worlds() if name.startswith("hard_"))
    assert named["quiet"] >= 10


def test_worlds_are_scanned_until_candidates_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chance, "PARTIES", 500)
    monkeypatch.setattr(chance, "DRAWN", 400)
    found = list(command.looks(EVEN, 1_000))
    assert sum(looked.candidates for looked in found) >= 1_000
    assert sum(looked.candidates for looked in found[:-1]) < 1_000
