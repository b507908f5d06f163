"""Which exchanges of a pool belong together: a mixture of streams over categorical attributes.

A pool carries several customers' traffic through the same accounts, so the accounts cannot tell
them apart; how the requests are made can.  Each stream has its own distribution over every
attribute (settings, scaffold, client, hour, sizes); a background stream is held at what
comparable traffic outside the pool does.  Exchanges of one session are one draw: a turn without
any wording of its own goes where its session goes, with the session's uncertainty.

Expectation-maximisation with Dirichlet smoothing towards the pool's own average, started from
exchanges far from each other (Arthur and Vassilvitskii 2007).  The number of streams is chosen on
the way down: the streams that are least apart are merged in pairs, a few at once, and fitted again,
for as long as the Bayesian information criterion (Schwarz 1978) gets better, and the best fit of
the way is kept.

What goes from one round to the next is the expected count of each code in each stream, never a
table of exchanges by streams: one pass over the exchanges takes chances to counts.

Attributes are laid side by side: the codes of attribute ``a`` are the columns ``starts[a]`` to
``starts[a + 1]`` of every table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hydrometer.campaigns.compounds import Codes, Compounds, Singles, compounds_of, spread, summed
from hydrometer.campaigns.expectation import expect_chains, place_chains

PRIOR = 4.0
"""Pseudo-exchanges, spread as the pool's average, in each stream's distributions."""
_ROUNDS = 30
_ROUNDS_MERGED = 5
_FEWEST_STARTS = 4
_ROWS_A_START = 150
_SETTLED = 1e-3
_AT_ONCE = 0.05
"""Share of the streams that one step of the way down merges, each with one other."""
_PATIENCE = 2
"""Fits in a row that are no better than the best, before the way down ends."""

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


@dataclass(frozen=True)
class _Pool:
    """A pool to fit: chains are runs of rows, each up to its place in ``ends``."""

    codes: Codes
    compounds: Compounds
    ends: Chains
    average: Floats
    usual: Floats

    @property
    def attributes(self) -> int:
        return int(self.codes.shape[1])


def place(
    codes: Codes, ends: Chains, mixture: Mixture, stream_of: NDArray[np.int32]
) -> tuple[NDArray[np.int32], Singles]:
    """The likeliest stream of each exchange, and its posterior.

    Args:
        codes: exchanges x attributes, those of a chain side by side: they decide together.
        ends: where each chain ends.
        mixture: its streams are strands here.
        stream_of: the stream of each strand; a stream's posterior is the sum over its strands.
    """
    found = place_chains(codes, ends, *_singles(mixture), stream_of)
    rows = np.diff(ends, prepend=0)
    return np.repeat(found[0], rows), np.repeat(found[1], rows)


def _singles(mixture: Mixture) -> tuple[Singles, Singles]:
    """Log chances and log shares, as kernels take them."""
    shares = np.log(np.maximum(mixture.shares, 1e-12))
    return mixture.log_chances.astype(np.float32), shares.astype(np.float32)


def fit(
    codes: Codes, ends: Chains, starts: NDArray[np.int64], usual: Floats
) -> tuple[Mixture, Floats]:
    """Fit streams to a pool.

    Args:
        codes: exchanges x attributes, each attribute's codes within its columns; the exchanges of
            a session are side by side.
        ends: where each session ends.
        starts: first column of each attribute, and the number of columns.
        usual: chance of each code outside the pool: the background, held fixed.

    Returns:
        The mixture, the largest stream right after the background, and the expected number of
        exchanges with each code in each stream.
    """
    compounds = compounds_of(codes, int(starts[-1]))
    pool = _Pool(codes, compounds, ends, _average(codes, starts), usual)
    counts, worth = _way_down(pool)
    if worth <= float(np.log(usual)[codes].sum()):
        mixture = Mixture(np.ones(1), np.log(usual)[:, None])
    else:
        counts, _ = _settle(pool, counts, _ROUNDS_MERGED)
        order = 1 + np.argsort(-counts[:, 1:].sum(axis=0), kind="stable")
        mixture = _maximise(pool, counts[:, [0, *order]])
    return mixture, expect(compounds, ends, mixture)[0]


def _average(codes: Codes, starts: NDArray[np.int64]) -> Floats:
    """The pool's own distribution of each attribute, no code quite impossible."""
    sizes = np.diff(starts)
    spread = np.repeat(1.0 / sizes, sizes)
    counts = np.bincount(codes.ravel(), minlength=int(starts[-1])) + spread
    return np.asarray(counts / (len(codes) + 1.0))


def _way_down(pool: _Pool) -> tuple[Floats, float]:
    """Counts and worth of the best fit, from many streams to one beside the background."""
    counts, rounds, since = _start(pool), _ROUNDS, 0
    best, best_worth = counts, -math.inf
    while since < _PATIENCE:
        counts, likelihood = _settle(pool, counts, rounds)
        worth = likelihood - _price(pool, counts)
        since += 1
        if worth > best_worth:
            best, best_worth, since = counts, worth, 0
        if counts.shape[1] <= 2:
            break
        at_once = max(int(_AT_ONCE * counts.shape[1]), 1)
        pairs = least_apart(counts, PRIOR * pool.average, pool.attributes, at_once)
        counts = _merged(counts, pairs)
        rounds = _ROUNDS_MERGED
    return best, best_worth


def _merged(counts: Floats, pairs: Chains) -> Floats:
    kept, gone = pairs.T
    merged = counts.copy()
    merged[:, kept] += counts[:, gone]
    return np.asarray(np.delete(merged, gone, axis=1))


def _settle(pool: _Pool, counts: Floats, rounds: int) -> tuple[Floats, float]:
    """Maximisation and expectation in turn until the likelihood hardly rises."""
    likelihood = -math.inf
    for _ in range(rounds):
        before = likelihood
        counts, likelihood = expect(pool.compounds, pool.ends, _maximise(pool, counts))
        if likelihood - before < _SETTLED * abs(likelihood):
            break
    return counts, likelihood


def _maximise(pool: _Pool, counts: Floats) -> Mixture:
    weight = counts.sum(axis=0) / pool.attributes
    table = (counts + PRIOR * pool.average[:, None]) / (weight + PRIOR)
    table[:, 0] = pool.usual
    return Mixture(weight / weight.sum(), np.log(table))


def _price(pool: _Pool, counts: Floats) -> float:
    """Half the log of the sample size for each distribution entry that the streams make use of."""
    used = (counts[:, 1:] >= 1.0).sum(axis=0)
    free = np.maximum(used - pool.attributes, 0) + 1
    return float(0.5 * math.log(len(pool.codes)) * free.sum())


def expect(compounds: Compounds, ends: Chains, mixture: Mixture) -> tuple[Floats, float]:
    """Expected number of exchanges with each code in each stream, and the log likelihood.

    Chain ``c`` is the rows of ``compounds.columns`` from ``ends[c - 1]`` to before ``ends[c]``.  In
    single precision, and without posteriors of less than about 1e-3.
    """
    log_chances, log_shares = _singles(mixture)
    chances = summed(compounds, log_chances)
    counts, likelihood = expect_chains(compounds.columns, ends, chances, log_shares)
    own = spread(compounds, counts, len(log_chances))
    return own.astype(np.float64), float(likelihood)


@njit(cache=True, nogil=True)
def least_apart(counts: Floats, prior: Floats, attributes: int, most: int) -> Chains:
    """The pairs of streams ``i < j``, up to ``most``, that lose least marginal likelihood as one.

    No stream is in two of them; one pair a row, the best first.

    Dirichlet-multinomial, the distributions integrated out (Heckerman, Geiger and Chickering
    1995).  ``prior`` is in pseudo-exchanges, for each code.  A code that only one of the two has
    gains and loses nothing, so only the shared ones are gone through.
    """
    gains = _gains_of_size(counts.sum(axis=0) / attributes, attributes)
    streams = counts.shape[1]
    having = np.empty(streams, np.int64)
    alone = np.empty(streams)
    for c in range(len(counts)):
        held = 0
        for k in range(1, streams):
            if counts[c, k] > 0.0:
                having[held] = k
                alone[held] = math.lgamma(counts[c, k] + prior[c])
                held += 1
        none = math.lgamma(prior[c])
        for x in range(held):
            for y in range(x + 1, held):
                i, j = having[x], having[y]
                both = math.lgamma(counts[c, i] + counts[c, j] + prior[c])
                gains[i, j] += both + none - alone[x] - alone[y]
    pairs = np.empty((most, 2), np.int64)
    found = 0
    while found < most:
        best = np.argmax(gains)
        i, j = best // streams, best % streams
        if gains[i, j] == -np.inf:
            break
        pairs[found] = i, j
        found += 1
        for k in (i, j):
            gains[k, :] = -np.inf
            gains[:, k] = -np.inf
    return pairs[:found]


@njit(cache=True, nogil=True)
def _gains_of_size(weight: Floats, attributes: int) -> Floats:
    """What two streams gain by their sizes alone in being one; minus infinity where no pair is."""
    streams = len(weight)
    gains = np.full((streams, streams), -np.inf)
    none = math.lgamma(PRIOR)
    for i in range(1, streams):
        for j in range(i + 1, streams):
            apart = math.lgamma(PRIOR + weight[i]) + math.lgamma(PRIOR + weight[j])
            both = math.lgamma(PRIOR + weight[i] + weight[j])
            gains[i, j] = attributes * (apart - both - none)
    return gains


def _start(pool: _Pool) -> Floats:
    """Counts to start from: each exchange with the nearest of some far apart (k-means++)."""
    rows = len(pool.codes)
    rng = np.random.default_rng(0)
    first = int(rng.integers(rows))
    starts = max(rows // _ROWS_A_START, _FEWEST_STARTS)
    columns = np.ascontiguousarray(pool.codes.T)
    stream = _nearest(columns, -np.log(pool.average), first, rng.random(starts))
    return _soft_counts(pool.codes, stream, len(pool.average))


@njit(cache=True, nogil=True)
def _nearest(columns: Codes, surprise: Floats, first: int, chances: Floats) -> Chains:
    """For each exchange which start is nearest, from 1: how far, is the surprise of what differs.

    The next start is drawn with the square of the distance to those before, by ``chances``.
    """
    attributes, rows = columns.shape
    nearest = np.full(rows, np.inf)
    stream = np.zeros(rows, np.int64)
    apart = np.empty(rows)
    pick = first
    for start in range(len(chances)):
        apart[:] = 0.0
        for a in range(attributes):
            column, own = columns[a], columns[a, pick]
            far = surprise[own]
            for i in range(rows):
                apart[i] += far * (column[i] != own)
        total = 0.0
        for i in range(rows):
            if apart[i] < nearest[i]:
                nearest[i] = apart[i]
                stream[i] = start + 1
            total += nearest[i] ** 2
        if total == 0.0:
            break
        wanted = chances[start] * total
        reach, pick = nearest[0] ** 2, 0
        while reach < wanted:
            pick += 1
            reach += nearest[pick] ** 2
    return stream


def _soft_counts(codes: Codes, stream: NDArray[np.int64], size: int) -> Floats:
    """Counts when nine parts of each row are in its stream and one part is in all alike."""
    streams = int(stream.max()) + 1
    cells = codes * streams + stream[:, None]
    counts = np.bincount(cells.ravel(), minlength=size * streams).reshape(size, streams)
    return np.asarray(0.9 * counts + 0.1 * counts.mean(axis=1, keepdims=True))
