"""How much a request is worded like one for training material, where no cue knows its words.

A linear model over which words, pairs of neighbours and pairs with one word between occur, hashed
into `SIZE` places.  Prompt and system prompt are read together; of a long text both ends.

Weights     learned by ``python -m hydrometer.bench.wordings`` from wordings written for this
            project; `docs/reference/wordings.md` states what it finds and what it takes for such,
            each source of wordings left out in turn.
Quiet on    most everyday use, and agents at work.  Teachers, evaluators and makers of quizzes are
            worded like it, so this convicts nobody.
Evaded by   wording like an everyday question.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from .hashing import Bytes
from .normalising import SPACE, flatten

_BITS = 18
SIZE = 1 << _BITS
HEAD = 800
"""Bytes that are read of a text's beginning."""
TAIL = 600
"""Bytes that are read of the end of a longer one."""
LEVELS = (1.0, 2.5)
"""Log odds from which on a request is each of `model.LIKENESSES`."""

Floats = npt.NDArray[np.float32]
Longs = npt.NDArray[np.int64]

_SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_NEXT = np.uint64(0x9E3779B97F4A7C15)
_APART = np.uint64(0xC2B2AE3D27D4EB4F)
_SHIFT = np.uint64(64 - _BITS)
_IDEOGRAPH = 0xE3
"""First byte of a character of three that is a word by itself, from here on."""


class Weights(NamedTuple):
    """The model: the weight of each place, and the log odds of a text without words."""

    places: Floats
    bias: float


@cache
def weights() -> Weights:
    """The model that ships with the package, read once a process."""
    with (resources.files(__package__) / "likeness.npz").open("rb") as file, np.load(file) as held:
        return Weights(held["places"].astype(np.float32) * held["unit"], float(held["bias"]))


@njit(cache=True, nogil=True)
def _end_of_word(text, at, stop):  # type: ignore[no-untyped-def]
    """Where the word that begins at ``at`` ends; digits are one word, signs a word each."""
    byte = text[at]
    if byte >= _IDEOGRAPH:
        return min(at + 3 + (byte >= 0xF0), stop)
    letter, digit = byte >= 128 or 97 <= byte <= 122, 48 <= byte <= 57
    end = at + 1
    while end < stop and (letter or digit):
        byte = text[end]
        same = (128 <= byte < _IDEOGRAPH or 97 <= byte <= 122) if letter else 48 <= byte <= 57
        if not same:
            break
        end += 1
    return end


@njit(cache=True, nogil=True)
def _read(text, start, stop, stamp, row, found, held):  # type: ignore[no-untyped-def]
    """Add to ``found`` the places that ``text[start:stop]`` has and row ``row`` had not yet."""
    first, second = np.uint64(0), np.uint64(0)
    at = start
    while at < stop:
        if text[at] == SPACE:
            at += 1
            continue
        end = _end_of_word(text, at, stop)
        word = _SEED
        if 48 <= text[at] <= 57:
            word = _PRIME
        else:
            for k in range(at, end):
                word = (word ^ np.uint64(text[k])) * _PRIME
        at = end
        for code in (word, (second + word * _NEXT) * _NEXT, (first + word * _APART) * _APART):
            place = np.int64((code ^ (code >> np.uint64(29))) * _NEXT >> _SHIFT)
            if stamp[place] != row:
                stamp[place] = row
                found[held] = place
                held += 1
        first, second = second, word
    return held


@njit(cache=True, nogil=True)
def _read_ends(data, start, stop, text, stamp, row, found):  # type: ignore[no-untyped-def]
    """Put the places of ``data[start:stop]`` first in ``found``; gives how many they are."""
    size = flatten(data, start, stop, text)
    if size <= HEAD + TAIL:
        return _read(text, 0, size, stamp, row, found, 0)
    held = _read(text, 0, HEAD, stamp, row, found, 0)
    return _read(text, size - TAIL, size, stamp, row, found, held)


@njit(cache=True, nogil=True)
def _rooms(offsets):  # type: ignore[no-untyped-def]
    """Room for the longest text, for the last row that had each place, and for a text's places."""
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    stamp = np.full(SIZE, -1, np.int32)
    return np.empty(longest, np.uint8), stamp, np.empty(3 * (HEAD + TAIL), np.int64)


@njit(cache=True, nogil=True)
def places(data: Bytes, offsets: Longs) -> tuple[Longs, Longs]:
    """The places that each text has: those of text ``i`` from ``starts[i]`` to ``starts[i + 1]``.

    ``data`` holds the texts' UTF-8 bytes end to end, text ``i`` from ``offsets[i]`` to
    ``offsets[i + 1]``.
    """
    text, stamp, found = _rooms(offsets)
    starts = np.zeros(len(offsets), np.int64)
    every = np.empty(3 * (offsets[-1] - offsets[0]), np.int64)
    for row in range(len(offsets) - 1):
        held = _read_ends(data, offsets[row], offsets[row + 1], text, stamp, row, found)
        starts[row + 1] = starts[row] + held
        every[starts[row] : starts[row + 1]] = found[:held]
    return starts, every[: starts[-1]].copy()


@njit(cache=True, nogil=True)
def _summed(data, offsets, weight):  # type: ignore[no-untyped-def]
    text, stamp, found = _rooms(offsets)
    sums, counts = np.zeros(len(offsets) - 1), np.zeros(len(offsets) - 1, np.int64)
    for row in range(len(sums)):
        held = _read_ends(data, offsets[row], offsets[row + 1], text, stamp, row, found)
        counts[row] = held
        for k in range(held):
            sums[row] += weight[found[k]]
    return sums, counts


class Weighed(NamedTuple):
    """Of each text the summed weights of its places, and how many it has."""

    sums: npt.NDArray[np.float64]
    places: Longs


def weighed(data: Bytes, offsets: Longs) -> Weighed:
    """Weigh texts, which lie as `places` says."""
    sums, counts = _summed(data, offsets, weights().places)
    return Weighed(sums, counts)


def odds(prompt: Weighed, system: Weighed) -> npt.NDArray[np.float64]:
    """Log odds that each request is one for training material, by prompts and system prompts."""
    held = np.maximum(prompt.places + system.places, 1)
    return np.asarray((prompt.sums + system.sums) / np.sqrt(held) + weights().bias)


def likeness(prompt: Weighed, system: Weighed) -> npt.NDArray[np.int8]:
    """How many of `LEVELS` each request reaches."""
    reached: npt.NDArray[np.int8] = np.searchsorted(
        LEVELS, odds(prompt, system), side="right"
    ).astype(np.int8)
    return reached
