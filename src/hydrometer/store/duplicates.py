"""Rows whose identifier an earlier row already had."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hydrometer.store.protocol import Store


def repeated_keys(store: Store, selects: Sequence[str]) -> tuple[int, npt.NDArray[np.uint64]]:
    """How many 64-bit keys SELECTs of one column give, and those that occur more than once.

    Distinct identifiers share a key once in 10^11 tables of ten million rows or so; whoever asks
    has to compare the identifiers themselves.
    """
    chunks = [
        chunk.to_numpy() for select in selects for chunk in store.fetch(select).column(0).chunks
    ]
    keys = np.concatenate([np.empty(0, np.uint64), *chunks])
    keys.sort()
    return len(keys), np.unique(keys[1:][keys[1:] == keys[:-1]])


def later_rows(store: Store, rows: str, keys: npt.NDArray[np.uint64], name: str) -> int:
    """Make the table ``name`` (``file``, ``line``) of the rows that repeat an earlier one.

    ``rows`` is a SELECT of ``id``, ``file`` and ``line``; rows are compared in that order of file
    and line, and only those whose hash is among ``keys``.  Gives how many there are.
    """
    suspects = f"{name}_keys"
    store.put(suspects, pa.table({"key": keys}))
    store.create(
        name,
        f"select file, line from (select file, line, row_number() over "
        f"(partition by id order by file, line) as place from ({rows}) "
        f"where hash(id) in (select key from {suspects})) where place > 1",
    )
    store.drop(suspects)
    return int(store.fetch(f"select count(*) from {name}").column(0)[0].as_py())
