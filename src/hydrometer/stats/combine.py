"""One p-value from several that test the same claim.

Null          every one of the hypotheses is true.
Assumptions   valid p-values under any dependence for ``bonferroni``; ``truncated_cauchy`` is right
              in the tail under arbitrary correlation, and approximate (slightly too small) at
              ordinary levels.
Source        Liu and Xie, Cauchy combination test, JASA 115 (2020); Gui, Jiang, Wang, arXiv
              2310.20460, for why the other tail must be cut off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def truncated_cauchy(
    p: NDArray[np.float64], ceiling: float = 0.95, weights: NDArray[np.float64] | None = None
) -> float:
    """Cauchy combination with every p above ``ceiling`` set to it, and weights summing to 1.

    A p near 1 is minus infinity in the plain test and cancels any evidence beside it.  NaN was not
    asked and is left out; nothing asked gives 1.  Any p of 0 gives 0.  Never above the largest p
    that came in or the ceiling.  Raises ValueError on p outside [0, 1] or a ceiling outside (0, 1).
    """
    if not 0 < ceiling < 1:
        raise ValueError(f"the ceiling must lie in (0, 1), not {ceiling}")
    asked = _asked(p)
    if asked.size == 0:
        return 1.0
    given = None if weights is None else np.asarray(weights).ravel()[~np.isnan(np.ravel(p))]
    # Heights of the tiniest p overflow to infinity, which combines to 0.
    with np.errstate(divide="ignore", over="ignore"):
        # cot(pi p) = tan((1/2 - p) pi), exact for tiny p where 1/2 - p would round.
        height = np.average(1.0 / np.tan(np.pi * np.minimum(asked, ceiling)), weights=given)
    return float(np.arctan2(1.0, height) / np.pi)


def bonferroni(p: NDArray[np.float64]) -> float:
    """The smallest p times how many were asked, at most 1.  NaN was not asked; none gives 1.

    Raises ValueError on p outside [0, 1].
    """
    asked = _asked(p)
    return min(1.0, float(np.min(asked)) * asked.size) if asked.size else 1.0


def _asked(p: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.asarray(p, dtype=np.float64).ravel()
    if np.any((values < 0) | (values > 1)):
        raise ValueError("a p-value lies outside [0, 1]")
    return values[~np.isnan(values)]
