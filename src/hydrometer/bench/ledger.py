"""Rows that grow block by block, one array a field: how accounts and workloads are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Ledger:
    """A struct of arrays.  ``fields`` gives each field its numpy dtype and its default value."""

    def __init__(self, fields: Mapping[str, tuple[str, float]]) -> None:
        self._fields = dict(fields)
        self._blocks: dict[str, list[Array]] = {name: [] for name in fields}
        self.rows = 0

    def add(self, n: int, values: Mapping[str, Any]) -> Ints:
        """Append ``n`` rows; values are scalars or arrays of length ``n``.  Returns their ids."""
        unknown = values.keys() - self._fields.keys()
        if unknown:
            raise KeyError(f"no such field: {', '.join(sorted(unknown))}")
        for name, (dtype, default) in self._fields.items():
            block = np.empty(n, dtype)
            block[:] = values.get(name, default)
            self._blocks[name].append(block)
        self.rows += n
        return np.arange(self.rows - n, self.rows)

    def __getitem__(self, name: str) -> Array:
        blocks = self._blocks[name]
        if len(blocks) != 1:
            empty = [np.empty(0, self._fields[name][0])]
            blocks[:] = [np.concatenate(blocks or empty)]
        return blocks[0]

    def put(self, name: str, ids: Ints, values: Any) -> None:
        """Overwrite a field of the rows ``ids``."""
        self[name][ids] = values


NEVER = np.iinfo(np.int64).max
"""A moment that does not come, in microseconds."""

ACCOUNTS: Mapping[str, tuple[str, float]] = {
    "population": ("i2", 0),
    "campaign": ("i2", -1),  # whose infrastructure the account is; -1: nobody's
    "created_at": ("i8", 0),
    "kind": ("i1", 0),
    "organization": ("u8", 0),  # 0 is null in every key
    "verified": ("i1", -1),  # -1 is null in every index
    "domain": ("i4", -1),
    "email": ("u8", 0),
    "phone": ("u8", 0),
    "payment": ("u8", 0),
    "payment_kind": ("i1", -1),
    "device": ("u8", 0),
    "country": ("i1", -1),
    "referrer": ("i1", -1),
    "pathway": ("i1", 0),
    "client": ("i4", -1),  # a client family that hides the workload's own; -1: the workload's
    "lag_days": ("f4", 0.0),  # how late that family takes new versions
    "keys": ("i1", 1),  # API keys in use
    "exits_at": ("i8", 0),  # first of its exits in the list of holdings
    "exits_n": ("i4", 0),
    "later_at": ("i8", 0),  # the exits after switch_at
    "later_n": ("i4", 0),
    "switch_at": ("i8", NEVER),
    "lease": ("i8", NEVER),  # microseconds for which one exit is the usual one
    "stray": ("f4", 0.1),  # share of sessions that leave by any of its exits
}

WORKLOADS: Mapping[str, tuple[str, float]] = {
    "account": ("i4", -1),
    "pool": ("i2", -1),  # dispatched over this pool instead
    "campaign": ("i2", -1),  # the campaign that the workload feeds; -1: honest
    "capability": ("i1", -1),
    "exchanges": ("i8", 0),
    "begins": ("i8", 0),
    "ends": ("i8", 0),
    "shape": ("i1", 1),  # how far day and night differ, see rhythm
    "week": ("i1", 0),  # 0: all days alike, 1: people, 2: offices and schools
    "hour": ("i1", 12),  # hour of the day, UTC, of the peak
    "session_size": ("f4", 3.0),
    "gap_s": ("f4", 60.0),
    "burst_size": ("f4", 3.0),  # sessions a burst
    "burst_h": ("f4", 6.0),
    "period_s": ("f4", 0.0),  # more than 0: a timer
    "client": ("i4", 0),
    "lag_days": ("f4", 0.0),  # how late it takes new versions of its client
    "base": ("i2", 0),
    "next": ("i2", -1),
    "adopts_at": ("i8", NEVER),
    "adopts": ("f4", 0.0),  # share moved to the next model
    "ramp": ("i8", 1),  # microseconds over which it moves
    "system": ("i4", -1),
    "max_tokens": ("i4", 0),
    "temperature": ("f4", np.nan),
    "tools": ("i2", 0),
    "tool_calls": ("f4", 0.0),
    "tool_turns": ("f4", 0.0),
    "images": ("f4", 0.0),
    "reasoning": ("f4", 0.0),
    "streamed": ("f4", 0.0),
    "batched": ("f4", 0.0),
    "input_mu": ("f4", 6.0),
    "input_sd": ("f4", 0.5),
    "output_mu": ("f4", 5.0),
    "output_sd": ("f4", 0.7),
    "caching": ("f4", 0.0),
    "errors": ("f4", 0.01),
    "logged": ("i1", 0),  # 1: the session id is in the log
    "end_users": ("i4", 0),
    "voice": ("i1", 0),
    "style": ("u8", 0),  # seeds the wording
    "language": ("i1", 0),
    "items": ("i8", 0),  # length of a list that is gone through again and again; 0: all new
    "list": ("u8", 0),  # which list; workloads may share one
    "templates": ("i4", 1),
    "paraphrase": ("f4", 0.0),
}
