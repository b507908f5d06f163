"""Which cues occur in which texts: one pass over the bytes, whatever the number of cues."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from .hashing import Bytes
from .phrases import BREAK, CLASS_OF, DIGIT, Automaton

EDGE = 4_000
"""Cues are looked for in this many bytes at either end of a text."""
REACH = 80
"""Bytes within which the second pattern of a cue must end after the first."""
NEGATED_WITHIN = 20
"""Bytes after a negation in which a first pattern does not count."""


@njit(cache=True, nogil=True)
def _scan(data, start, stop, classes, automaton, last, hits):  # type: ignore[no-untyped-def]
    """Mark in ``hits`` (bool, one a cue) what occurs in ``data[start:stop]``."""
    step, quiet, found_from, found, tells_from, tells = automaton
    last[:] = -1_000_000
    last[0] -= 1
    state = step[0, BREAK]
    before = BREAK
    for at in range(start, stop + 1):
        kind = classes[data[at]] if at < stop else BREAK
        if kind == before and kind <= DIGIT:
            continue
        before = kind
        state = step[state, kind]
        if state < quiet:
            continue
        for k in range(found_from[state - quiet], found_from[state - quiet + 1]):
            pattern = found[k]
            if pattern == 0 or at - last[0] > NEGATED_WITHIN:
                last[pattern] = at
            for t in range(tells_from[pattern], tells_from[pattern + 1]):
                first = tells[t] % 65_536 - 1
                if first < 0 or (at - last[first] <= REACH and last[first] > last[0]):
                    hits[tells[t] // 65_536] = True


@njit(cache=True, nogil=True)
def _scan_all(data, offsets, classes, automaton, hits):  # type: ignore[no-untyped-def]
    last = np.empty(len(automaton[4]), np.int64)
    for row in range(len(offsets) - 1):
        start, stop = offsets[row], offsets[row + 1]
        if stop - start <= 2 * EDGE:
            _scan(data, start, stop, classes, automaton, last, hits[row])
        else:
            _scan(data, start, start + EDGE, classes, automaton, last, hits[row])
            _scan(data, stop - EDGE, stop, classes, automaton, last, hits[row])


def find(
    automaton: Automaton, data: Bytes, offsets: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Which cues occur in which text: a matrix of texts by cues.

    ``data`` holds the texts' UTF-8 bytes end to end, text ``i`` from ``offsets[i]`` to
    ``offsets[i + 1]``.
    """
    hits = np.zeros((len(offsets) - 1, len(automaton.cues)), np.bool_)
    a = automaton
    tables = (a.step, a.quiet, a.found_from, a.found, a.tells_from, a.tells)
    _scan_all(data, offsets, CLASS_OF, tables, hits)
    return hits
