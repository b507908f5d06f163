"""The commands.  Exit status: 0 done, 2 the call or the input cannot be used, 1 anything else."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from hydrometer import __version__
from hydrometer.bench.folders import worlds
from hydrometer.bench.measures import evaluate
from hydrometer.bench.simulate import simulate
from hydrometer.model import InputError
from hydrometer.pipeline import Request, detect
from hydrometer.report.explanation import explain, explain_facts

Arguments = argparse.Namespace


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    chosen = parser().parse_args(arguments)
    try:
        chosen.run(chosen)
    except InputError as error:
        print(f"hydrometer: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    return 0


def parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    top = argparse.ArgumentParser(
        prog="hydrometer",
        description="Finds, explains and answers distillation attacks on language models served "
        "through an API.",
    )
    top.add_argument("--version", action="version", version=f"hydrometer {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _demo(commands)
    _detect(commands)
    _explain(commands)
    _simulate(commands)
    _evaluate(commands)
    return top


def _command(commands: Any, name: str, run: Callable[[Arguments], None], about: str) -> Any:
    command = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    command.set_defaults(run=run)
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    return command


def _demo(commands: Any) -> None:
    command = _command(
        commands, "demo", _run_demo, "makes a small world, detects in it and writes the report"
    )
    command.add_argument(
        "--out", type=Path, default=Path("hydrometer-demo"), metavar="DIR",
        help="folder for the world and the run (default: %(default)s)",
    )  # fmt: skip
    command.add_argument("--seed", type=int, default=1, metavar="N", help="another small world")


def _detect(commands: Any) -> None:
    command = _command(commands, "detect", _run_detect, "finds campaigns in a log of exchanges")
    path = "a file, folder or glob of Parquet, JSON Lines or CSV, also .gz and .zst"
    command.add_argument("--exchanges", required=True, metavar="PATH", help=f"the log: {path}")
    command.add_argument("--accounts", metavar="PATH", help="the table of accounts, likewise")
    command.add_argument("--releases", metavar="PATH", help="when models were launched, likewise")
    command.add_argument(
        "--engine", choices=["duckdb"], default="duckdb", help="what runs the tables"
    )
    command.add_argument(
        "--fdr", type=_rate, default=0.01, metavar="RATE",
        help="share of reported campaigns that may be false (default: %(default)s)",
    )  # fmt: skip
    command.add_argument("--seed", type=int, default=1, metavar="N", help="makes a run repeatable")
    command.add_argument(
        "--previous", type=Path, metavar="DIR",
        help="an earlier run whose campaign ids are kept (default: the run in --out, if any)",
    )  # fmt: skip
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")


def _explain(commands: Any) -> None:
    command = _command(commands, "explain", _run_explain, "shows the evidence, for a person")
    command.add_argument(
        "--run", type=Path, required=True, metavar="DIR", dest="folder", help="a run of detect"
    )
    command.add_argument("subject", metavar="CAMPAIGN|ACCOUNT", help="the id of either")


def _simulate(commands: Any) -> None:
    command = _command(commands, "simulate", _run_simulate, "writes a world with known truth")
    command.add_argument(
        "--world", required=True, metavar="NAME", help=f"one of: {', '.join(worlds())}"
    )
    command.add_argument(
        "--scale", type=float, default=1.0, metavar="X", help="size, 1 being the world's own"
    )
    command.add_argument("--seed", type=int, default=1, metavar="N", help="another such world")
    text = command.add_mutually_exclusive_group()
    text.add_argument("--text", action="store_true", default=None, help="write prompts")
    text.add_argument("--no-text", action="store_false", dest="text", help="write no prompts")
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")


def _evaluate(commands: Any) -> None:
    command = _command(commands, "evaluate", _run_evaluate, "compares a run with the truth")
    command.add_argument(
        "--truth", type=Path, required=True, metavar="DIR", help="folder of the truth tables"
    )
    command.add_argument(
        "--run", type=Path, required=True, metavar="DIR", dest="folder", help="a run of detect"
    )


def _rate(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError("a rate lies between 0 and 1")
    return value


def _run_demo(chosen: Arguments) -> None:
    world, run = chosen.out / "world", chosen.out / "run"
    with _progress(chosen, "simulate") as tell:
        tell("simulate")
        simulate("demo", 1.0, chosen.seed, None, world)
        request = Request(
            str(world / "exchanges.parquet"),
            run,
            str(world / "accounts.parquet"),
            str(world / "releases.parquet"),
        )
        found = detect(request, tell)
    _tell_found(chosen, found, run)


def _run_detect(chosen: Arguments) -> None:
    request = Request(
        chosen.exchanges, chosen.out, chosen.accounts, chosen.releases,
        chosen.fdr, chosen.seed, chosen.previous,
    )  # fmt: skip
    with _progress(chosen, "detect") as tell:
        found = detect(request, tell)
    _tell_found(chosen, found, chosen.out)


def _tell_found(chosen: Arguments, found: dict[str, Any], folder: Path) -> None:
    if chosen.json:
        print(json.dumps(found, default=str))
    elif not chosen.quiet:
        for campaign in found["campaigns"]:
            print(f"{campaign['campaign_id']}: {campaign['summary']}")
        count = len(found["campaigns"])
        print(f"{count or 'No'} campaign{'s' if count != 1 else ''} found.")
        print(f"Report: {folder / 'report.html'}")


def _run_explain(chosen: Arguments) -> None:
    if chosen.json:
        print(json.dumps(explain_facts(chosen.folder, chosen.subject), default=str))
    else:
        print(explain(chosen.folder, chosen.subject))


def _run_simulate(chosen: Arguments) -> None:
    with _progress(chosen, "simulate") as tell:
        tell(chosen.world)
        simulate(chosen.world, chosen.scale, chosen.seed, chosen.text, chosen.out)
    if chosen.json:
        print(json.dumps({"world": chosen.world, "out": str(chosen.out)}))
    elif not chosen.quiet:
        print(f"World: {chosen.out}")


def _run_evaluate(chosen: Arguments) -> None:
    print(json.dumps(evaluate(chosen.truth, chosen.folder), indent=None if chosen.json else 2))


@contextmanager
def _progress(chosen: Arguments, first: str) -> Iterator[Callable[[str], None]]:
    """Stages as they begin, on standard error, where that is a terminal."""
    console = Console(stderr=True)
    if chosen.quiet or not console.is_terminal:
        yield lambda stage: None
        return
    begun = time.monotonic()
    with console.status(first) as status:
        yield lambda stage: status.update(f"{stage} ({time.monotonic() - begun:.0f} s so far)")
