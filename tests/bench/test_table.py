"""Figures are added up before they are divided, and nothing is left behind."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from hydrometer.bench import table
from hydrometer.bench.folders import worlds
from hydrometer.bench.table import Case, Result


def scores(found: int, true: int, both: int) -> dict[str, int]:
    return {"found": found, "true": true, "both": both}


def figures(harmed: int, accounts: dict[str, int]) -> dict[str, Any]:
    return {
        "honest_accounts_harmed": {
            "accounts": 1_000,
            "harmed": harmed,
            "by_population": {"casual": {"accounts": 1_000, "harmed": harmed}},
        },
        "campaigns": scores(2, 3, 1),
        "accounts": accounts,
        "exchanges": scores(0, 50, 0),
    }


@pytest.fixture
def result() -> Result:
    by_seed = (figures(3, scores(10, 10, 10)), figures(0, scores(90, 30, 10)))
    return Result(Case("demo"), by_seed, (4.0, 2.0))


def test_counts_are_added_up_over_the_seeds_before_they_are_divided(result: Result) -> None:
    assert table.row(result) == [
        "`demo`", "3 of 2,000", "4 / 6 / 2", "0.20", "0.50", "-", "0.00", "3.0",
    ]  # fmt: skip


def test_harm_stands_first_and_is_told_by_population(result: Result) -> None:
    assert table.TITLES[1] == "honest accounts harmed"
    assert table.harmed_by_population([result, result]) == {"casual": (6, 4_000)}
    assert "by population: casual 3 of 2,000." in table.page([result], [1, 2])


def test_without_harm_the_page_says_so() -> None:
    unharmed = Result(Case("quiet"), (figures(0, scores(0, 0, 0)),), (1.0,))
    page = table.page([unharmed], [1])
    assert "by population: none." in page
    assert "seeds 1." in page


def test_every_hard_world_is_measured_and_quick_leaves_only_the_large_one_out() -> None:
    named = {case.world for case in table.cases(quick=False)}
    assert {world for world in worlds() if world.startswith("hard_")} < named
    assert {"quiet", "february"} < named
    assert named - {case.world for case in table.cases(quick=True)} == {"february"}


def test_cases_are_told_apart_by_their_names() -> None:
    assert Case("february", 0.01, False).name == "`february` at 0.01, no text"
    names = [case.name for case in table.cases(quick=False)]
    assert len(set(names)) == len(names)


def test_a_world_is_simulated_searched_compared_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: list[str] = []
    measured = table.measure(Case("quiet", 0.005), (1,), told.append)
    assert told == ["`quiet` at 0.005, seed 1"]
    assert measured.figures[0]["campaigns"]["true"] == 0
    assert measured.seconds[0] > 0
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_printed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(table, "cases", lambda quick: [Case("quiet", 0.005)] if quick else [])
    assert table.main(["--quick", "--out", str(tmp_path / "bench.md")]) == 0
    printed = capsys.readouterr()
    assert printed.out == (tmp_path / "bench.md").read_text("utf-8")
    assert "| `quiet` at 0.005 | 0 of " in printed.out
    assert printed.err == "`quiet` at 0.005, seed 1\n"
