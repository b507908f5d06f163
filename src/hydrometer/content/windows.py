"""Where the opening and the closing of a masked text lie.

Both are 6 words long.  Scripts that set no spaces between words (Han, kana, Thai, Lao) are
counted by letters, two for a word.
"""

from __future__ import annotations

from numba import njit

from .normalising import SPACE

WINDOW = 12
"""Twice the number of words."""


@njit(cache=True, nogil=True, forceinline=True)
def _is_unspaced(text, at):  # type: ignore[no-untyped-def]
    """Whether a letter of a script without spaces (Han, kana, Thai, Lao) starts here."""
    lead = text[at]
    if lead == 0xE0:
        return text[at + 1] >= 0xB8
    return 0xE3 <= lead <= 0xE9 and not (lead == 0xE3 and text[at + 1] == 0x80)


@njit(cache=True, nogil=True)
def opening_end(text, size):  # type: ignore[no-untyped-def]
    """Where the first `WINDOW` of masked text ends; -1: the text is shorter."""
    weight = 0
    plain = False
    at = 0
    while at < size:
        if text[at] == SPACE:
            weight += 2 * plain
            plain = False
            if weight >= WINDOW:
                return at
            at += 1
        elif _is_unspaced(text, at):
            weight += 1
            at += 3
            if weight >= WINDOW:
                return at
        else:
            plain = True
            at += 1
    return size if weight + 2 * plain >= WINDOW else -1


@njit(cache=True, nogil=True)
def closing_start(text, size):  # type: ignore[no-untyped-def]
    """Where the last `WINDOW` of masked text starts; -1: the text is shorter."""
    weight = 0
    plain = False
    for at in range(size - 1, -1, -1):
        byte = text[at]
        if byte == SPACE:
            weight += 2 * plain
            plain = False
            if weight >= WINDOW:
                return at + 1
        elif byte < 128 or (byte >= 0xC0 and not _is_unspaced(text, at)):
            plain = True
        elif byte >= 0xC0:
            weight += 1
            if weight >= WINDOW:
                return at
    return 0 if weight + 2 * plain >= WINDOW else -1


@njit(cache=True, nogil=True, forceinline=True)
def has_letters(text, start, stop):  # type: ignore[no-untyped-def]
    """Whether any wording is left between the masks."""
    while start < stop and not (97 <= text[start] <= 122 or text[start] >= 128):
        start += 1
    return start < stop
