"""Records of text to a Parquet file of text columns, in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.store.records import Record

LINE, REASON = "line", "reason"
_ROWS = 65_536
_BYTES = 64 << 20


def spool_records(
    records: Iterable[Record], names: Sequence[str], path: Path
) -> tuple[int, set[str]]:
    """Write records: ``names`` as text, ``line``, and ``reason`` where there is nothing else.

    Gives the number of rows, and which of ``names`` some record had.
    """
    fields = [(name, pa.string()) for name in names]
    schema = pa.schema([*fields, (LINE, pa.int64()), (REASON, pa.string())])
    present: set[str] = set()
    rows = 0
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in _batches(records):
            for record in batch:
                if record.values is not None:
                    present.update(record.values)
            writer.write_batch(_table(batch, names, schema))
            rows += len(batch)
    return rows, present & set(names)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += record.size
        if len(batch) >= _ROWS or size >= _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _table(batch: list[Record], names: Sequence[str], schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        _strings([r.values.get(name) if r.values else None for r in batch]) for name in names
    ]
    columns.append(pa.array([record.line for record in batch], pa.int64()))
    columns.append(_strings([record.reason for record in batch]))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _strings(values: list[str | None]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:
        # JSON may hold halves of surrogate pairs, where a text was cut in the middle of one.
        return pa.array([v and v.encode("utf-8", "replace").decode() for v in values], pa.string())
