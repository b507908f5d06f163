from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.content.hashing import key_words, siphash

MASK = 2**64 - 1
REFERENCE_KEY = np.frombuffer(bytes(range(16)), "<u8")


def rotated(word: int, count: int) -> int:
    return (word << count | word >> (64 - count)) & MASK


def naive_siphash(data: bytes, first: int, second: int) -> int:
    """The algorithm as its paper writes it down."""
    v = [
        first ^ 0x736F6D6570736575,
        second ^ 0x646F72616E646F6D,
        first ^ 0x6C7967656E657261,
        second ^ 0x7465646279746573,
    ]

    def rounds(count: int) -> None:
        for _ in range(count):
            v[0] = (v[0] + v[1]) & MASK
            v[2] = (v[2] + v[3]) & MASK
            v[1], v[3] = rotated(v[1], 13) ^ v[0], rotated(v[3], 16) ^ v[2]
            v[0] = rotated(v[0], 32)
            v[2] = (v[2] + v[1]) & MASK
            v[0] = (v[0] + v[3]) & MASK
            v[1], v[3] = rotated(v[1], 17) ^ v[2], rotated(v[3], 21) ^ v[0]
            v[2] = rotated(v[2], 32)

    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) & 255])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 255
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


@pytest.mark.parametrize(
    ("length", "expected"), [(0, 0x726FDB47DD0E0E31), (15, 0xA129CA6149BE45E5)]
)
def test_published_vectors(length: int, expected: int) -> None:
    data = np.arange(length, dtype=np.uint8)
    assert int(siphash(data, 0, length, REFERENCE_KEY[0], REFERENCE_KEY[1])) == expected


@given(st.binary(max_size=70), st.integers(0, MASK), st.integers(0, MASK), st.integers(0, 9))
def test_any_span_hashes_as_the_paper_says(data: bytes, first: int, second: int, skip: int) -> None:
    array = np.frombuffer(bytes(skip) + data + b"tail", np.uint8)
    found = siphash(array, skip, skip + len(data), np.uint64(first), np.uint64(second))
    assert int(found) == naive_siphash(data, first, second)


def test_keys_differ_by_purpose_and_secret_and_are_stable() -> None:
    assert key_words(b"", "opening") == key_words(b"", "opening")
    keys = {
        key_words(secret, purpose) for secret in (b"", b"k", b"k" * 500) for purpose in ("a", "b")
    }
    assert len(keys) == 6


def test_a_long_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="person"):
        key_words(b"", "a purpose longer than sixteen letters")
