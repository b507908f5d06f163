"""P-values at and beyond the last ranks: conformal ones, and a fitted tail's.

Null          the judged statistic and its references are exchangeable.
Assumptions   up to the largest reference none but that: the p-value is never less than the rank's.
              Beyond it the tail is taken to fall exponentially, as a sum of -ln p does whose terms
              are not fully dependent; the rate is fitted to the top fifth of the references, at the
              lower end of its standard error, and gives never less than a hundredth of the rank's
              p-value.  Where caution is asked for, since what is judged may have been picked from
              among the first, the p-value is nowhere less than the tail's: what is just beyond the
              largest reference is no rarer than the tail says.
Source        peaks over threshold with an exponential tail: Pickands (1975); Knijnenburg et al.,
              Fewer permutations, more accurate P-values, Bioinformatics 25 (2009).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hydrometer.stats.conformal import p_values

TOP = 0.2
FEWEST = 100
"""References below which no tail is fitted."""
REACH = 100.0


def tail_p_values(
    observed: NDArray[np.float64],
    references: NDArray[np.float64],
    cautious: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The conformal p-values, beyond the references those of the tail where they are smaller.

    Where ``cautious``, the tail's also where they are larger.  Both ``observed`` and
    ``references`` have one dimension; references that are NaN are left out.  An observed NaN gives
    1.  In [0.01 / (n + 1), 1].
    """
    ranked = p_values(observed, references)
    known = references[~np.isnan(references)]
    if len(known) < FEWEST:
        return ranked
    start = float(np.quantile(known, 1.0 - TOP))
    excess = known[known > start] - start
    if len(excess) == 0:
        return ranked
    mean = float(excess.mean()) * (1.0 + 2.0 / math.sqrt(len(excess)))
    fitted = TOP * np.exp(-(observed - start) / mean)
    least = np.where(observed > known.max(), ranked / REACH, ranked)
    most = np.where(cautious & (observed > start), np.maximum(fitted, ranked), ranked)
    return np.fmin(np.fmax(fitted, least), most)
