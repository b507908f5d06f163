"""Lengths in tokens, by what the work is.

Log means are set by the work; how far one customer stands from another is taken from the token
histograms of 258 clients of alibaba/ServeGen (Apache-2.0): between clients the log mean has a
standard deviation of 1.0 to 1.2 (input) and 1.5 to 1.75 (output), inside one client the log
standard deviation is 0.42 (input; quartiles 0.17 and 0.63) and 0.67 (output; 0.37 and 1.07).
Half of the spread between clients lies between kinds of work, so 0.6 remains inside a kind.
Reasoning tokens follow the 73 clients of its reasoning model: log mean of outputs 6.26, standard
deviation 0.70 between and 0.43 inside clients.
"""

from __future__ import annotations

from typing import Any

import numpy as np

BETWEEN = 0.6
REASONING_MU, REASONING_SD = 6.1, 0.6


def lengths(
    rng: np.random.Generator, n: int, input_tokens: float, output_tokens: float
) -> dict[str, Any]:
    """Fields of ``n`` workloads whose median lengths are about those given."""
    return {
        "input_mu": rng.normal(np.log(input_tokens), BETWEEN, n),
        "input_sd": np.exp(rng.normal(np.log(0.42), 0.6, n)).clip(0.05, 1.3),
        "output_mu": rng.normal(np.log(output_tokens), BETWEEN, n),
        "output_sd": np.exp(rng.normal(np.log(0.67), 0.5, n)).clip(0.1, 1.8),
    }
