"""Masking: what a template leaves when its slots are taken out.

Numbers become ``0``; web addresses ``<//>``, e-mail addresses ``<@>``, identifiers (hex, UUID,
base64 and such) ``<#>``; quoted strings keep their quotes only, code fences their first marks.  A
quoted string before a colon is a key of JSON and stays.  Nothing that is put in is longer than
what it replaces, so buffers of the text's own length are enough, and every pass is linear in the
length.

Evaded by   letters of other scripts that look alike, by spelling numbers out, and by paraphrase.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import njit

from .hashing import Bytes
from .lexemes import (
    BACKTICK,
    COLON,
    DIGIT,
    JOINER,
    KIND_OF,
    LETTER,
    MINUS,
    PLAIN,
    QUOTES,
    address_end,
    is_address,
    is_identifier,
    is_mail,
    lexeme_end,
    starts,
)
from .normalising import SPACE, flatten, normalised
from .quotes import closing_quote, fence_end, opens_quote


@njit(cache=True, nogil=True, forceinline=True)
def _put(out, size, marks):  # type: ignore[no-untyped-def]
    for mark in marks:
        out[size] = mark
        size += 1
    return size


@njit(cache=True, nogil=True, forceinline=True)
def _put_numbered(flat, start, stop, out, size):  # type: ignore[no-untyped-def]
    """Copy a lexeme, each number in it (with its decimals and thousands) as one 0."""
    at = start
    while at < stop:
        if KIND_OF[flat[at]] != DIGIT:
            out[size] = flat[at]
            at += 1
        else:
            out[size] = 48
            at += 1
            while at < stop and (
                KIND_OF[flat[at]] == DIGIT
                or (flat[at] in (44, 46) and at + 1 < stop and KIND_OF[flat[at + 1]] == DIGIT)
            ):
                at += 1
        size += 1
    return size


@njit(cache=True, nogil=True, forceinline=True)
def _put_lexeme(flat, start, stop, out, size):  # type: ignore[no-untyped-def]
    if is_mail(flat, start, stop):
        return _put(out, size, (60, 64, 62))
    if is_identifier(flat, start, stop):
        return _put(out, size, (60, 35, 62))
    return _put_numbered(flat, start, stop, out, size)


@njit(cache=True, nogil=True, forceinline=True)
def _mask_lexeme(flat, at, size, out, length):  # type: ignore[no-untyped-def]
    """Mask what starts with the letter or digit at ``at``; where it ends, and the new length."""
    if is_address(flat, at, size):
        return address_end(flat, at, size), _put(out, length, (60, 47, 47, 62))
    stop = lexeme_end(flat, at, size)
    return stop, _put_lexeme(flat, at, stop, out, length)


@njit(cache=True, nogil=True, forceinline=True)
def _mask_quote(flat, at, size, out, length, known):  # type: ignore[no-untyped-def]
    """Mask what is quoted from ``at`` on, or copy the quote; as `_mask_lexeme`."""
    if starts(flat, at, size, (BACKTICK, BACKTICK, BACKTICK)):
        return fence_end(flat, at, size), _put(out, length, (BACKTICK, BACKTICK, BACKTICK))
    close = closing_quote(flat, at, size, known) if opens_quote(flat, at, size) else -1
    if close < 0:
        return at + 1, _put(out, length, (flat[at],))
    return close + 1, _put(out, length, (flat[at], flat[at]))


@njit(cache=True, nogil=True, forceinline=True)
def _is_sign(flat, at, size):  # type: ignore[no-untyped-def]
    """Whether this is the minus of a number, which is masked with it."""
    if flat[at] != MINUS or at + 1 >= size or KIND_OF[flat[at + 1]] != DIGIT:
        return False
    return at == 0 or flat[at - 1] == SPACE


@njit(cache=True, nogil=True)
def mask(flat, size, out):  # type: ignore[no-untyped-def]
    """Write the masked form of ``flat[:size]`` (from `flatten`) to ``out``; its length."""
    known = np.zeros(3, np.int64)
    length, at, word = 0, 0, 0  # `word` is where the run of letters before `at` starts
    while at < size:
        kind = KIND_OF[flat[at]]
        if kind == JOINER and at > word and (at + 1 == size or KIND_OF[flat[at + 1]] == PLAIN):
            kind = PLAIN  # the full stop after a word, not the dot inside an identifier
        if kind == LETTER:
            out[length] = flat[at]
            length += 1
            at += 1
            continue
        if kind == DIGIT or (at > word and (kind == JOINER or flat[at] == COLON)):
            at, length = _mask_lexeme(flat, word, size, out, length - (at - word))
        elif kind == QUOTES:
            at, length = _mask_quote(flat, at, size, out, length, known)
        else:
            if not (kind == JOINER and _is_sign(flat, at, size)):
                out[length] = flat[at]
                length += 1
            at += 1
        word = at
    return length


def masked(text: str) -> str:
    """The masked form of one text, for tests and for people."""
    row = normalised(pa.array([text], pa.large_string()))[0].as_py()
    data: Bytes = np.frombuffer(row.encode(), np.uint8)
    flat, out = np.empty_like(data), np.empty_like(data)
    size = flatten(data, 0, len(data), flat)
    return out[: mask(flat, size, out)].tobytes().decode()
