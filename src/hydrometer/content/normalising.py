"""Spelling made one: Unicode forms, case and spaces, before anything is compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

SPACE = 32


def _lowered() -> npt.NDArray[np.uint8]:
    table = np.arange(256, dtype=np.uint8)
    table[:SPACE] = SPACE
    table[127] = SPACE
    table[65:91] += 32
    return table


_LOWERED = _lowered()
"""Each byte in lower case; white space and control characters as a space."""


_SETTLED = (
    r"\x{a1}-\x{a7}\x{a9}\x{ab}-\x{ae}\x{b0}\x{b1}\x{b6}\x{b7}\x{bb}\x{bf}-\x{131}\x{391}-\x{3c9}"
    r"\x{400}-\x{45f}\x{200b}-\x{200f}\x{2012}-\x{2016}\x{2018}-\x{2023}\x{20ac}\x{2190}-\x{222b}"
    r"\x{2500}-\x{27bf}\x{3001}-\x{3035}\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{30fc}\x{4e00}-\x{9fff}"
    r"\x{ac00}-\x{d7a3}\x{fe0f}\x{1f300}-\x{1faff}"
)
"""Characters beyond ASCII that NFKC neither changes nor joins; most texts hold no others."""
_INVISIBLE = r"\p{Cf}"
_SPACES = r"\x{85}\x{1680}\x{2028}\x{2029}"  # those that NFKC leaves
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_SINGLE = "\u2018\u2019\u201a\u201b"


@dataclass(frozen=True)
class Texts:
    """Rows of normalised text, end to end: row ``i`` from ``offsets[i]`` to ``offsets[i + 1]``."""

    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @classmethod
    def of(cls, column: pa.Array) -> Texts:
        """The rows of a column of strings; what is null is empty."""
        rows = pc.fill_null(normalised(column), "")
        _, offsets, data = rows.buffers()
        bounds = np.frombuffer(offsets, np.int64)[rows.offset : rows.offset + len(rows) + 1]
        letters = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
        return cls(letters, bounds)


def normalised(column: pa.Array) -> pa.LargeStringArray:
    """Unicode NFKC, lower case, odd spaces and quotes made plain, invisible characters dropped.

    Rows of ASCII are left for `flatten` to lower.  Bytes that are not UTF-8 become U+FFFD.
    """
    text = column.cast(pa.large_string())
    return _changed(text, pc.invert(pc.string_is_ascii(text)), _simplified)


def _changed(
    text: pa.LargeStringArray,
    where: pa.BooleanArray,
    change: Callable[[pa.LargeStringArray], pa.LargeStringArray],
) -> pa.LargeStringArray:
    """Change only some rows; the others are not read."""
    chosen = pc.fill_null(where, False)
    if not chosen.true_count:
        return text
    return pc.replace_with_mask(text, chosen, change(text.filter(chosen)))


def _simplified(rows: pa.LargeStringArray) -> pa.LargeStringArray:
    try:
        rows.validate(full=True)
    except pa.ArrowInvalid:
        rows = _repaired(rows)
    unsettled = pc.match_substring_regex(rows, rf"[^\x00-\x7f{_SETTLED}]")
    rows = _changed(rows, unsettled, lambda some: pc.utf8_normalize(some, "NFKC"))
    for kind, plain in ((_INVISIBLE, ""), (_SPACES, " "), (_DOUBLE, '"'), (_SINGLE, "'")):
        rows = _replaced(rows, f"[{kind}]", plain)
    return pc.utf8_lower(rows)


def _replaced(rows: pa.LargeStringArray, pattern: str, plain: str) -> pa.LargeStringArray:
    """Looking costs a fifth of replacing, and most rows have nothing to replace."""
    found = pc.match_substring_regex(rows, pattern)
    return _changed(rows, found, lambda some: pc.replace_substring_regex(some, pattern, plain))


def _repaired(rows: pa.LargeStringArray) -> pa.LargeStringArray:
    raw = rows.view(pa.large_binary()).to_pylist()
    return pa.array([value.decode("utf-8", "replace") for value in raw], pa.large_string())


@njit(cache=True, nogil=True)
def flatten(data, start, stop, out):  # type: ignore[no-untyped-def]
    """Write ``data[start:stop]`` to ``out``, ASCII lowered, whitespace collapsed; its length."""
    size = 0
    before = SPACE
    for at in range(
        start, stop
    ):  # no branches: words are short, and each end would be guessed wrong
        byte = _LOWERED[data[at]]
        out[size] = byte
        size += (byte != SPACE) | (before != SPACE)
        before = byte
    if size > 0 and out[size - 1] == SPACE:
        size -= 1
    return size
