"""How p-values of null streams compare with what uniform ones would be."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = (0.01, 0.05, 0.1, 0.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Uniformity:
    """Of ``n`` p-values, the ``shares`` at or below each of `LEVELS`, and how much they are small.

    ``excess`` is the one-sided Kolmogorov-Smirnov distance: the most by which the share at or below
    any level exceeds the level.  Where p-values are too large, as with ties, it is 0 or nearly so.
    """

    n: int
    shares: tuple[float, ...]
    excess: float

    @classmethod
    def of(cls, p_values: Floats) -> Uniformity:
        """Compare p-values, shape (n,)."""
        n = len(p_values)
        shares = tuple(float(np.count_nonzero(p_values <= level)) / max(n, 1) for level in LEVELS)
        above = np.arange(1, n + 1) / max(n, 1) - np.sort(p_values)
        return cls(n, shares, float(above.max(initial=0.0)))

    @property
    def chance(self) -> float:
        """The excess that as many independent uniform p-values pass once in twenty times.

        Massart's inequality (Annals of Probability 18, 1990).  Null streams of one world share
        references and are not independent, so that true chance is somewhat larger.
        """
        return math.sqrt(math.log(20.0) / (2 * max(self.n, 1)))
