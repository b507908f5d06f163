"""How a group's traffic divides among its members, and how bursty its total is.

The statistics are descriptions with a known value under a simple null.  Real honest traffic is not
that null, so their p-values come from matched honest groups (``conformal``), never from chi-square
tables.
"""

from __future__ import annotations

from collections.abc import Callable

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


def concurrence(counts: Counts, resting: NDArray[np.bool_]) -> tuple[float, float]:
    """How far members rise and fall together, and a bound that it surely exceeds.

    ``counts`` has shape (days, hours, members), and ``resting`` says which days are of a weekend.
    The excess of pairs of draws of different members that coincide, over what the same hours of all
    days of the kind would give, beside that of pairs of one member: all of what a member's draws
    coincide (1) where one queue feeds all, nothing (0) where members are independent.  Members
    count alike from the median up.

    Null          members are independent, each with a rate that depends on the hour and the kind of
                  day alone, so that neither kind of pair coincides more than at any day: 0.
    Bound         (b - 2 errors) over itself and what is the members' own, that with 2 errors more;
                  from -1 to 1.  The errors are those of counts of pairs.
    Assumptions   days differ by chance; what all know of the days (a holiday, a deadline) counts as
                  common.
    Source        pairs are counted as in `allocation_dispersion`, and split by whose they are as
                  covariances are in Schluter's variance ratio (Ecology 65, 1984).

    NaN both with fewer than two days or members that have a draw, or where no two draws of a member
    can coincide.  Raises ValueError on another shape or negative counts.
    """
    if counts.ndim != 3 or resting.shape != counts.shape[:1]:
        raise ValueError("counts must be days x hours x members, and resting by day")
    days, hours, members = counts.shape
    table = _table(counts.reshape(days * hours, members))
    table = table[:, table.sum(axis=0) > 0]
    if min(days, table.shape[1]) < 2:
        return float("nan"), float("nan")
    size = table.sum(axis=0)
    weight = np.minimum(1.0, np.median(size) / size)
    slots = np.tile(np.arange(hours), days) + hours * np.repeat(resting, hours)
    alike = [table[slots == slot] for slot in np.unique(slots)]
    own, own_error = _excess(_within, table, alike, weight)
    other, other_error = _excess(_across, table, alike, weight)
    least = other - 2.0 * other_error * np.sqrt(1.0 + max(other, 0.0))
    most = max(own - other, 0.0) + 2.0 * own_error * np.sqrt(1.0 + max(own, 0.0))
    share = max(other, 0.0) / (max(other, own, 0.0) + 1e-9)
    return share, float(least / (abs(least) + most))


def _within(row: Floats, weight: Floats) -> float:
    """Ordered pairs of draws of one member, weighted."""
    return float((weight**2 * row * (row - 1.0)).sum())


def _across(row: Floats, weight: Floats) -> float:
    """Ordered pairs of draws of different members, weighted."""
    own = weight * row
    return float(own.sum() ** 2 - (own**2).sum())


def _excess(
    pairs: Callable[[Floats, Floats], float], table: Floats, alike: list[Floats], weight: Floats
) -> tuple[float, float]:
    """Pairs that coincide, over what any of the rows that are ``alike`` would give, less one.

    And its standard error by chance.
    """
    possible = sum(pairs(rows.sum(axis=0), weight) / len(rows) for rows in alike)
    if possible <= 0.0:
        return float("nan"), float("nan")
    spread = sum(pairs(rows.sum(axis=0), weight**2) / len(rows) for rows in alike)
    met = sum(pairs(row, weight) for row in table)
    return met / possible - 1.0, float(np.sqrt(2.0 * spread)) / possible


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
