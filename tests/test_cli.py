"""The commands: what they print, and with what status they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from hydrometer import __version__, cli
from hydrometer.bench.folders import worlds
from hydrometer.bench.simulate import simulate
from hydrometer.cli import main

COMMANDS = ("demo", "detect", "explain", "simulate", "evaluate")
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "world"
    made = ["simulate", "--world", "hard_paraphrase", "--scale", "0.5", "--out", str(folder)]
    assert main([*made, "--quiet"]) == 0
    return folder


def tables(world: Path) -> list[str]:
    options = ("exchanges", "accounts", "releases")
    return [part for o in options for part in (f"--{o}", str(world / f"{o}.parquet"))]


@pytest.fixture(scope="module")
def told(world: Path) -> str:
    """What `detect` prints; the run lies beside the world."""
    out = world.parent / "run"
    with redirect_stdout(StringIO()) as said:
        assert main(["detect", *tables(world), "--out", str(out)]) == 0
    return said.getvalue()


@pytest.fixture(scope="module")
def run(world: Path, told: str) -> Path:
    return world.parent / "run"


@pytest.fixture
def refused(capsys: Said) -> Callable[..., str]:
    """The one line on standard error of a call that cannot be used."""

    def refusing(*arguments: str | Path) -> str:
        assert main([str(part) for part in arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        [line] = said.err.splitlines()
        assert line.startswith("hydrometer: ")
        return line

    return refusing


def misused(*arguments: str | Path) -> int:
    """The status with which the parser itself ends."""
    with pytest.raises(SystemExit) as ended:
        main([str(part) for part in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str, capsys: Said) -> None:
    assert misused(command, "--help") == 0
    said = capsys.readouterr().out
    assert f"hydrometer {command}" in said
    assert "--json" in said
    assert "--quiet" in said


def test_the_list_of_commands_and_the_version(capsys: Said) -> None:
    assert misused("--help") == 0
    listed = capsys.readouterr().out
    assert all(f"\n  {command}" in listed or f" {command} " in listed for command in COMMANDS)
    assert misused("--version") == 0
    assert capsys.readouterr().out == f"hydrometer {__version__}\n"


@pytest.mark.parametrize(
    "call",
    [
        [],
        ["guess"],
        ["detect", "--out", "x"],
        ["detect", "--exchanges", "x", "--out", "y", "--fdr", "0"],
        ["detect", "--exchanges", "x", "--out", "y", "--fdr", "1.5"],
        ["detect", "--exchanges", "x", "--out", "y", "--fdr", "nan"],
        ["detect", "--exchanges", "x", "--out", "y", "--fdr", "often"],
        ["detect", "--exchanges", "x", "--out", "y", "--engine", "abacus"],
        ["simulate", "--world", "demo", "--scale", "big", "--out", "x"],
        ["simulate", "--world", "demo", "--text", "--no-text", "--out", "x"],
        ["explain", "--run", "x"],
    ],
)
def test_a_call_that_cannot_be_read_ends_with_2(call: list[str], capsys: Said) -> None:
    assert misused(*call) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "error: " in said.err.splitlines()[-1]


def test_a_missing_file_is_named(refused: Any, world: Path, tmp_path: Path) -> None:
    none = tmp_path / "none.parquet"
    assert str(none) in refused("detect", "--exchanges", none, "--out", tmp_path / "o")
    log = world / "exchanges.parquet"
    assert str(none) in refused(
        "detect", "--exchanges", log, "--accounts", none, "--out", tmp_path / "o"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_column_is_named(refused: Any, world: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.parquet"
    table = pq.read_table(world / "exchanges.parquet", columns=["exchange_id", "sent_at", "model"])
    pq.write_table(table, log)
    said = refused("detect", "--exchanges", log, "--out", tmp_path / "out")
    assert "account_id" in said
    assert "log.parquet" in said


def test_an_unknown_world_is_answered_with_those_there_are(refused: Any, tmp_path: Path) -> None:
    said = refused("simulate", "--world", "atlantis", "--out", tmp_path / "w")
    assert "atlantis" in said
    assert all(name in said for name in worlds())


@pytest.mark.parametrize("scale", ["0", "-1", "nan"])
def test_a_world_without_size_is_refused(refused: Any, tmp_path: Path, scale: str) -> None:
    call = ("simulate", "--world", "demo", "--scale", scale, "--out", tmp_path / "w")
    assert "scale" in refused(*call)


def test_an_unknown_subject_is_named(refused: Any, run: Path) -> None:
    assert "campaign-nobody" in refused("explain", "--run", run, "campaign-nobody")
    assert "campaign-nobody" in refused("explain", "--run", run, "campaign-nobody", "--json")


def test_a_folder_that_is_no_run_is_refused(refused: Any, world: Path, tmp_path: Path) -> None:
    assert str(tmp_path) in refused("explain", "--run", tmp_path, "anybody")
    refused("evaluate", "--truth", world, "--run", tmp_path)
    refused("evaluate", "--truth", tmp_path, "--run", world.parent / "run")


def test_a_folder_with_something_else_in_it_is_left_alone(
    refused: Any, world: Path, tmp_path: Path
) -> None:
    (tmp_path / "letters.txt").write_text("dear", "utf-8")
    assert str(tmp_path) in refused("detect", *tables(world), "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_detect_says_what_it_found(run: Path, told: str) -> None:
    ids = pq.read_table(run / "campaigns.parquet")["campaign_id"].to_pylist()
    assert ids
    assert all(f"{name}: " in told for name in ids)
    assert told.splitlines()[-1] == f"Report: {run / 'report.html'}"


def test_quiet_says_nothing_and_json_everything(tmp_path: Path, capsys: Said) -> None:
    small = ["simulate", "--world", "demo", "--scale", "0.05", "--no-text", "--quiet"]
    assert main([*small, "--out", str(tmp_path / "w")]) == 0
    log, out = str(tmp_path / "w" / "exchanges.parquet"), tmp_path / "o"
    call = ["detect", "--exchanges", log, "--out", str(out)]
    assert main([*call, "--quiet"]) == 0
    assert tuple(capsys.readouterr()) == ("", "")
    assert main([*call, "--json"]) == 0  # an earlier run is replaced
    said = capsys.readouterr()
    assert said.err == ""  # no progress where nobody looks on
    facts = json.loads(said.out)
    ids = pq.read_table(out / "campaigns.parquet")["campaign_id"].to_pylist()
    assert [campaign["campaign_id"] for campaign in facts["campaigns"]] == ids
    assert facts["version"] == __version__
    assert facts["parameters"]["fdr"] == 0.01


@pytest.mark.parametrize("kind", ["campaign_id", "account_id"])
def test_explain_for_a_person_and_for_a_program(run: Path, kind: str, capsys: Said) -> None:
    subject = pq.read_table(run / "members.parquet")[kind][0].as_py()
    assert main(["explain", "--run", str(run), subject]) == 0
    assert subject in capsys.readouterr().out
    assert main(["explain", "--run", str(run), subject, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[kind] == subject


def test_simulate_says_where(tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "w"
    small = ["simulate", "--world", "demo", "--scale", "0.05", "--seed", "3", "--no-text"]
    assert main([*small, "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"World: {out}\n"
    assert main([*small, "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"world": "demo", "out": str(out)}
    assert pq.read_table(out / "exchanges.parquet")["prompt"].null_count > 0


def test_evaluate_prints_json_either_way(world: Path, run: Path, capsys: Said) -> None:
    figures = []
    for more in ([], ["--json"]):
        assert main(["evaluate", "--truth", str(world), "--run", str(run), *more]) == 0
        figures.append(json.loads(capsys.readouterr().out))
    assert figures[0] == figures[1]
    assert {"campaigns", "accounts", "exchanges", "honest_accounts_harmed"} <= set(figures[0])


def test_demo_makes_a_world_and_a_report(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def smaller(world: str, scale: float, seed: int, text: bool | None, out: Path) -> None:
        assert (world, scale, text) == ("demo", 1.0, None)
        simulate(world, 0.1, seed, text, out)

    monkeypatch.setattr(cli, "simulate", smaller)
    assert main(["demo", "--out", str(tmp_path / "d")]) == 0
    report = tmp_path / "d" / "run" / "report.html"
    assert report.exists()
    assert capsys.readouterr().out.splitlines()[-1] == f"Report: {report}"


def test_a_reader_that_went_away_is_no_error(
    world: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(cli, "evaluate", gone)
    assert main(["evaluate", "--truth", str(world), "--run", str(run)]) == 0


def test_stages_are_told_where_somebody_looks_on(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def telling(request: Any, progress: Callable[[str], None]) -> dict[str, Any]:
        for stage in ("read", "scan"):
            progress(stage)
            told.append(stage)
        assert request == replace(request, exchanges="log", out=tmp_path, fdr=0.05, seed=7)
        return {"campaigns": []}

    monkeypatch.setattr(cli, "detect", telling)
    monkeypatch.setenv("FORCE_COLOR", "1")
    call = ["detect", "--exchanges", "log", "--out", str(tmp_path), "--fdr", "0.05", "--seed", "7"]
    assert main(call) == 0
    assert told == ["read", "scan"]
