"""Kernels that find where quoted strings and code fences end in flattened UTF-8."""

from __future__ import annotations

from numba import njit

from .lexemes import APOSTROPHE, BACKTICK, COLON, QUOTE, is_word, starts
from .normalising import SPACE

LONGEST_QUOTE = 1_000
"""Bytes after which an opening quote counts as unclosed."""


@njit(cache=True, nogil=True, forceinline=True)
def fence_end(flat, at, size):  # type: ignore[no-untyped-def]
    """Where the code fence that opens at ``at`` ends: after the next one, or with the text."""
    for stop in range(at + 3, size - 2):
        if starts(flat, stop, size, (BACKTICK, BACKTICK, BACKTICK)):
            return stop + 3
    return size


@njit(cache=True, nogil=True, forceinline=True)
def opens_quote(flat, at, size):  # type: ignore[no-untyped-def]
    """Whether the quote at ``at`` can open: not after a letter, not before a space."""
    if at + 1 >= size or flat[at + 1] == SPACE:
        return False
    return at == 0 or not is_word(flat[at - 1])


@njit(cache=True, nogil=True, forceinline=True)
def _next_close(flat, at, size):  # type: ignore[no-untyped-def]
    """The next quote of the same kind that can close: not after a space, not before a letter."""
    for close in range(at + 1, size):
        if (
            flat[close] == flat[at]
            and flat[close - 1] != SPACE
            and (close + 1 == size or not is_word(flat[close + 1]))
        ):
            return close
    return size


@njit(cache=True, nogil=True, forceinline=True)
def closing_quote(flat, at, size, known):  # type: ignore[no-untyped-def]
    """Where the quote that opens at ``at`` closes, or -1.

    ``known`` (int64, 3 zeros at the start of a text) keeps the last answer of each kind of quote,
    so that any number of unclosed quotes costs one pass.  What stands before a colon is not
    closed.
    """
    kind = 0 if flat[at] == QUOTE else 1 if flat[at] == APOSTROPHE else 2
    if known[kind] <= at:
        known[kind] = _next_close(flat, at, size)
    close = known[kind]
    if close >= size or close - at > LONGEST_QUOTE:
        return -1
    if close + 1 < size and flat[close + 1] == COLON:
        return -1
    return close
