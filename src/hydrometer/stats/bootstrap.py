"""How sure a mean over repeated runs is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def mean_interval(
    values: NDArray[np.float64],
    rng: np.random.Generator,
    level: float = 0.95,
    draws: int = 2000,
) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean of independent runs, shape (runs,).

    Null: none; an interval for the mean over seeds.  Assumptions: runs independent and alike; with
    fewer than about ten runs it is too narrow.  NaN runs are left out.  (NaN, NaN) when none are
    left.  Raises ValueError on a level outside (0, 1).
    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level must lie in (0, 1), not {level}")
    runs = np.asarray(values, dtype=np.float64).ravel()
    runs = runs[~np.isnan(runs)]
    if runs.size == 0:
        return float("nan"), float("nan")
    means = runs[rng.integers(runs.size, size=(draws, runs.size))].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
