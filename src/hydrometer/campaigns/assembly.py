"""Which streams are reported, and how surely none is reported in error.

A pool is tested by its streams that are dealt out, the dispatch key being asked first and by other
signals; in a pool that is reported all streams are, since its accounts are then known to be run by
one dispatcher, and a stream that keeps to some of them for a day shows less of it.
Null of a pool: none of the streams it is tested by is extraction.  Its p-value combines theirs,
weighted by their exchanges, by the truncated Cauchy test, which bears that streams of one pool
depend on each other (Liu and Xie 2020; arXiv 2310.20460).

Over pools it is Holm's weighted procedure (1979): the chance that any pool is reported in error is
at most the rate, whatever their dependence, and so is the share of reports that are false.  That is
so of one round, and accounts alone are a batch of their own.  A step up, as Benjamini and
Hochberg's, takes more on when several p-values are small at once; but several honest firms of one
trade are small at once where their trade has no reference.  Pools are weighted by the largest
stream that they are tested by: by its exchanges, since what a mistake or a miss costs grows with
them, and by the root of its accounts, since a few accounts are a firm's far more often than
hundreds are; a log's many small firms would otherwise pay for each other.  The weights are known
before a signal is asked, so the rate holds as far as p-values do not depend on size, which those of
two signals do (decision 0026).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hydrometer.campaigns.judge import Judged, Verdict
from hydrometer.campaigns.pools import Pool
from hydrometer.stats.combine import truncated_cauchy
from hydrometer.stats.multiplicity import adjusted_p_values, holm

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """A campaign: streams, the strongest first; ``pool`` and ``group`` are the leading one's.

    ``group`` is -1 for an account alone.
    """

    pool: int
    group: int
    verdicts: tuple[Verdict, ...]
    q_value: float

    @property
    def leading(self) -> Verdict:
        """The stream with the strongest evidence."""
        return self.verdicts[0]

    @property
    def alone(self) -> bool:
        """Whether it is a single account."""
        return self.group < 0


def settle(judged: Judged, pools: list[Pool], fdr: float) -> tuple[list[Found], list[Found]]:
    """The campaigns reported at ``fdr``, and the accounts alone.

    What is found is no honest reference of the others, so it is left out and all are judged again,
    until nothing more is found.  What has been found once stays found: without it honest customers
    move up as well, and a p-value can get larger.
    """
    guilty: frozenset[int] = frozenset()
    campaigns: dict[int, list[Found]] = {}
    while True:
        latest = defaultdict[int, list[Found]](list)
        for found in report(judged.verdicts(guilty), pools, fdr):
            latest[found.pool].append(found)
        campaigns |= latest
        if guilty == campaigns.keys():
            break
        guilty = frozenset(campaigns)
    streams = _strongest_first([found for own in campaigns.values() for found in own])
    alone = report_alone(judged.alone(guilty), fdr)
    return _answered(judged, streams, guilty), _answered(judged, alone, guilty)


def _strongest_first(found: list[Found]) -> list[Found]:
    return sorted(found, key=lambda f: (f.leading.p_value, -f.leading.exchanges))


def _answered(judged: Judged, found: list[Found], guilty: frozenset[int]) -> list[Found]:
    """The same, with what was said of each stream."""
    return [
        replace(f, verdicts=tuple(judged.answered(v, guilty) for v in f.verdicts)) for f in found
    ]


def report(verdicts: list[Verdict], pools: list[Pool], fdr: float) -> list[Found]:
    """The campaigns reported at ``fdr``, the strongest first."""
    streams, dealt = (defaultdict[int, list[Verdict]](list) for _ in range(2))
    for verdict in verdicts:
        streams[verdict.pool].append(verdict)
        if verdict.dealt_out:
            dealt[verdict.pool].append(verdict)
    numbers = sorted(dealt)
    if not numbers:
        return []
    weights = np.array(
        [max(v.exchanges * math.sqrt(v.accounts) for v in dealt[n]) for n in numbers]
    )
    combined = np.array([_combined(dealt[n]) for n in numbers])
    found = []
    for number, q in zip(numbers, holm(combined, weights), strict=True):
        if q <= fdr:
            found += _campaigns(streams[number], pools[number].group, float(q), fdr)
    return _strongest_first(found)


def report_alone(verdicts: list[Verdict], fdr: float) -> list[Found]:
    """Accounts that extract alone, a batch of their own, weighted as pools are; group -1."""
    if not verdicts:
        return []
    weights = np.sqrt([v.exchanges for v in verdicts])
    levels = holm(np.array([v.p_value for v in verdicts]), weights).tolist()
    reported = [(v, q) for v, q in zip(verdicts, levels, strict=True) if q <= fdr]
    return _strongest_first([Found(v.pool, -1, (v,), q) for v, q in reported])


def _shares(verdicts: list[Verdict]) -> Floats:
    """Weights of a pool's streams, by their exchanges, summing to 1."""
    sizes = np.array([v.exchanges for v in verdicts], dtype=float)
    return np.asarray(sizes / sizes.sum())


def _combined(verdicts: list[Verdict]) -> float:
    """One p-value for a pool."""
    return truncated_cauchy(np.array([v.p_value for v in verdicts]), weights=_shares(verdicts))


def _campaigns(verdicts: list[Verdict], group: int, q: float, fdr: float) -> list[Found]:
    """The streams of a reported pool that are extraction at ``fdr``, the strongest in any case."""
    p = np.array([v.p_value for v in verdicts])
    p = np.minimum(p / (_shares(verdicts) * len(verdicts)), 1.0)
    levels = adjusted_p_values(p)
    kept = [v for v, level in zip(verdicts, levels, strict=True) if level <= max(fdr, levels.min())]
    return [Found(v.pool, group, (v,), q) for v in kept]
