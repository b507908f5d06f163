"""Which exchanges of a pool belong together: a mixture of streams over categorical attributes.

A pool carries several customers' traffic through the same accounts, so the accounts cannot tell
them apart; how the requests are made can.  Each stream has its own distribution over every
attribute (settings, scaffold, client, hour, sizes); a background stream is held at what
comparable traffic outside the pool does.  Exchanges of one session are one draw: a turn without
any wording of its own goes where its session goes, with the session's uncertainty.

Expectation-maximisation with Dirichlet smoothing towards the pool's own average, started from
exchanges far from each other (Arthur and Vassilvitskii 2007).  The number of streams is chosen on
the way down: the two streams that are least apart are merged and fitted again, and the fit with
the best Bayesian information criterion (Schwarz 1978) of the whole way is kept.

Attributes are laid side by side: the codes of attribute ``a`` are the columns ``starts[a]`` to
``starts[a + 1]`` of every table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

PRIOR = 4.0
"""Pseudo-exchanges, spread as the pool's average, in each stream's distributions."""
_ROUNDS = 30
_ROUNDS_MERGED = 5
_MOST_STARTS = 32
_FEWEST_STARTS = 4
_ROWS_A_START = 150
_SETTLED = 1e-3

Codes = NDArray[np.int32]
Chains = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mixture:
    """Fitted streams; number 0 is the background.

    ``shares`` sums to 1; ``log_chances[c, k]`` is the log chance of code ``c`` in stream ``k``.
    """

    shares: Floats
    log_chances: Floats

    @property
    def streams(self) -> int:
        """Number of streams, the background among them."""
        return len(self.shares)


@njit(cache=True)
def log_likelihoods(codes: Codes, log_chances: Floats) -> Floats:
    """Log chance of each exchange (row of ``codes``) under each stream."""
    rows, attributes = codes.shape
    streams = log_chances.shape[1]
    total = np.zeros((rows, streams))
    for i in range(rows):
        for a in range(attributes):
            c = codes[i, a]
            for k in range(streams):
                total[i, k] += log_chances[c, k]
    return total


@njit(cache=True)
def tally(codes: Codes, chance: Floats, size: int) -> Floats:
    """Expected number of exchanges with each code in each stream."""
    rows, attributes = codes.shape
    streams = chance.shape[1]
    counts = np.zeros((size, streams))
    for i in range(rows):
        for a in range(attributes):
            c = codes[i, a]
            for k in range(streams):
                counts[c, k] += chance[i, k]
    return counts


@njit(cache=True)
def _by_chain(evidence: Floats, chains: Chains, log_shares: Floats) -> tuple[Floats, float]:
    """Posterior of each exchange when a chain decides together, and the log likelihood of all."""
    rows, streams = evidence.shape
    size = 0
    for i in range(rows):
        size = max(size, chains[i] + 1)
    pooled = np.zeros((size, streams))
    for i in range(rows):
        for k in range(streams):
            pooled[chains[i], k] += evidence[i, k]
    likelihood = 0.0
    for c in range(size):
        top = -np.inf
        for k in range(streams):
            pooled[c, k] += log_shares[k]
            top = max(top, pooled[c, k])
        total = 0.0
        for k in range(streams):
            pooled[c, k] = math.exp(pooled[c, k] - top)
            total += pooled[c, k]
        likelihood += top + math.log(total)
        for k in range(streams):
            pooled[c, k] /= total
    chance = np.empty((rows, streams))
    for i in range(rows):
        for k in range(streams):
            chance[i, k] = pooled[chains[i], k]
    return chance, likelihood


def posteriors(codes: Codes, chains: Chains, mixture: Mixture) -> Floats:
    """Chance that each exchange is of each stream, exchanges of one chain deciding together.

    ``chains`` are dense numbers from 0; an exchange alone is a chain of its own.
    """
    return _expect(codes, chains, mixture)[0]


def _expect(codes: Codes, chains: Chains, mixture: Mixture) -> tuple[Floats, float]:
    evidence = log_likelihoods(codes, mixture.log_chances)
    chance, likelihood = _by_chain(evidence, chains, np.log(np.maximum(mixture.shares, 1e-12)))
    return chance, float(likelihood)


def fit(codes: Codes, chains: Chains, starts: NDArray[np.int64], usual: Floats) -> Mixture:
    """Fit streams to a pool.

    Args:
        codes: exchanges x attributes, each attribute's codes within its columns.
        chains: the session of each exchange, dense from 0.
        starts: first column of each attribute, and the number of columns.
        usual: chance of each code outside the pool: the background, held fixed.

    Returns:
        The mixture, the largest stream right after the background.
    """
    average = _average(codes, starts)
    chance = _start(codes, average)
    best = np.ones((len(codes), 1))
    best_worth = float(np.log(usual)[codes].sum())
    rounds = _ROUNDS
    while True:
        chance, likelihood = _settle(codes, chains, chance, average, usual, rounds)
        worth = likelihood - _price(codes, chance, len(average), len(starts) - 1)
        if worth > best_worth:
            best, best_worth = chance, worth
        if chance.shape[1] <= 2:
            break
        chance = _merge_nearest(codes, chance, average, len(starts) - 1)
        rounds = _ROUNDS_MERGED
    order = 1 + np.argsort(-best[:, 1:].sum(axis=0), kind="stable")
    return _maximise(codes, best[:, [0, *order]], average, usual)


def _settle(
    codes: Codes, chains: Chains, chance: Floats, average: Floats, usual: Floats, rounds: int
) -> tuple[Floats, float]:
    """Expectation and maximisation in turn until the likelihood hardly rises."""
    before = -math.inf
    likelihood = before
    for _ in range(rounds):
        chance, likelihood = _expect(codes, chains, _maximise(codes, chance, average, usual))
        if likelihood - before < _SETTLED * abs(likelihood):
            break
        before = likelihood
    return chance, likelihood


def _price(codes: Codes, chance: Floats, size: int, attributes: int) -> float:
    """Half the log of the sample size for each distribution entry that the streams make use of."""
    used = (tally(codes, chance, size)[:, 1:] >= 1.0).sum(axis=0)
    free = np.maximum(used - attributes, 0) + 1
    return float(0.5 * math.log(len(codes)) * free.sum())


def _average(codes: Codes, starts: NDArray[np.int64]) -> Floats:
    """The pool's own distribution of each attribute, no code quite impossible."""
    sizes = np.diff(starts)
    spread = np.repeat(1.0 / sizes, sizes)
    counts = np.bincount(codes.ravel(), minlength=int(starts[-1])) + spread
    return np.asarray(counts / (len(codes) + 1.0))


def _start(codes: Codes, average: Floats) -> Floats:
    """Start: exchanges chosen far from each other (k-means++), each row with its nearest."""
    rng = np.random.default_rng(0)
    surprise = -np.log(average)
    nearest = np.full(len(codes), np.inf)
    stream = np.zeros(len(codes), dtype=np.int64)
    count = min(max(len(codes) // _ROWS_A_START, _FEWEST_STARTS), _MOST_STARTS, len(codes))
    pick = int(rng.integers(len(codes)))
    for k in range(count):
        apart = np.where(codes != codes[pick], surprise[codes[pick]], 0.0).sum(axis=1)
        closer = apart < nearest
        stream[closer] = k
        nearest[closer] = apart[closer]
        if not nearest.any():
            break
        pick = int(rng.choice(len(codes), p=nearest**2 / (nearest**2).sum()))
    used = int(stream.max()) + 1
    chance = np.full((len(codes), used + 1), 0.1 / (used + 1))
    chance[np.arange(len(codes)), stream + 1] += 0.9
    return chance


def _maximise(codes: Codes, chance: Floats, average: Floats, usual: Floats) -> Mixture:
    weight = chance.sum(axis=0)
    counts = tally(codes, chance, len(average))
    table = (counts + PRIOR * average[:, None]) / (weight + PRIOR)
    table[:, 0] = usual
    return Mixture(weight / weight.sum(), np.log(table))


def _merge_nearest(codes: Codes, chance: Floats, average: Floats, attributes: int) -> Floats:
    """Merge the two streams whose counts lose least, by marginal likelihood, in being one."""
    counts = tally(codes, chance, len(average))
    streams = range(1, chance.shape[1])
    alone = {k: _marginal(counts[:, k], attributes, average) for k in streams}
    _, i, j = max(
        (_marginal(counts[:, i] + counts[:, j], attributes, average) - alone[i] - alone[j], -i, -j)
        for i in streams
        for j in streams
        if i < j
    )
    merged = np.delete(chance, -j, axis=1)
    merged[:, -i] += chance[:, -j]
    return np.asarray(merged)


@njit(cache=True)
def _marginal(count: Floats, attributes: int, average: Floats) -> float:
    """Log marginal likelihood of one stream's counts, its distributions integrated out.

    Dirichlet-multinomial (Heckerman, Geiger and Chickering 1995).
    """
    total = 0.0
    rows = 0.0
    for c in range(len(count)):
        if count[c] > 0:
            rows += count[c]
            prior = PRIOR * average[c]
            total += math.lgamma(count[c] + prior) - math.lgamma(prior)
    rows /= attributes
    return float(total + attributes * (math.lgamma(PRIOR) - math.lgamma(PRIOR + rows)))
