"""Conformal p-values: the rank of one statistic among those of matched honest references.

Null          the judged statistic and its references are exchangeable.
Assumptions   exchangeability over the unit that is ranked (groups or accounts, not exchanges), and
              references that were not chosen by looking at the judged value.
Source        Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005), ch. 2;
              Bates et al., arXiv 2104.08279, for outlier tests.  P-values that share references
              are dependent.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def p_values(observed: NDArray[np.float64], references: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each observed value, the share of values at least as large as it, itself counted.

    Both have one dimension; NaN references are left out of n.  Gives
    (1 + #{reference >= observed}) / (n + 1), in [1 / (n + 1), 1].  An observed NaN gives 1: what
    cannot be asked is no evidence.  Valid (never too small) under the null, also with ties.
    """
    asked = np.sort(_asked(references))
    reached = asked.size - np.searchsorted(asked, observed)
    return np.where(np.isnan(observed), 1.0, (1 + reached) / (asked.size + 1))


def smoothed_p_value(
    observed: float, references: NDArray[np.float64], rng: np.random.Generator
) -> float:
    """As ``p_values``, with ties broken at random: exactly uniform on (0, 1] under the null.

    Returns (#{reference > observed} + U (1 + #{reference = observed})) / (n + 1) with one draw of
    U, so the same generator state gives the same value.  An observed NaN gives 1 and draws nothing.
    """
    if math.isnan(observed):
        return 1.0
    asked = _asked(references)
    above = int(np.count_nonzero(asked > observed))
    tied = int(np.count_nonzero(asked == observed))
    # 1 - random() lies in (0, 1]: a p-value of zero would be infinite evidence.
    return (above + (1.0 - rng.random()) * (1 + tied)) / (asked.size + 1)


def _asked(references: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.asarray(references, dtype=np.float64).ravel()
    return values[~np.isnan(values)]
