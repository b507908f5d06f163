"""The scan's score: what a group shares beyond chance, less the cost of having searched for it.

For a group of m accounts out of N, with x of them showing a value where lambda was expected:

    sum over values of [x ln(x / lambda) - x + lambda - ln V - ln m]+  -  ln C(N, m)  -  ln N

Null          each value falls on the members independently with mean lambda (Poisson, or any sum
              of independent indicators); V values in the family, N choices of m, C(N, m) groups.
Assumptions   lambda is known.  It is estimated, so the score is calibrated elsewhere and is never
              printed as a p-value.
Units         nats.
Source        Chernoff's bound for Poisson tails with union bounds over values, counts and groups,
              as in penalised scan statistics: Arias-Castro, Candes, Durand, Annals of Statistics
              39 (2011).

``gain_of`` and ``search_cost_of`` are compiled and may be called from compiled code; the checked
array functions call the same two.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def gain_of(x: float, lam: float, log_family_size: float, log_m: float) -> float:
    """Nats that one value adds; 0 where x <= lam, negative where the search is not paid for.

    Infinite where lam is 0 and x is not: the caller caps it.
    """
    if x <= lam:
        return 0.0
    if lam <= 0.0:
        return math.inf
    return x * math.log(x / lam) - x + lam - log_family_size - log_m


@njit(cache=True)
def search_cost_of(n: float, m: float) -> float:
    """Nats to name one group of m accounts out of n: ln C(n, m) + ln n."""
    choices = math.lgamma(n + 1.0) - math.lgamma(m + 1.0) - math.lgamma(n - m + 1.0)
    return choices + math.log(n)


@njit(cache=True)
def _gains(
    x: NDArray[np.float64], lam: NDArray[np.float64], log_sizes: NDArray[np.float64], log_m: float
) -> NDArray[np.float64]:
    gains = np.empty(x.size)
    for i in range(x.size):
        gains[i] = gain_of(x[i], lam[i], log_sizes[i], log_m)
    return gains


def value_gain(
    x: NDArray[np.float64], lam: NDArray[np.float64], family_size: NDArray[np.float64], m: int
) -> NDArray[np.float64]:
    """Nats that each value adds, before the positive part and the cap are taken.

    ``x`` members of ``m`` show the value, ``lam`` were expected, ``family_size`` values exist in
    its family; scalars and shapes broadcast to 1 dimension.  0 where x <= lam.  Raises ValueError
    unless 0 <= x <= m, lam >= 0 and family_size >= 1.
    """
    held, expected, sizes = _aligned(x, lam, family_size)
    if not (np.all((held >= 0) & (held <= m)) and np.all(expected >= 0) and np.all(sizes >= 1)):
        raise ValueError("a value needs 0 <= x <= m, lam >= 0 and a family size of at least 1")
    gains: NDArray[np.float64] = _gains(held, expected, np.log(sizes), math.log(max(m, 1)))
    return gains


def search_cost(n: int, m: int) -> float:
    """Nats to name one group of ``m`` accounts out of ``n``; ValueError unless 1 <= m <= n."""
    if not 1 <= m <= n:
        raise ValueError(f"a group of {m} accounts cannot be drawn from {n}")
    return float(search_cost_of(float(n), float(m)))


def group_score(
    x: NDArray[np.float64],
    lam: NDArray[np.float64],
    family_sizes: NDArray[np.float64],
    m: int,
    n: int,
    cap: float | None = None,
) -> float:
    """Net evidence in nats that ``m`` accounts out of ``n`` belong together.

    One entry a value, shape (values,).  Each positive gain counts for at most ``cap`` nats a holder
    (``ln n`` when not given: no value can name its holders more precisely than that).  While the
    cap binds, a member without the value costs that value nothing: peel before reading members.
    Raises ValueError on a cap that is negative or not finite, and as ``value_gain`` and
    ``search_cost`` do.
    """
    cost = search_cost(n, m)
    per_holder = math.log(n) if cap is None else cap
    if not 0 <= per_holder < math.inf:
        raise ValueError(f"the cap must be finite and not negative, not {cap}")
    gains = value_gain(x, lam, family_sizes, m)
    ceiling = np.atleast_1d(np.asarray(x, dtype=np.float64)) * per_holder
    return float(np.clip(gains, 0.0, ceiling).sum()) - cost


def _aligned(*columns: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(c, np.float64)) for c in columns))
    return tuple(np.ascontiguousarray(a).ravel() for a in arrays)
