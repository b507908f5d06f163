"""The store on DuckDB: the only file that imports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from hydrometer.model import InputError
from hydrometer.store.protocol import BATCH_ROWS, quoted

# What the world outside can cause; anything else is a mistake in our SQL and keeps its traceback.
_OUTSIDE = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.PermissionException,
    duckdb.HTTPException,
)
# How damaged Parquet shows itself, depending on which bytes are hit.
_DAMAGED = re.compile(
    r"parquet|snappy|zstd|thrift|TProtocol|corrupt|invalid string encoding|unicode|stats size",
    re.IGNORECASE,
)
_FULL = re.compile(r"no space left|max_temp_directory_size", re.IGNORECASE)


class DuckStore:
    """Tables in a DuckDB that lives in memory and spills into ``workdir``.

    ``threads`` is the number of worker threads (None: one a core), ``memory_limit`` what DuckDB may
    hold before it spills.  Nothing is fetched from a network, times are UTC, and Python variables
    are not taken for tables.  Satisfies `protocol.Store`.
    """

    def __init__(
        self, threads: int | None = None, memory_limit: str = "3GB", *, workdir: Path
    ) -> None:
        spill = workdir / "spill"
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(spill),
            "memory_limit": memory_limit,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "preserve_insertion_order": True,
        }
        if threads is not None:
            config["threads"] = threads
        with _plain_errors():
            self._connection = duckdb.connect(":memory:", config=config)
            self._connection.execute("set timezone = 'UTC'")
            self._connection.execute("set enable_progress_bar = false")
        self._spill = spill
        self._given: dict[str, pa.Table] = {}

    def run(self, sql: str) -> None:
        """Run one statement that gives nothing back."""
        with _plain_errors():
            self._connection.execute(sql)

    def create(self, name: str, sql: str) -> None:
        """Make the table ``name`` from a SELECT, computed now."""
        self.run(f"create table {_MAKING} as {sql}")
        self.drop(name)
        self.run(f"alter table {_MAKING} rename to {name}")

    def view(self, name: str, sql: str) -> None:
        """Make the view ``name`` of a SELECT, computed whenever it is read."""
        self.drop(name)
        self.run(f"create view {name} as {sql}")

    def put(self, name: str, table: pa.Table | pa.RecordBatchReader) -> None:
        """Give Arrow data the name ``name``; a table is not copied, a reader is read once, now."""
        if isinstance(table, pa.Table):
            self.drop(name)
            self._connection.register(name, table)
            self._given[name] = table
            return
        self._connection.register(_READING, table)
        try:
            self.create(name, f"select * from {_READING}")
        finally:
            self._connection.unregister(_READING)

    def fetch(self, sql: str) -> pa.Table:
        """The rows of a SELECT, all at once."""
        with _plain_errors():
            return self._connection.sql(sql).to_arrow_table()

    def batches(self, sql: str, rows: int = BATCH_ROWS) -> pa.RecordBatchReader:
        """The rows of a SELECT in batches of at most ``rows``; other statements may run between."""
        with _plain_errors():
            # A connection forgets an open result at its next statement, so this one gets its own,
            # which has to be told of the Arrow tables.
            cursor = self._connection.cursor()
            for name, table in self._given.items():
                cursor.register(name, table)
            reader = cursor.sql(sql).to_arrow_reader(rows)
        return pa.RecordBatchReader.from_batches(reader.schema, _translated(reader))

    def write(self, sql: str, path: Path) -> None:
        """Write the rows of a SELECT to one Parquet file."""
        self.run(f"copy ({sql}) to {quoted(path)} (format parquet, compression zstd)")

    def drop(self, name: str) -> None:
        """Forget the table or view ``name``, if there is one."""
        if self._given.pop(name, None) is not None:
            self._connection.unregister(name)
            return
        with suppress(duckdb.CatalogException):
            self._connection.execute(f"drop view if exists {name}")
            return
        self.run(f"drop table if exists {name}")

    def close(self) -> None:
        """Give back memory and temporary files.  Nothing may be asked afterwards."""
        self._connection.close()
        with suppress(OSError):
            self._spill.rmdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


_MAKING = "_being_made"
_READING = "_being_read"


def _translated(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    with _plain_errors():
        yield from reader


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what the world outside causes into one line that says what to do about it."""
    try:
        yield
    except _OUTSIDE as error:
        raise InputError(_line(str(error))) from error
    except (duckdb.Error, OSError, pa.ArrowInvalid) as error:
        # The reader of Parquet raises the bare class for bytes that make no sense.
        bare = type(error) is duckdb.Error
        if bare or (_DAMAGED.search(str(error)) and not isinstance(error, _OURS)):
            raise InputError(_line(str(error))) from error
        raise


_OURS = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)


def _line(text: str) -> str:
    """The first line of an engine's message, in words for the person at the terminal."""
    first = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    if _FULL.search(text):
        return f"no space left on the disk: {first[:300]}"
    if "Permission denied" in text:
        return f"no permission: {first[:300]}"
    return first[:300] or "the engine cannot read the input"
