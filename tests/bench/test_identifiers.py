"""Identifiers are one to one, opaque, and written as Python would write them."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.bench.identifiers import mix, unit, written

KEYS = st.lists(st.integers(0, 2**64 - 1), max_size=20)


@given(KEYS)
def test_written_agrees_with_format(keys: list[int]) -> None:
    got = written("x_", np.array(keys, np.uint64))
    assert got.to_pylist() == [f"x_{key:016x}" for key in keys]


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.booleans()), max_size=20))
def test_absent_keys_are_null(rows: list[tuple[int, bool]]) -> None:
    keys = np.array([key for key, _ in rows], np.uint64)
    present = np.array([there for _, there in rows], bool)
    got = written("", keys, present)
    got.validate(full=True)
    assert got.to_pylist() == [f"{k:016x}" if there else None for k, there in rows]


def test_a_slice_of_nothing() -> None:
    assert written("x_", np.zeros(0, np.uint64)).equals(pa.array([], pa.string()))


def test_mixing_is_one_to_one_and_salted() -> None:
    numbers = np.arange(200_000)
    assert np.unique(mix(numbers, 5)).size == numbers.size
    assert not (mix(numbers, 5) == mix(numbers, 6)).any()


def test_units_are_even() -> None:
    drawn = unit(np.arange(100_000), 9)
    assert 0 <= drawn.min() < drawn.max() < 1
    counts = np.histogram(drawn, 20, (0, 1))[0]
    assert ((counts - 5000) ** 2 / 5000).sum() < 44  # chi-square, 19 degrees, 0.999
