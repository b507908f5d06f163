"""How a group's traffic divides among its members, and how bursty its total is.

The statistics are descriptions with a known value under a simple null.  Real honest traffic is not
that null, so their p-values come from matched honest groups (``conformal``), never from chi-square
tables.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def allocation_dispersion(counts: NDArray[np.int64]) -> float:
    """Chi-square per degree of freedom of how each hour's total divides among the members.

    ``counts`` has shape (hours, members).  Hours with fewer than two exchanges say nothing about
    division and are left out; then members without any are.  What is expected of a member in an
    hour is the hour's total times the member's share of the whole.

    Null          a dispatcher deals each exchange to a member at random by fixed shares.  Given
                  both margins the mean is then exactly n / (n - 1) for n exchanges, however
                  sparse the table: about 1.
    Reads         about 1: dealt at random; near 0: dealt in turn; far above: independent customers,
                  whose bursts do not coincide.
    Assumptions   shares are constant over the hours; a drifting share raises the value.
    Freedom       (hours left - 1) x (members left - 1): both margins are fitted.
    Source        Pearson's test of homogeneity; the mean given margins: Haldane, Biometrika 31
                  (1940).

    NaN with fewer than two hours or members left.  Raises ValueError on another shape or negative
    counts.
    """
    table = _informative(counts)
    hours, members = table.shape
    if hours < 2 or members < 2:
        return float("nan")
    shares = table.sum(axis=0) / table.sum()
    expected = np.outer(table.sum(axis=1), shares)
    chi_square = float(np.sum((table - expected) ** 2 / expected))
    return chi_square / float((hours - 1) * (members - 1))


def _informative(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    table = _table(counts)
    busy = table.sum(axis=1) >= 2
    served = table[busy].sum(axis=0) > 0
    kept: NDArray[np.float64] = table[np.ix_(busy, served)]
    return kept


def _table(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    table = np.asarray(counts, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"counts must be hours x members, not {table.ndim}-dimensional")
    if np.any(table < 0):
        raise ValueError("a count is negative")
    return table


def intraclass_correlation(counts: NDArray[np.int64]) -> tuple[float, float]:
    """How much likelier two draws of one hour are of the same member, and its standard error.

    ``counts`` has shape (hours, 2).  The correlation of the member of two draws within an hour, by
    moments: 0 where every hour mixes the two by the same shares, about 1 where each has only one.

    Null          each draw is of the first member with one probability, whatever the hour: the
                  value is 0 on average, and the error that of this null, exact for a known
                  probability.
    Assumptions   draws within an hour are independent; take conversations, not their turns.
    Source        estimators compared in Ridout, Demétrio and Firth, Biometrics 55 (1999).

    NaN both where no hour has two draws, or one of the two has none.  Raises ValueError on another
    shape or negative counts.
    """
    table = _table(counts)
    if table.shape[1] != 2:
        raise ValueError(f"counts must be of 2 members, not {table.shape[1]}")
    n = table.sum(axis=1)
    pairs = float((n * (n - 1)).sum())
    share = float(table[:, 0].sum()) / max(float(n.sum()), 1.0)
    variance = share * (1.0 - share)
    if pairs == 0.0 or variance == 0.0:
        return float("nan"), float("nan")
    excess = (table[:, 0] - n * share) ** 2 - n * variance
    spread = n * variance * (1.0 + (2.0 * n - 6.0) * variance)
    scale = variance * pairs
    return float(excess.sum()) / scale, float(np.sqrt(spread.sum())) / scale


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
