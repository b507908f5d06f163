"""E-values: evidence that multiplies, and whose mean under the null is at most 1.

Null          whatever the p-values or e-values that come in were made for.
Assumptions   ``p_to_e`` needs valid p-values; ``product`` needs independence (or each e-value
              valid given the earlier ones); ``average`` needs nothing.
Source        Vovk and Wang, E-values: calibration, combination and applications, Annals of
              Statistics 49 (2021), arXiv 1912.06116.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

_SERIES_BELOW = 1e-2
"""Under this value of -ln p the closed form loses digits and its Taylor series is used."""


@overload
def p_to_e(p: float) -> float: ...
@overload
def p_to_e(p: NDArray[np.float64]) -> NDArray[np.float64]: ...
def p_to_e(p: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """The calibrator without a parameter: the integral over kappa in (0, 1) of kappa p^(kappa - 1).

    Elementwise (1 - p + p ln p) / (p (ln p)^2); 0.5 at p = 1, infinite at p = 0, decreasing
    between.  The least conformal p-value of n references gives about n / (ln n)^2, whatever was
    observed: 9 (3.2 bits) for 300 references, 34 (5.1 bits) for 2,000.  A NaN p was not asked and
    gives 1, no evidence either way.  Raises ValueError outside [0, 1].
    """
    values = np.asarray(p, dtype=np.float64)
    if np.any((values < 0) | (values > 1)):
        raise ValueError("a p-value lies outside [0, 1]")
    e = np.where(np.isnan(values), 1.0, _calibrate(values))
    return e if isinstance(p, np.ndarray) else float(e)


def _calibrate(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """With L = -ln p the calibrator is (exp(L) - 1 - L) / L^2, without cancellation in p."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        nats = -np.log(p)
        closed = (np.expm1(nats) - nats) / nats**2
    series = 1 / 2 + nats / 6 * (1 + nats / 4 * (1 + nats / 5 * (1 + nats / 6)))
    return np.where(p == 0, np.inf, np.where(nats < _SERIES_BELOW, series, closed))


@overload
def bits(e: float) -> float: ...
@overload
def bits(e: NDArray[np.float64]) -> NDArray[np.float64]: ...
def bits(e: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """Log2 of e-values, elementwise: 0 gives minus infinity.  Raises ValueError when negative."""
    values = _e_values(e)
    with np.errstate(divide="ignore"):
        weight = np.log2(values)
    return weight if isinstance(e, np.ndarray) else float(weight)


def product(e_values: NDArray[np.float64]) -> float:
    """One e-value from independent ones; NaN was not asked; none gives 1; 0 wins over infinity."""
    values = _e_values(e_values)
    asked = values[~np.isnan(values)]
    if np.any(asked == 0):
        return 0.0
    # Summed logs: a partial product may overflow where the whole does not.
    with np.errstate(over="ignore"):
        return float(np.exp2(np.sum(np.log2(asked))))


def average(e_values: NDArray[np.float64]) -> float:
    """One e-value from e-values under any dependence; NaN was not asked; none gives 1."""
    values = _e_values(e_values)
    asked = values[~np.isnan(values)]
    return float(np.mean(asked)) if asked.size else 1.0


def _e_values(e: float | NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.asarray(e, dtype=np.float64)
    if np.any(values < 0):
        raise ValueError("an e-value is negative")
    return values
