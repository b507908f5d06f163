"""How a group's traffic divides among its members, and how bursty its total is.

The statistics are descriptions with a known value under a simple null.  Real honest traffic is not
that null, so their p-values come from matched honest groups (``conformal``), never from chi-square
tables.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def allocation_dispersion(counts: Counts) -> tuple[float, float]:
    """How much likelier two draws are of one hour if they are of one member, and its error.

    ``counts`` has shape (hours, members).  The intraclass correlation of the hour of two draws of a
    member: 0 where they coincide as any two draws do, 1 where all draws of a member are of one
    hour.  Hours with fewer than two draws say nothing about division and are left out.  Members
    count alike from the median up, so that one that has nearly all does not speak for the others.

    Null          a dispatcher deals each draw to a member at random by fixed shares.  Given both
                  margins the mean is then exactly 0, however sparse the table.
    Reads         about 0: dealt at random; below: dealt in turn; far above: independent customers,
                  whose bursts do not coincide.
    Error         that of a count of pairs, which hardly depend on each other under the null.
    Assumptions   shares are constant over the hours; a drifting share raises the value.
    Source        Ripley's K counts pairs in the same way (Journal of Applied Probability 13, 1976).

    NaN both with fewer than two hours or members left, or where no member has two draws.  Raises
    ValueError on another shape or negative counts.
    """
    table = _table(counts)
    table = table[table.sum(axis=1) >= 2]
    table = table[:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return float("nan"), float("nan")
    size = table.sum(axis=0)
    together = _pairs(table.sum(axis=1)).sum() / _pairs(table.sum())
    weight = np.minimum(1.0, (np.median(size) / size) ** 2)
    chance = _pairs(size) * together
    expected = float((weight * chance).sum())
    if expected == 0.0:
        return float("nan"), float("nan")
    met = float((weight * _pairs(table).sum(axis=0)).sum())
    most = together / (1.0 - together)
    error = float(np.sqrt((weight**2 * chance).sum())) / expected
    return most * (met / expected - 1.0), most * error


def _pairs(n: Floats) -> Floats:
    return np.asarray(n * (n - 1.0) / 2.0)


def _table(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"counts must be hours x members, not {table.ndim}-dimensional")
    if np.any(table < 0):
        raise ValueError("a count is negative")
    return table


def intraclass_correlation(one: Counts, others: Counts) -> tuple[Floats, Floats]:
    """How much likelier two draws of one hour are of the same member, and its standard error.

    ``one`` has shape (hours,) and ``others`` (hours, pairs): one member, and beside it each of
    several others.  The correlation of the member of two draws within an hour, by moments: 0 where
    every hour mixes the two by the same shares, about 1 where each has only one.  Both results have
    shape (pairs,).

    Null          each draw is of the first member with one probability, whatever the hour: the
                  value is 0 on average, and the error that of this null, exact for a known
                  probability.
    Assumptions   draws within an hour are independent; take conversations, not their turns.
    Source        estimators compared in Ridout, Demétrio and Firth, Biometrics 55 (1999).

    NaN both where no hour has two draws, or one of the two has none.  Raises ValueError on other
    shapes or negative counts.
    """
    beside = _table(others)
    first = _table(np.asarray(one).reshape(-1, 1))
    if len(first) != len(beside):
        raise ValueError(f"{len(first)} hours of one and {len(beside)} of the others")
    n = first + beside
    pairs = (n * (n - 1)).sum(axis=0)
    share = first.sum() / np.maximum(n.sum(axis=0), 1.0)
    variance = share * (1.0 - share)
    scale = np.where(pairs * variance > 0.0, variance * pairs, np.nan)
    excess = (first - n * share) ** 2 - n * variance
    spread = n * variance * (1.0 + (2.0 * n - 6.0) * variance)
    return excess.sum(axis=0) / scale, np.sqrt(spread.sum(axis=0)) / scale


def fano(counts: NDArray[np.int64]) -> float:
    """Variance over mean of a series of counts, shape (hours,): 1 for a steady Poisson stream.

    Null: independent Poisson counts of one rate.  The variance divides by hours - 1.  NaN with
    fewer than two hours or no exchange.  Source: Fano, Physical Review 72 (1947).
    """
    series = np.asarray(counts, dtype=np.float64).ravel()
    if series.size < 2 or series.sum() == 0:
        return float("nan")
    return float(np.var(series, ddof=1) / np.mean(series))


def variance_ratio(counts: NDArray[np.int64]) -> float:
    """Variance of the hourly total over the sum of the members' variances, shape (hours, members).

    Null: members uncorrelated over hours, value about 1.  Above: they rise and fall together (also
    by a shared day and night); below: one fills in where another stops.  NaN when no member
    varies or with fewer than two hours.  Raises ValueError on another shape or negative counts.
    Source: Schluter, Ecology 65 (1984).
    """
    table = _table(counts)
    if table.shape[0] < 2:
        return float("nan")
    apart = float(np.var(table, axis=0, ddof=1).sum())
    return float(np.var(table.sum(axis=1), ddof=1)) / apart if apart > 0 else float("nan")
