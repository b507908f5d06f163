"""How much of what is reported may be false: control of error rates over a batch.

Null          for each hypothesis its own.  The false discovery rate is the expected share of true
              nulls among those reported, the familywise rate the chance that there is any; the
              second is never less than the first.
Assumptions   e-BH: valid e-values, any dependence, one fixed batch (running maxima of an
              e-process are not e-values, arXiv 2501.19360).  Benjamini-Hochberg: valid p-values,
              independent or positively dependent.  Holm: valid p-values, any dependence.
Source        Wang and Ramdas, False discovery rate control with e-values, JRSS B 84 (2022), arXiv
              2009.02824; Benjamini and Hochberg, JRSS B 57 (1995); Holm, Scandinavian Journal of
              Statistics 6 (1979).

A NaN counts among the hypotheses of the batch and is never reported: leaving it out could make the
batch smaller by looking at the data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def e_bh(e_values: NDArray[np.float64], fdr: float) -> NDArray[np.bool_]:
    """Which of K hypotheses are reported at level ``fdr``, in (0, 1).

    Reports the k largest e-values for the largest k whose k-th largest is at least K / (k fdr).
    Shape (K,) in and out.  Raises ValueError on negative e-values or a level outside (0, 1).
    """
    _check_level(fdr)
    return q_values(e_values) <= fdr


def q_values(e_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest level at which e-BH reports each hypothesis, capped at 1.

    K / (k e_(k)) for the k-th largest e-value, made monotone by a running minimum from the
    smallest e-value up.  Shape (K,) in and out.  Raises ValueError on negative e-values.
    """
    values = np.nan_to_num(np.asarray(e_values, dtype=np.float64), nan=0.0, posinf=np.inf)
    if np.any(values < 0):
        raise ValueError("an e-value is negative")
    # 1 / e is a p-value (Markov), and e-BH is Benjamini-Hochberg on it.
    with np.errstate(divide="ignore"):
        return _step_up(1.0 / values)


def adjusted_p_values(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest level at which Benjamini-Hochberg reports each hypothesis.

    Shape (K,) in and out; NaN counts in the batch and is never reported.  Raises ValueError on p
    outside [0, 1].
    """
    return _step_up(_probabilities(p))


def holm(p: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest familywise rate at which the weighted procedure of Holm reports each hypothesis.

    The least p / weight is multiplied by the sum of all weights, the next by the sum of what is
    left, and so on; a running maximum, capped at 1.  Shape (K,) in and out; NaN counts in the batch
    and is never reported.  Raises ValueError on p outside [0, 1] or weights that are not positive.
    """
    values = _probabilities(p)
    if not np.all(weights > 0):
        raise ValueError("a weight is not positive")
    order = np.argsort(values / weights, kind="stable")
    left = np.cumsum(weights[order][::-1])[::-1]
    adjusted = np.empty_like(values)
    adjusted[order] = np.maximum.accumulate(values[order] / weights[order] * left)
    return np.minimum(adjusted, 1.0)


def benjamini_hochberg(p: NDArray[np.float64], fdr: float) -> NDArray[np.bool_]:
    """Which of K p-values Benjamini-Hochberg reports at level ``fdr``, in (0, 1).

    Shape (K,) in and out.  Raises ValueError on p outside [0, 1] or a level outside (0, 1).
    """
    _check_level(fdr)
    return adjusted_p_values(p) <= fdr


def _probabilities(p: NDArray[np.float64]) -> NDArray[np.float64]:
    values = np.nan_to_num(np.asarray(p, dtype=np.float64), nan=1.0)
    if np.any((values < 0) | (values > 1)):
        raise ValueError("a p-value lies outside [0, 1]")
    return values


def _step_up(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjusted p-values K p_(k) / k, running minimum from the largest p down, capped at 1."""
    order = np.argsort(p, kind="stable")
    ranks = np.arange(1, p.size + 1)
    raised = p.size * p[order] / ranks
    adjusted = np.empty_like(raised)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return adjusted


def _check_level(fdr: float) -> None:
    if not 0 < fdr < 1:
        raise ValueError(f"the false discovery rate must lie in (0, 1), not {fdr}")
