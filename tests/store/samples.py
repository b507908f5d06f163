"""Input files for the tests of reading."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = Mapping[str, Any]


def exchange(number: int, **changes: object) -> dict[str, Any]:
    """A good exchange; ``changes`` replace or add columns."""
    row: dict[str, Any] = {
        "exchange_id": f"e{number}",
        "account_id": f"a{number % 7}",
        "sent_at": f"2026-02-0{1 + number % 9}T10:00:00Z",
        "model": "m1",
    }
    return row | changes


def jsonl(rows: Iterable[Row]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def csv_bytes(rows: Iterable[Row]) -> bytes:
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()


def write_parquet(path: Path, rows: Iterable[Row], **types: pa.DataType) -> Path:
    """A Parquet file; ``sent_at`` is a timestamp unless ``types`` says otherwise."""
    listed = list(rows)
    columns = {}
    for name in listed[0]:
        values = [row[name] for row in listed]
        if name == "sent_at" and name not in types:
            columns[name] = (
                pa.array(values).cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            )
        else:
            columns[name] = pa.array(values, types.get(name))
    pq.write_table(pa.table(columns), path)
    return path
