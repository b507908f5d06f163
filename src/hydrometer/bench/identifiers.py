"""Opaque identifiers: keyed 64-bit mixing, written as fixed-width hexadecimal."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hydrometer.bench.ledger import Array, Flags, Floats, Keys

_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)
_PAIRS = np.stack([np.repeat(_DIGITS, 16), np.tile(_DIGITS, 16)], axis=1)


def mix(values: Array, salt: int = 0) -> Keys:
    """The finalizer of splitmix64 (Steele et al., OOPSLA 2014) under ``salt``: one to one."""
    with np.errstate(over="ignore"):
        x = values.astype(np.uint64) + np.uint64(salt * 0x9E3779B97F4A7C15 & (2**64 - 1))
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)))


def unit(values: Array, salt: int) -> Floats:
    """Numbers in [0, 1) that depend only on the values and the salt."""
    return np.asarray((mix(mix(values, salt), salt + 1) >> np.uint64(11)) * 2.0**-53)


def written(prefix: str, keys: Keys, present: Flags | None = None) -> pa.Array:
    """Keys as strings ``prefix`` + 16 digits; null where not ``present``."""
    n, head = keys.size, np.frombuffer(prefix.encode(), np.uint8)
    letters = np.empty((n, head.size + 16), np.uint8)
    letters[:, : head.size] = head
    digits = _PAIRS[keys.astype(">u8").view(np.uint8).reshape(n, 8)]
    letters[:, head.size :] = digits.reshape(n, 16)
    offsets = np.arange(n + 1, dtype=np.int32) * (head.size + 16)
    valid = None if present is None else pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(letters), valid)
