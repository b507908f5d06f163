"""A keyed 64-bit hash of byte spans, fast enough for every byte of every prompt.

SipHash-2-4 (Aumasson and Bernstein, 2012) is a pseudorandom function: who does not hold the key can
neither look a known prompt up among the signatures nor choose prompts that collide.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
from numba import njit

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]


def key_words(key: bytes, purpose: str) -> tuple[np.uint64, np.uint64]:
    """The two 64-bit halves of the hash key for one purpose (at most 16 ASCII letters).

    Each purpose has a key of its own, so that equal texts in different columns do not match.
    """
    digest = hashlib.blake2b(key, digest_size=16, person=purpose.encode()).digest()
    first, second = np.frombuffer(digest, "<u8")
    return np.uint64(first), np.uint64(second)


@njit(cache=True, nogil=True)
def _rotated(word, count):  # type: ignore[no-untyped-def]
    return (word << np.uint64(count)) | (word >> np.uint64(64 - count))


@njit(cache=True, nogil=True)
def _round(a, b, c, d):  # type: ignore[no-untyped-def]
    a += b
    c += d
    b = _rotated(b, 13) ^ a
    d = _rotated(d, 16) ^ c
    a = _rotated(a, 32)
    c += b
    a += d
    b = _rotated(b, 17) ^ c
    d = _rotated(d, 21) ^ a
    return a, b, _rotated(c, 32), d


@njit(cache=True, nogil=True)
def _absorbed(a, b, c, d, word):  # type: ignore[no-untyped-def]
    a, b, c, d = _round(a, b, c, d ^ word)
    a, b, c, d = _round(a, b, c, d)
    return a ^ word, b, c, d


@njit(cache=True, nogil=True)
def _eight(data, at):  # type: ignore[no-untyped-def]
    """Eight bytes as a little-endian word; the compiler makes one load of it."""
    word = np.uint64(data[at])
    for k in range(1, 8):
        word |= np.uint64(data[at + k]) << np.uint64(8 * k)
    return word


@njit(cache=True, nogil=True)
def siphash(data, start, stop, first, second):  # type: ignore[no-untyped-def]
    """SipHash-2-4 of ``data[start:stop]`` (uint8) under the key ``(first, second)``; uint64."""
    a = first ^ np.uint64(0x736F6D6570736575)
    b = second ^ np.uint64(0x646F72616E646F6D)
    c = first ^ np.uint64(0x6C7967656E657261)
    d = second ^ np.uint64(0x7465646279746573)
    whole = start + (stop - start) // 8 * 8
    for at in range(start, whole, 8):
        a, b, c, d = _absorbed(a, b, c, d, _eight(data, at))
    last = np.uint64((stop - start) & 0xFF) << np.uint64(56)
    for at in range(whole, stop):
        last |= np.uint64(data[at]) << np.uint64(8 * (at - whole))
    a, b, c, d = _absorbed(a, b, c, d, last)
    c ^= np.uint64(0xFF)
    for _ in range(4):
        a, b, c, d = _round(a, b, c, d)
    return a ^ b ^ c ^ d
