"""Kernels that recognise addresses, identifiers and numbers in flattened UTF-8."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from .normalising import SPACE

QUOTE, APOSTROPHE, COMMA, MINUS, DOT, COLON, EQUALS, AT, BACKTICK = (
    34,
    39,
    44,
    45,
    46,
    58,
    61,
    64,
    96,
)
PLAIN, LETTER, DIGIT, JOINER, QUOTES, ABROAD = 1, 2, 4, 8, 16, 32
NAMED = LETTER | DIGIT


def _kinds() -> npt.NDArray[np.uint8]:
    table = np.full(256, PLAIN, np.uint8)
    table[97:123] = LETTER
    table[48:58] = DIGIT
    table[[ord(mark) for mark in "%+-./=@_"]] = JOINER
    table[[QUOTE, APOSTROPHE, BACKTICK]] = QUOTES
    table[128:] = ABROAD
    return table


KIND_OF = _kinds()
"""The kind of each byte of a flattened text.  Joiners are the marks inside identifiers."""


@njit(cache=True, nogil=True, forceinline=True)
def is_word(byte):  # type: ignore[no-untyped-def]
    """Whether the byte belongs to a letter or digit of any script."""
    return KIND_OF[byte] & (NAMED | ABROAD) != 0


@njit(cache=True, nogil=True, forceinline=True)
def starts(flat, at, size, marks):  # type: ignore[no-untyped-def]
    """Whether ``marks`` (a tuple of bytes) stand at ``at``."""
    if at + len(marks) > size:
        return False
    k = 0
    while k < len(marks) and flat[at + k] == marks[k]:
        k += 1
    return k == len(marks)


@njit(cache=True, nogil=True, forceinline=True)
def is_address(flat, at, size):  # type: ignore[no-untyped-def]
    """Whether ``http://``, ``https://`` or ``www.`` and something after it stand at ``at``."""
    if at + 4 >= size or (flat[at] != 104 and flat[at] != 119):
        return False
    return (
        starts(flat, at, size, (104, 116, 116, 112, 58, 47, 47))
        or starts(flat, at, size, (104, 116, 116, 112, 115, 58, 47, 47))
        or (starts(flat, at, size, (119, 119, 119, 46)) and is_word(flat[at + 4]))
    )


@njit(cache=True, nogil=True, forceinline=True)
def address_end(flat, at, size):  # type: ignore[no-untyped-def]
    """After the last byte of a web address: a space, a quote or a closing bracket ends it."""
    while at < size and flat[at] not in (SPACE, QUOTE, APOSTROPHE, BACKTICK, 41, 60, 62, 93, 125):
        at += 1
    return at


@njit(cache=True, nogil=True, forceinline=True)
def _in_lexeme(flat, at, size):  # type: ignore[no-untyped-def]
    """A letter, a digit, a joiner, or a comma between two digits."""
    if KIND_OF[flat[at]] & (NAMED | JOINER):
        return True
    if flat[at] != COMMA or at + 1 >= size:
        return False
    return KIND_OF[flat[at - 1]] == DIGIT and KIND_OF[flat[at + 1]] == DIGIT


@njit(cache=True, nogil=True, forceinline=True)
def lexeme_end(flat, at, size):  # type: ignore[no-untyped-def]
    """Where the lexeme that starts at ``at`` ends; joiners at its end, but ``=``, are left out."""
    stop = at + 1
    while stop < size and _in_lexeme(flat, stop, size):
        stop += 1
    while KIND_OF[flat[stop - 1]] == JOINER and flat[stop - 1] != EQUALS:
        stop -= 1
    return stop


@njit(cache=True, nogil=True, forceinline=True)
def is_mail(flat, start, stop):  # type: ignore[no-untyped-def]
    """Whether a lexeme is an e-mail address: an ``@`` inside, and a dot some letters after it."""
    seen = -1
    for at in range(start + 1, stop - 1):
        if flat[at] == AT:
            seen = at
        elif flat[at] == DOT and seen >= 0 and at > seen + 1:
            return True
    return False


@njit(cache=True, nogil=True, forceinline=True)
def is_identifier(flat, start, stop):  # type: ignore[no-untyped-def]
    """8 hexadecimal digits or more, or 12 characters that change between letters and digits."""
    digits, letters, beyond, changes = 0, 0, 0, 0
    before = KIND_OF[flat[start]]
    for at in range(start, stop):
        kind = KIND_OF[flat[at]]
        digits += kind == DIGIT
        letters += kind == LETTER
        beyond += (kind == LETTER and flat[at] > 102) or (kind == JOINER and flat[at] != MINUS)
        if kind & NAMED:
            changes += kind != before
            before = kind
    if digits == 0 or letters == 0:
        return False
    return (beyond == 0 and digits + letters >= 8) or (stop - start >= 12 and changes >= 3)
