"""Quality on named worlds, as one Markdown table: ``python -m hydrometer.bench.table``.

Each world is simulated, searched and compared with its truth, once a seed.  Counts are added up
over the seeds before anything is divided, so a seed with many accounts weighs more than one with
few.  Figures on simulated worlds compare versions and methods; they are no estimate of what happens
on real traffic.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hydrometer.bench.folders import worlds
from hydrometer.bench.measures import Figures, evaluate
from hydrometer.bench.searching import FDR, request_of
from hydrometer.bench.simulate import simulate
from hydrometer.bench.tabular import machine, markdown, number, ratio, versions
from hydrometer.pipeline import detect

SEEDS = 3
TITLES = (
    "world", "honest accounts harmed", "campaigns found / true / matched",
    "accounts: precision", "recall", "exchanges: precision", "recall", "seconds",
)  # fmt: skip

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Case:
    """A world at a scale; ``text`` says whether prompts are written, None: as the world has it."""

    world: str
    scale: float = 1.0
    text: bool | None = None

    @property
    def name(self) -> str:
        """How the table calls it."""
        scale = f" at {self.scale:g}" if self.scale != 1 else ""
        text = {None: "", True: ", text", False: ", no text"}[self.text]
        return f"`{self.world}`{scale}{text}"


@dataclass(frozen=True)
class Result:
    """What was measured of one case: the figures of `evaluate` and seconds of `detect`, by seed."""

    case: Case
    figures: tuple[Figures, ...]
    seconds: tuple[float, ...]


def cases(quick: bool) -> list[Case]:
    """The worlds that are measured: hard ones, one without campaigns, one of the reported shape."""
    hard = [Case(name) for name in worlds() if name.startswith("hard_")]
    february = [Case("february", 0.01, text) for text in (True, False)]
    return [*hard, Case("quiet", 0.2), *([] if quick else february)]


def measure(case: Case, seeds: Sequence[int], tell: Tell) -> Result:
    """Simulate, detect and evaluate, once a seed; nothing is left behind."""
    figures, seconds = [], []
    for seed in seeds:
        tell(f"{case.name}, seed {seed}")
        with tempfile.TemporaryDirectory(prefix="hydrometer-bench-") as folder:
            world, run = Path(folder) / "world", Path(folder) / "run"
            simulate(case.world, case.scale, seed, case.text, world)
            seconds.append(_detected(world, run))
            figures.append(evaluate(world, run))
    return Result(case, tuple(figures), tuple(seconds))


def _detected(world: Path, run: Path) -> float:
    begun = time.perf_counter()
    detect(request_of(world, run))
    return time.perf_counter() - begun


def row(result: Result) -> list[str]:
    """The cells of one case, in the order of `TITLES`."""
    harm = [f["honest_accounts_harmed"] for f in result.figures]
    found, true, both = _sums(result, "campaigns")
    cells = [
        result.case.name,
        f"{number(sum(h['harmed'] for h in harm))} of {number(sum(h['accounts'] for h in harm))}",
        f"{found} / {true} / {both}",
    ]
    for what in ("accounts", "exchanges"):
        found, true, both = _sums(result, what)
        cells += [ratio(both, found), ratio(both, true)]
    return [*cells, f"{statistics.median(result.seconds):.1f}"]


def _sums(result: Result, what: str) -> tuple[int, int, int]:
    """Found, true and both, over the seeds."""
    found, true, both = (sum(f[what][k] for f in result.figures) for k in ("found", "true", "both"))
    return found, true, both


def harmed_by_population(results: Iterable[Result]) -> dict[str, tuple[int, int]]:
    """Honest accounts harmed and in all, by population, over all results; the most harmed first."""
    sums: dict[str, tuple[int, int]] = {}
    for figures in (f for result in results for f in result.figures):
        for kind, found in figures["honest_accounts_harmed"]["by_population"].items():
            harmed, accounts = sums.get(kind, (0, 0))
            sums[kind] = (harmed + found["harmed"], accounts + found["accounts"])
    return dict(sorted(sums.items(), key=lambda item: (-item[1][0], item[0])))


def page(results: Sequence[Result], seeds: Sequence[int]) -> str:
    """The whole page."""
    harmed = {k: v for k, v in harmed_by_population(results).items() if v[0]}
    kinds = ", ".join(f"{kind} {n} of {number(of)}" for kind, (n, of) in harmed.items())
    return f"""# Bench

<!-- Written by python -m hydrometer.bench.table. -->

Simulated worlds, `--fdr {FDR:g}`, seeds {", ".join(map(str, seeds))}. Counts are added up over the
seeds; seconds are the median of `detect` alone. Figures on simulated worlds compare versions; they
are no estimate of what happens on real traffic ([limits](../why/limits.md)).

{markdown(TITLES, map(row, results))}

Honest accounts harmed, by population: {kinds or "none"}.

Machine: {machine()}. Versions: {versions()}.
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hydrometer.bench.table", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, without the large world")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help="seeds 1 to N")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page here as well")
    chosen = parser.parse_args(arguments)
    seeds = range(1, 1 + (1 if chosen.quick else max(chosen.seeds, 1)))
    text = page([measure(case, seeds, _tell) for case in cases(chosen.quick)], seeds)
    print(text, end="")
    if chosen.out is not None:
        chosen.out.write_text(text, "utf-8")
    return 0


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
