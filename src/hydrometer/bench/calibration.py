"""Are p-values uniform where nothing is to be found?  ``python -m hydrometer.bench.calibration``.

Worlds without campaigns hold honest relays, classrooms and enterprises, so pools are judged in
them and every one that is reported is false.  Two things are compared with what is promised: the
share of tested streams with a p-value at or below a level, which should not exceed the level, and
the share of worlds in which anything is reported, which should not exceed ``--fdr``: where every
null is true the false discovery rate is the chance of reporting anything.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hydrometer import signals
from hydrometer.bench.simulate import simulate
from hydrometer.bench.tabular import markdown, versions
from hydrometer.campaigns.assembly import report, report_alone
from hydrometer.campaigns.attributes import attributes
from hydrometer.campaigns.contacts import find_contacts
from hydrometer.campaigns.holdings import find_holdings
from hydrometer.campaigns.judge import judge
from hydrometer.campaigns.observations import observe
from hydrometer.campaigns.panels import lay_out_panels
from hydrometer.campaigns.parties import find_parties
from hydrometer.campaigns.streams import decompose
from hydrometer.content.capability import CAPABILITY_SQL
from hydrometer.content.signatures import signatures
from hydrometer.model import CAPABILITIES, ELICITATIONS
from hydrometer.pipeline import _groups, _pools
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.reading import read_accounts, read_exchanges, read_releases

LEVELS = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9)
RATES = (0.01, 0.05)
WORLD, SCALE = "quiet", 0.1
SEEDS = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Null:
    """What one world without campaigns gave.

    ``p_values`` are of the streams that passed the gate; ``judged`` counts all streams, and
    ``reported`` what is reported at each of `RATES`.
    """

    p_values: Floats
    judged: int
    reported: tuple[int, ...]


def judged(world: Path, seed: int) -> Null:
    """Judge the streams of a simulated world as `detect` does, and keep every p-value."""
    with tempfile.TemporaryDirectory() as folder, DuckStore(workdir=Path(folder)) as store:
        spool = Path(folder)
        seen = read_exchanges(store, str(world / "exchanges.parquet"), spool).columns
        declared = read_accounts(store, str(world / "accounts.parquet"), spool).columns
        read_releases(store, str(world / "releases.parquet"), spool)
        observe(store, seen, signatures, CAPABILITY_SQL, spool)
        find_contacts(store)
        find_parties(store, True)
        find_holdings(store, seen, declared)
        groups, *_ = _groups(store, seed)
        pools = _pools(store, groups, seed)
        decompose(store, pools, attributes(seen, CAPABILITIES, ELICITATIONS), spool)
        lay_out_panels(store, pools, signals.load(), True)
        verdicts, large = judge(store, signals.load())
    tested = np.array([v.p_value for v in verdicts if v.dealt_out])
    reported = tuple(
        len(report(verdicts, pools, rate)) + len(report_alone(large, rate)) for rate in RATES
    )
    return Null(tested, len(verdicts), reported)


def at_or_below(p_values: Floats) -> list[tuple[float, float, float]]:
    """For each level: the level, the share of p-values at or below it, and the share's error.

    The error is one standard deviation of that share if the p-values were uniform and independent;
    streams of one world share references, so the true error is larger.
    """
    n = max(len(p_values), 1)
    return [
        (level, float(np.count_nonzero(p_values <= level)) / n, math.sqrt(level * (1 - level) / n))
        for level in LEVELS
    ]


def page(found: Sequence[Null], text: bool) -> str:
    """Both comparisons as Markdown."""
    p_values = np.concatenate([null.p_values for null in found])
    levels = ([f"{level:g}", f"{share:.3f}", f"{error:.3f}"]
              for level, share, error in at_or_below(p_values))  # fmt: skip
    rates = (_rate_row(rate, [null.reported[n] for null in found]) for n, rate in enumerate(RATES))
    return f"""{len(found)} worlds `{WORLD}` at {SCALE:g}, {"with" if text else "without"} text: \
{sum(null.judged for null in found)} streams judged, {len(p_values)} of them dealt out and tested.

{markdown(("level", "share of p-values at or below", "error if uniform"), levels)}

{markdown(("--fdr", "worlds with a report", "share", "campaigns reported"), rates)}

Versions: {versions()}."""


def _rate_row(rate: float, reported: Sequence[int]) -> list[str]:
    worlds = sum(count > 0 for count in reported)
    return [f"{rate:g}", str(worlds), f"{worlds / len(reported):.2f}", str(sum(reported))]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m hydrometer.bench.calibration")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help="seeds 1 to N")
    parser.add_argument("--text", action="store_true", help="worlds with prompts")
    chosen = parser.parse_args(arguments)
    found = []
    for seed in range(1, 1 + max(chosen.seeds, 1)):
        print(f"seed {seed}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="hydrometer-bench-") as folder:
            simulate(WORLD, SCALE, seed, chosen.text, Path(folder))
            found.append(judged(Path(folder), seed))
    print(page(found, chosen.text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
