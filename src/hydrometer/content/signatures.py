"""From here on there is no text: each exchange's wording as keys and two labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from hydrometer.model import CAPABILITIES, ELICITATIONS, LIKENESSES

from .hashing import Words, key_words, siphash
from .intents import Codes, Hits, abilities, automaton, elicits
from .likeness import Weighed, likeness, weighed
from .masking import mask
from .matching import find
from .normalising import Texts, flatten
from .windows import closing_start, has_letters, opening_end

WHOLE, OPENING, CLOSING, INPUT = range(4)
PURPOSES = ("system", "opening", "closing", "input")

_WANTED = (*ELICITATIONS, *LIKENESSES)

SCHEMA = pa.schema(
    [
        ("system_key", pa.uint64()),
        ("opening_key", pa.uint64()),
        ("closing_key", pa.uint64()),
        ("input_key", pa.uint64()),
        ("elicits", pa.string()),
        ("text_capability", pa.string()),
        ("prompt_chars", pa.int64()),
    ]
)


@njit(cache=True, nogil=True)
def _fill(data, offsets, wanted, secrets, keys, has):  # type: ignore[no-untyped-def]
    """Write the wanted keys; ``keys`` and ``has`` are rows x 4 (whole, opening, closing, input)."""
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    flat, text = np.empty(longest, np.uint8), np.empty(longest, np.uint8)
    for row in range(len(offsets) - 1):
        size = flatten(data, offsets[row], offsets[row + 1], flat)
        length = mask(flat, size, text)
        stop, start = opening_end(text, length), closing_start(text, length)
        spans = (
            (WHOLE, 0, length),
            (OPENING, 0, stop if stop >= 0 else length),
            (CLOSING, max(start, 0), length if start >= 0 else 0),
        )
        for kind, begin, end in spans:
            if wanted[kind] and has_letters(text, begin, end):
                has[row, kind] = True
                keys[row, kind] = siphash(text, begin, end, secrets[kind, 0], secrets[kind, 1])
        if size > 0:
            has[row, INPUT] = True
            keys[row, INPUT] = siphash(flat, 0, size, secrets[INPUT, 0], secrets[INPUT, 1])


def _keys(texts: Texts, key: bytes, kinds: tuple[int, ...]) -> list[pa.Array]:
    """Keys of each row, of the kinds asked for, null where a text has no wording."""
    rows = len(texts.offsets) - 1
    secrets: Words = np.array([key_words(key, purpose) for purpose in PURPOSES], np.uint64)
    keys, has = np.zeros((rows, 4), np.uint64), np.zeros((rows, 4), np.bool_)
    _fill(texts.data, texts.offsets, np.isin(range(4), kinds), secrets, keys, has)
    return [pa.array(keys[:, kind].copy(), mask=~has[:, kind]) for kind in kinds]


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    column = batch.column(name)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.large_string())


def _hits(texts: Texts) -> Hits:
    return find(automaton(), texts.data, texts.offsets)


def _worded(prompt: Texts, system: Texts, row_of: npt.NDArray[np.int64]) -> Codes:
    """What is worded like a request for training material, as an index into `_WANTED`; -1: none.

    ``row_of`` says which of ``system`` each prompt has; one past the last is none.
    """
    of_each = weighed(system.data, system.offsets)
    role = Weighed(np.append(of_each.sums, 0.0)[row_of], np.append(of_each.places, 0)[row_of])
    reached = likeness(weighed(prompt.data, prompt.offsets), role)
    return np.where(reached > 0, len(ELICITATIONS) + reached - 1, -1).astype(np.int8)


def _named(codes: Codes, names: tuple[str, ...], known: pa.BooleanArray) -> pa.Array:
    indices = pc.if_else(known, pa.array(codes, mask=codes < 0), None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names)).dictionary_decode()


def signatures(batch: pa.RecordBatch, key: bytes = b"") -> pa.RecordBatch:
    """Reduce the texts of exchanges to signatures.

    Args:
        batch: columns ``prompt`` and ``system_prompt`` (strings; each may be null or missing).
            Others, such as ``response``, are not looked at.
        key: secret of the hash.  Equal texts have equal keys only under the same secret.

    Returns:
        As many rows, with the columns of `SCHEMA`.  A key is null where its text is missing, or
        has no wording left when masked.  A prompt of fewer than 6 words gives ``opening_key``
        from all of it and no ``closing_key``.  The two labels are null without text.  The work
        grows with the bytes of text; labels look at no more than 8,000 bytes of each.
    """
    written = _column(batch, "prompt")
    prompt = Texts.of(written)
    encoded = _column(batch, "system_prompt").dictionary_encode()
    system = Texts.of(encoded.dictionary)
    row_of = encoded.indices.fill_null(len(encoded.dictionary)).to_numpy(zero_copy_only=False)
    no_hits = np.zeros((1, len(automaton().cues)), np.bool_)
    said, role = _hits(prompt), np.vstack([_hits(system), no_hits])[row_of]
    asked = elicits(said | role)
    asked = np.where(asked >= 0, asked, _worded(prompt, system, row_of))
    opening, closing, whole = _keys(prompt, key, (OPENING, CLOSING, INPUT))
    masked, read = (k.take(encoded.indices) for k in _keys(system, key, (WHOLE, INPUT)))
    known = pc.or_(whole.is_valid(), read.is_valid())
    columns = [
        masked,
        opening,
        closing,
        whole,
        _named(asked, _WANTED, known),
        _named(abilities(said, role, asked), CAPABILITIES, known),
        pc.cast(pc.utf8_length(written), pa.int64()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)
