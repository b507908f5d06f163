"""E-values from the rank of one statistic among matched references.

Null          the judged statistic and its n references are exchangeable, so its rank from the top,
              r, is uniform on 1 .. n + 1 (or, with ties counted against it, later than that).
Assumptions   as for conformal p-values: exchangeability over the unit that is ranked.
Source        rank-based e-values of exchangeable statistics: Ramdas and Wang, Hypothesis testing
              with e-values (arXiv 2410.23614), on conformal e-values.

A general calibrator has to guard against p-values near 0 and wastes most of what a rank says:
300 references give at most 3 bits.  A rank cannot fall below 1, so weights r^-s, which sum to a
finite total over 1 .. n + 1, are an e-value as they are: 300 references give up to 7.5 bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DECAY = 2.0
"""The exponent s: bets on the first few ranks, and keeps some of it where references are impure."""


def rank_e(p: float, references: int) -> float:
    """The e-value of a conformal p-value ``p = r / (references + 1)``.

    (n + 1) r^-s / sum of j^-s.  A combined p-value, which lies between ranks, is taken as it is.
    No references give 1: nothing was asked.  Raises ValueError on p outside [1 / (n + 1), 1].
    """
    if references == 0:
        return 1.0
    total = references + 1
    rank = p * total
    if not 1.0 - 1e-9 <= rank <= total + 1e-9:
        raise ValueError(f"p = {p} is no rank among {total}")
    return float(total * rank**-DECAY / _weights(total).sum())


def _weights(total: int) -> NDArray[np.float64]:
    return np.asarray(np.arange(1, total + 1, dtype=np.float64) ** -DECAY)
