"""What a stage may ask of the machine that runs the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import pyarrow as pa

BATCH_ROWS = 131_072


def quoted(text: str | Path) -> str:
    """An SQL string literal."""
    return "'" + str(text).replace("'", "''") + "'"


def paths_literal(paths: Sequence[Path]) -> str:
    """An SQL list of files, with the characters that the engine would expand made literal."""
    plain = ("".join(f"[{c}]" if c in "*?[" else c for c in str(path)) for path in paths)
    return "[" + ", ".join(map(quoted, plain)) + "]"


class Store(Protocol):
    """Named tables and the SQL that makes one from others.

    SQL is DuckDB's dialect; `dialect.to_spark` translates it.  A name stands for one table or view
    at a time: giving it again replaces what was there.  Every method raises `InputError` when the
    machine cannot go on for a reason outside the program: a full disk, no permission, no memory, a
    damaged file.
    """

    def run(self, sql: str) -> None:
        """Run one statement that gives nothing back."""

    def create(self, name: str, sql: str) -> None:
        """Make the table ``name`` from a SELECT, computed now."""

    def view(self, name: str, sql: str) -> None:
        """Make the view ``name`` of a SELECT, computed whenever it is read."""

    def put(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Give Arrow data the name ``name``; a table is not copied, a reader is read once, now."""

    def fetch(self, sql: str) -> pa.Table:
        """The rows of a SELECT, all at once."""

    def batches(self, sql: str, rows: int = BATCH_ROWS) -> pa.RecordBatchReader:
        """The rows of a SELECT in batches of at most ``rows``; other statements may run between."""

    def write(self, sql: str, path: Path) -> None:
        """Write the rows of a SELECT to one Parquet file."""

    def drop(self, name: str) -> None:
        """Forget the table or view ``name``, if there is one."""

    def close(self) -> None:
        """Give back memory and temporary files.  Nothing may be asked afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
