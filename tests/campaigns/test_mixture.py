"""Streams of a pool: against brute force on small inputs, and on planted streams."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hydrometer.campaigns.compounds import compounds_of
from hydrometer.campaigns.mixture import (
    PRIOR,
    Mixture,
    expect,
    fit,
    least_apart,
    place,
)

SIZES = (3, 2)
STARTS = np.array([0, 3, 5])


def a_mixture(rng: np.random.Generator, streams: int) -> Mixture:
    tables = [rng.dirichlet(np.ones(size), size=streams).T for size in SIZES]
    return Mixture(rng.dirichlet(np.ones(streams)), np.log(np.concatenate(tables)))


def some_codes(rng: np.random.Generator, rows: int) -> NDArray[np.uint32]:
    columns = [rng.integers(size, size=rows) for size in SIZES]
    return np.asarray(np.stack(columns, axis=1) + STARTS[:-1], dtype=np.uint32)


def naive_posterior(
    codes: NDArray[np.uint32], chains: NDArray[np.int64], mixture: Mixture, row: int
) -> list[float]:
    """Bayes by hand: the product over the chain of the chances of every attribute."""
    weights = []
    for k in range(mixture.streams):
        weight = float(mixture.shares[k])
        for other, attribute in itertools.product(range(len(codes)), range(codes.shape[1])):
            if chains[other] == chains[row]:
                weight *= math.exp(mixture.log_chances[codes[other, attribute], k])
        weights.append(weight)
    return [w / sum(weights) for w in weights]


def chained(rng: np.random.Generator, rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The chain of each row, side by side, and where each ends."""
    chains = np.sort(np.unique(rng.integers(3, size=rows), return_inverse=True)[1])
    return chains, np.cumsum(np.bincount(chains))


def tally(codes: NDArray[np.uint32], chance: NDArray[np.float64], size: int) -> Any:
    counts = np.zeros((size, chance.shape[1]))
    for row, own in zip(codes, chance, strict=True):
        counts[row] += own
    return counts


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 6), streams=st.integers(1, 5))
def test_each_goes_to_the_stream_that_bayes_by_hand_has_likeliest(
    seed: int, rows: int, streams: int
) -> None:
    rng = np.random.default_rng(seed)
    mixture, codes = a_mixture(rng, streams), some_codes(rng, rows)
    chains, ends = chained(rng, rows)
    stream_of = np.minimum(np.arange(streams), 2).astype(np.int32)
    stream, certainty = place(codes, ends, mixture, stream_of)
    for row in range(rows):
        by_hand = np.bincount(stream_of, naive_posterior(codes, chains, mixture, row))
        assert certainty[row] == pytest.approx(by_hand.max(), abs=streams * 1e-3)
        assert by_hand[stream[row]] == pytest.approx(by_hand.max(), abs=streams * 1e-3)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 8), streams=st.integers(1, 20))
def test_one_pass_counts_as_bayes_by_hand_does(seed: int, rows: int, streams: int) -> None:
    rng = np.random.default_rng(seed)
    mixture, codes = a_mixture(rng, streams), some_codes(rng, rows)
    chains, ends = chained(rng, rows)
    counts, likelihood = expect(compounds_of(codes, 5), ends, mixture)
    chance = [naive_posterior(codes, chains, mixture, row) for row in range(rows)]
    assert counts == pytest.approx(tally(codes, np.array(chance), 5), abs=rows * streams * 2e-3)
    under = mixture.log_chances[codes].sum(axis=1)
    shares = np.log(np.maximum(mixture.shares, 1e-12))
    by_chain = [under[chains == c].sum(axis=0) + shares for c in range(chains.max() + 1)]
    exact = sum(float(np.logaddexp.reduce(chain)) for chain in by_chain)
    assert likelihood == pytest.approx(exact, rel=1e-4, abs=rows * streams * 2e-3)


@pytest.mark.parametrize("attributes", [1, 3])
def test_one_pass_takes_every_attribute_of_an_odd_number(attributes: int) -> None:
    codes = np.arange(attributes, dtype=np.uint32)[None, :]
    mixture = Mixture(np.ones(1), np.full((attributes, 1), -0.5))
    counts, likelihood = expect(compounds_of(codes, 5), np.array([1]), mixture)
    assert counts == pytest.approx(np.ones((attributes, 1)))
    assert likelihood == pytest.approx(-0.5 * attributes)


def marginal(count: NDArray[np.float64], prior: NDArray[np.float64]) -> float:
    """Log marginal likelihood of the counts of one attribute."""
    total = math.lgamma(prior.sum()) - math.lgamma((count + prior).sum())
    terms = zip(count.tolist(), prior.tolist(), strict=True)
    return total + sum(math.lgamma(n + p) - math.lgamma(p) for n, p in terms)


@given(seed=st.integers(0, 10_000), rows=st.integers(1, 400), attributes=st.integers(1, 6))
def test_compounds_say_of_each_exchange_just_its_codes(
    seed: int, rows: int, attributes: int
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(1 + rng.integers(9, size=attributes), size=(rows, attributes))
    codes = (values + 10 * np.arange(attributes)).astype(np.uint32)
    columns, starts, parts = compounds_of(codes, 10 * attributes)
    for row, own in zip(columns, codes, strict=True):
        found = [parts[low:high] for low, high in zip(starts[row], starts[row + 1], strict=True)]
        assert np.sort(np.concatenate(found)).tolist() == own.tolist()


def test_what_hardly_varies_is_taken_together() -> None:
    rng = np.random.default_rng(0)
    codes = np.stack([rng.integers(n, size=4000) for n in (2, 3, 4, 300)], axis=1)
    compounds = compounds_of((codes + np.array([0, 2, 5, 9])).astype(np.uint32), 309)
    assert compounds.columns.shape == (4000, 2)
    assert len(compounds.starts) - 1 == 2 * 3 * 4 + 300


@given(seed=st.integers(0, 10_000), streams=st.integers(3, 6))
def test_streams_least_apart_lose_least_marginal_likelihood(seed: int, streams: int) -> None:
    rng = np.random.default_rng(seed)
    codes = some_codes(rng, 40)
    counts = tally(codes, rng.dirichlet(np.full(streams, 0.1), size=40), 5)
    prior = PRIOR * np.concatenate([rng.dirichlet(np.ones(size)) for size in SIZES])
    spans = [slice(int(low), int(high)) for low, high in itertools.pairwise(STARTS)]

    def worth(count: NDArray[np.float64]) -> float:
        return sum(marginal(count[span], prior[span]) for span in spans)

    gains = {
        (i, j): worth(counts[:, i] + counts[:, j]) - worth(counts[:, i]) - worth(counts[:, j])
        for i, j in itertools.combinations(range(1, streams), 2)
    }
    most = int(rng.integers(1, 4))
    found = [tuple(pair) for pair in least_apart(counts, prior, len(SIZES), most).tolist()]
    assert len(found) == min(most, (streams - 1) // 2)
    for pair in found:
        assert gains[pair] == pytest.approx(max(gains.values()), abs=1e-6)
        gains = {other: gain for other, gain in gains.items() if not set(other) & set(pair)}


def planted(
    streams: int, rows: int, seed: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Codes drawn from streams with peaked distributions over 8 attributes of 10 values."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(streams, size=rows)
    chances = rng.dirichlet(np.full(10, 0.3), size=(streams, 8))
    columns = [
        np.array([rng.choice(10, p=chances[k, a]) for k in truth]) + 10 * a for a in range(8)
    ]
    return np.stack(columns, axis=1).astype(np.uint32), np.arange(0, 81, 10), truth


def alone(codes: NDArray[Any]) -> NDArray[np.int64]:
    """The ends of chains of one exchange each."""
    return np.arange(1, len(codes) + 1)


def placed(codes: NDArray[np.uint32], ends: NDArray[np.int64], mixture: Mixture) -> NDArray[Any]:
    return place(codes, ends, mixture, np.arange(mixture.streams, dtype=np.int32))[0]


def purity(truth: NDArray[np.int64], stream: NDArray[np.int64]) -> float:
    same = sum(np.bincount(truth[stream == k]).max() for k in np.unique(stream))
    return float(same / len(truth))


@pytest.mark.parametrize("streams", [1, 2, 4])
def test_planted_streams_are_found_in_their_number(streams: int) -> None:
    codes, starts, truth = planted(streams, 1500, seed=streams)
    mixture, _ = fit(codes, alone(codes), starts, np.full(80, 0.1))
    assert mixture.streams - 1 == streams
    assert purity(truth, placed(codes, alone(codes), mixture)) > 0.97


def test_exchanges_without_marks_go_with_their_session() -> None:
    codes, starts, truth = planted(2, 1200, seed=5)
    chains = np.arange(1200) // 2
    truth = truth[chains * 2]
    codes = codes[np.searchsorted(np.arange(1200), chains * 2)]
    blank = np.arange(1200) % 2 == 1
    codes[blank] = np.arange(0, 80, 10, dtype=np.uint32)
    ends = np.arange(2, 1201, 2)
    mixture, _ = fit(codes, ends, starts, np.full(80, 0.1))
    assert purity(truth, placed(codes, ends, mixture)) > 0.95


def test_nothing_but_usual_traffic_needs_no_stream() -> None:
    rng = np.random.default_rng(4)
    codes = np.stack([rng.integers(2, size=40) + 2 * a for a in range(3)], axis=1)
    mixture, _ = fit(codes.astype(np.uint32), alone(codes), np.arange(0, 7, 2), np.full(6, 0.5))
    assert mixture.streams == 1
    assert mixture.shares.tolist() == [1.0]


def test_fit_does_not_depend_on_anything_but_the_data() -> None:
    codes, starts, _ = planted(3, 600, seed=9)
    first, _ = fit(codes, alone(codes), starts, np.full(80, 0.1))
    again, _ = fit(codes, alone(codes), starts, np.full(80, 0.1))
    assert np.array_equal(first.log_chances, again.log_chances)


def test_ordinary_traffic_is_background() -> None:
    rng = np.random.default_rng(3)
    usual = rng.dirichlet(np.full(10, 0.5), size=8)
    codes = np.stack([rng.choice(10, p=usual[a], size=800) + 10 * a for a in range(8)], axis=1)
    mixture, _ = fit(codes.astype(np.uint32), alone(codes), np.arange(0, 81, 10), usual.ravel())
    assert mixture.shares[0] > 0.8


def test_one_exchange_is_no_error() -> None:
    mixture, _ = fit(np.array([[0, 3]], np.uint32), np.ones(1, np.int64), STARTS, np.full(5, 0.4))
    assert mixture.shares.sum() == pytest.approx(1.0)
