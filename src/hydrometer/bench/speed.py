"""CPU seconds, wall seconds and peak memory: ``python -m hydrometer.bench.speed``.

The yardstick is the floor: one aggregate over the columns that detection uses most, read from the
same file by the same engine.  Floor and `detect` each run in a process of their own, so that
neither inherits the other's memory; what is reported of a process is what the kernel says of it
when it ends (getrusage), its start and imports included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from hydrometer.bench.folders import world_of
from hydrometer.bench.tabular import machine, markdown, versions
from hydrometer.bench.world import World
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.protocol import quoted

MILLIONS = (1.0, 4.0, 16.5)
PLAIN = 1e6
"""Exchanges up to which the plain pipeline of `bench.plain` is run beside `detect`."""
WORLDS = ("quiet", "february")
TITLES = (
    "million exchanges", "accounts", "floor: CPU s", "detect: CPU s", "ratio", "wall s", "peak GB",
)  # fmt: skip
_FLOOR = "import sys; from hydrometer.bench.speed import scan_columns as scan; scan(sys.argv[1])"
_USED = (
    "account_id", "client_ip", "user_agent", "tls_fingerprint", "session_id", "model", "pathway",
    "reasoning_key", "exchange_id",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What one process cost: seconds, and its largest resident size in GB (10^9 bytes)."""

    cpu_s: float
    wall_s: float
    peak_gb: float


@dataclass(frozen=True)
class Result:
    """One world: its size, the costs, and CPU seconds of `detect` by stage.

    ``plain`` is what `bench.plain` costs, where it was run.
    """

    exchanges: int
    accounts: int
    floor: Cost
    detect: Cost
    stages: dict[str, float]
    plain: Cost | None = None


def run(command: Sequence[str]) -> Cost:
    """Run a program to its end.  Raises CalledProcessError if it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    wall = time.perf_counter() - begun
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024 / 1e9)


def scan_columns(path: str) -> dict[str, Any]:
    """The floor: one aggregate over ten columns of a Parquet file, every value looked at."""
    hashes = ", ".join(f"bit_xor(hash({column})) as {column}" for column in _USED)
    with tempfile.TemporaryDirectory() as folder, DuckStore(workdir=Path(folder)) as store:
        rows = store.fetch(
            f"select count(*) as n, max(sent_at) as last, {hashes}"
            f" from read_parquet({quoted(path)})"
        )
    found: dict[str, Any] = rows.to_pylist()[0]
    return found


def scale_for(world: World, exchanges: float) -> float:
    """The scale at which a world has about so many exchanges, relays' customers' among them."""
    relayed = sum(j.exchanges / o.share for o in world.operators for j in o.jobs)
    return exchanges / (world.exchanges + relayed)


def measure(world: str, exchanges: float) -> Result:
    """Make a world of about so many exchanges, without text, and run the floor and `detect`."""
    with tempfile.TemporaryDirectory(prefix="hydrometer-bench-") as folder:
        made, out = Path(folder) / "world", Path(folder) / "run"
        scale = scale_for(world_of(world), exchanges)
        # Not in this process: what a process has held counts for the children that it starts.
        run(_command("simulate", "--no-text", world=world, scale=scale, out=made))
        tables = {n: made / f"{n}.parquet" for n in ("exchanges", "accounts", "releases")}
        floor = run([sys.executable, "-c", _FLOOR, str(tables["exchanges"])])
        cost = run(_command("detect", **tables, out=out))
        stages = json.loads((out / "run.json").read_text("utf-8"))["stages"]
        plain = None
        if exchanges <= PLAIN:
            module = [sys.executable, "-m", "hydrometer.bench.plain"]
            inputs = [str(tables["exchanges"]), str(tables["accounts"])]
            plain = run([*module, *inputs, str(Path(folder) / "plain.parquet")])
        return Result(
            pq.read_metadata(tables["exchanges"]).num_rows,
            pq.read_metadata(tables["accounts"]).num_rows,
            floor,
            cost,
            {stage["stage"]: float(stage["cpu_s"]) for stage in stages},
            plain,
        )


def _command(name: str, *flags: str, **options: object) -> list[str]:
    given = [part for key, value in options.items() for part in (f"--{key}", str(value))]
    return [sys.executable, "-m", "hydrometer", name, "--quiet", *flags, *given]


def growth(results: Sequence[Result]) -> float | None:
    """The exponent b of CPU seconds ~ exchanges^b, by least squares on logarithms."""
    if len({r.exchanges for r in results}) < 2:
        return None
    sizes, seconds = ([r.exchanges for r in results], [r.detect.cpu_s for r in results])
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def page(results: Sequence[Result], world: str) -> str:
    """Both tables: costs by size, and CPU seconds by stage."""
    exponent = growth(results)
    grows = f"CPU grows as n^{exponent:.2f}. " if exponent is not None else ""
    stages = list(results[0].stages)
    return "\n".join(
        [
            f"World `{world}` without text; a fresh process each.",
            "",
            markdown(TITLES, map(_row, results)),
            "",
            markdown(("million exchanges", *stages), (_stage_row(r) for r in results)),
            "",
            *(_beside_plain(r.exchanges, r.plain) for r in results if r.plain),
            f"{grows}Machine: {machine()}. Versions: {versions()}.",
        ]
    )


def _row(result: Result) -> list[str]:
    floor, cost = result.floor, result.detect
    return [
        f"{result.exchanges / 1e6:.2f}", f"{result.accounts:,}", f"{floor.cpu_s:.1f}",
        f"{cost.cpu_s:.1f}", f"{cost.cpu_s / floor.cpu_s:.1f}", f"{cost.wall_s:.1f}",
        f"{cost.peak_gb:.2f}",
    ]  # fmt: skip


def _beside_plain(exchanges: int, cost: Cost) -> str:
    return (
        f"A plain pipeline of pandas and networkx, which only groups accounts, takes for "
        f"{exchanges / 1e6:.2f} million {cost.cpu_s:.1f} CPU s, {cost.wall_s:.1f} wall s and "
        f"{cost.peak_gb:.2f} GB.\n"
    )


def _stage_row(result: Result) -> list[str]:
    return [f"{result.exchanges / 1e6:.2f}", *(f"{s:.1f}" for s in result.stages.values())]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hydrometer.bench.speed", description=__doc__)
    parser.add_argument(
        "--rows", type=float, nargs="+", default=MILLIONS, metavar="MILLIONS",
        help="millions of exchanges (default: 1 4 16.5)",
    )  # fmt: skip
    parser.add_argument("--world", choices=WORLDS, default="quiet", help="what is simulated")
    chosen = parser.parse_args(arguments)
    results = []
    for millions in chosen.rows:
        print(f"{millions:g} million exchanges", file=sys.stderr, flush=True)
        results.append(measure(chosen.world, millions * 1e6))
    print(page(results, chosen.world))
    return 0


if __name__ == "__main__":
    sys.exit(main())
