"""Measure calibration: ``python -m hydrometer.bench.calibration``.

Prints the page; with ``--out`` writes it there beside its picture, ``calibration.md`` and
``calibration.svg``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hydrometer.bench.calibration import chance
from hydrometer.bench.calibration.chance import Kind, Looked
from hydrometer.bench.calibration.discoveries import Searched, search
from hydrometer.bench.calibration.honest import Nulls, joined, nulls
from hydrometer.bench.calibration.page import page
from hydrometer.bench.calibration.quantiles import picture
from hydrometer.bench.folders import worlds
from hydrometer.bench.simulate import simulate

QUIET, SCALE = "quiet", 0.1
SCALE_SEARCHED = 0.05
HARD_SEEDS = 3
FIRST_SEED = 101
"""Of the worlds that are searched: the bench and the settings know lower ones."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured: worlds of null streams, worlds searched, candidates of the scan."""

    null_worlds: int = 20
    searched: int = 50
    candidates: int = 100_000


QUICK = Sizes(1, 3, 3_000)


def null_streams(number: int) -> Iterator[Nulls]:
    """p-values of null streams, a world at a time."""
    for seed in range(1, number + 1):
        _tell(f"null streams, seed {seed} of {number}")
        with tempfile.TemporaryDirectory(prefix="hydrometer-bench-") as folder:
            simulate(QUIET, SCALE, seed, True, Path(folder))
            yield nulls(Path(folder), seed)


def cases(number: int) -> list[tuple[str, float, int]]:
    """World, scale and seed of what is searched: each hard world, then quiet ones."""
    hard = [(name, 1.0, FIRST_SEED + n) for n in range(HARD_SEEDS) for name in worlds()
            if name.startswith("hard_")]  # fmt: skip
    quiet = [(QUIET, SCALE_SEARCHED, FIRST_SEED + n) for n in range(number)]
    return (hard + quiet)[:number]


def searches(number: int) -> Iterator[Searched]:
    """What is reported, a world at a time."""
    for world, scale, seed in cases(number):
        _tell(f"{world}, seed {seed}")
        yield search(world, scale, seed)


def looks(spread: dict[str, Kind], candidates: int) -> Iterator[Looked]:
    """Worlds without groups, until as many candidates have been looked at."""
    seen = 0
    for seed in count(1):
        _tell(f"groups by chance, {seen} candidates of {candidates}")
        found = chance.look(spread, chance.PARTIES, chance.DRAWN, seed)
        seen += found.candidates
        yield found
        if seen >= candidates:
            return


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hydrometer.bench.calibration")
    parser.add_argument("--quick", action="store_true", help="little of everything")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write page and picture here")
    chosen = parser.parse_args(arguments)
    sizes = QUICK if chosen.quick else Sizes()
    found = list(null_streams(sizes.null_worlds))
    held_apart, in_pools = (
        joined([getattr(null, name) for null in found]) for name in ("held_apart", "in_pools")
    )
    of = f"Of {len(found)} worlds `{QUIET}` at {SCALE:g} with text, seeds 1 to {len(found)}."
    looked = {
        name: list(looks(spread, sizes.candidates))
        for name, spread in (("equally popular", chance.EVEN), ("some popular", chance.SPREAD))
    }
    text = page(of, held_apart, in_pools, list(searches(sizes.searched)), looked)
    print(text, end="")
    if chosen.out is not None:
        chosen.out.mkdir(parents=True, exist_ok=True)
        drawn = picture("p-values of honest streams",
                        [("held apart", held_apart), ("in pools", in_pools)])  # fmt: skip
        (chosen.out / "calibration.svg").write_text(drawn, "utf-8")
        (chosen.out / "calibration.md").write_text(text, "utf-8")
    return 0


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
