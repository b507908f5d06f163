"""Input files to Parquet parts: Parquet as it lies, everything else spooled as text columns."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.model import InputError, Table
from hydrometer.store.inputs import InputFile
from hydrometer.store.lines import Line, lines
from hydrometer.store.outputs import disk_full
from hydrometer.store.records import NOT_TEXT, Record, csv_records, json_records
from hydrometer.store.spooling import spool_records

_VIRTUAL = {"file_row_number", "file_index", "filename"}  # the engine's own names in Parquet


@dataclass(frozen=True, slots=True)
class Failure:
    """A whole file, or the rest of one, that cannot be used."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file: an input file itself, or what was spooled of one.

    ``order`` is the place of the input file among all.  ``names`` are the columns that the input
    file has, ``shape`` is equal for parts that can be read together.  Parts that are ``spooled``
    are all text and carry ``line`` and ``reason``.
    """

    path: Path
    file: InputFile
    order: int
    rows: int
    names: frozenset[str]
    shape: str
    spooled: bool


def prepare(
    files: Sequence[InputFile], table: Table, spool: Path
) -> tuple[list[Part], list[Failure]]:
    """The parts that can be read, and the files that cannot.

    Raises `InputError` where every readable file lacks a required column.
    """
    parts: list[Part] = []
    failures: list[Failure] = []
    lacking: list[str] = []
    for order, file in enumerate(files):
        part, failure = _part(file, order, table, spool)
        if failure is not None:
            failures.append(failure)
        if part is None:
            continue
        missing = ", ".join(name for name in table.required if name not in part.names)
        if missing and part.names:
            lacking.append(f"{file.path}: no column {missing}")
            failures.append(Failure(file.source, f"no column {missing}"))
        else:
            parts.append(part)
    if lacking and not any(part.names for part in parts):
        raise InputError(lacking[0])
    return parts, failures


def respool(part: Part, table: Table, spool: Path) -> tuple[Part | None, Failure | None]:
    """Another go at Parquet that the engine cannot read: value by value."""
    path = spool / f"{table.name}-again-{part.order}.parquet"
    until = _Until(_parquet_records(part.path, table))
    return _spooled(_Target(part.file, part.order, table, path), until, until, [])


def _part(
    file: InputFile, order: int, table: Table, spool: Path
) -> tuple[Part | None, Failure | None]:
    path = spool / f"{table.name}-part-{order}.parquet"
    if file.kind == "parquet":
        return _parquet(file, order, table, path)
    with file.open() as stream:
        until = _Until(lines(stream))
        if file.kind == "csv":
            names, records = csv_records(iter(until))
        else:
            names, records = [], json_records(until)
        return _spooled(_Target(file, order, table, path), records, until, names)


def _parquet(
    file: InputFile, order: int, table: Table, spool_path: Path
) -> tuple[Part | None, Failure | None]:
    path = spool_path if file.compression else file.path
    try:
        if file.compression:
            with file.open() as packed, path.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        with pq.ParquetFile(path) as opened:
            rows, schema = opened.metadata.num_rows, opened.schema_arrow
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if disk_full(error):
            raise
        return None, Failure(file.source, f"cannot be read: {_line(error)}")
    shape = str([(field.name, str(field.type)) for field in schema])
    part = Part(path, file, order, rows, frozenset(schema.names), shape, False)
    lowered = [name.lower() for name in schema.names]
    if _VIRTUAL & set(lowered) or len(set(lowered)) < len(lowered):
        return respool(part, table, spool_path.parent)
    return part, None


@dataclass(frozen=True, slots=True)
class _Target:
    file: InputFile
    order: int
    table: Table
    path: Path


def _spooled(
    target: _Target, records: Iterable[Record], until: _Until[Any], header: Sequence[str]
) -> tuple[Part | None, Failure | None]:
    rows, present = spool_records(records, target.table.names, target.path)
    names = present.union(header)
    failure = None
    if until.error is not None:
        reason = f"cut short or damaged after line {until.line}: {_line(until.error)}"
        failure = Failure(target.file.source, reason)
    elif not rows and not names:
        failure = Failure(target.file.source, "is empty")
    if not rows:
        return None, failure
    part = Part(target.path, target.file, target.order, rows, frozenset(names), "text", True)
    return part, failure


_Numbered = TypeVar("_Numbered", Line, Record)


class _Until(Generic[_Numbered]):
    """Lines or records until the file breaks off; ``error`` says why it did, ``line`` where."""

    def __init__(self, items: Iterator[_Numbered]) -> None:
        self._items: Iterator[_Numbered] = items
        self.error: Exception | None = None
        self.line = 0

    def __iter__(self) -> Iterator[_Numbered]:
        try:
            for item in self._items:
                self.line = item[0]
                yield item
        except (pa.ArrowException, OSError) as error:
            self.error = error


def _parquet_records(path: Path, table: Table) -> Iterator[Record]:
    with pq.ParquetFile(path) as opened:
        names = [name for name in opened.schema_arrow.names if name in table.names]
        line = 0
        for batch in opened.iter_batches(8192, columns=names):
            columns = [_cells(batch.column(name)) for name in names]
            for row in zip(*columns, strict=True):
                line += 1
                yield _parquet_record(line, names, row)


def _parquet_record(line: int, names: list[str], row: tuple[bytes | None, ...]) -> Record:
    try:
        values = {n: v if v is None else v.decode() for n, v in zip(names, row, strict=True)}
    except UnicodeDecodeError:
        return Record(line, None, NOT_TEXT, 0)
    return Record(line, values, None, sum(len(value or b"") for value in row))


def _cells(column: pa.Array) -> list[bytes | None]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        if not pa.types.is_binary(column.type) and not pa.types.is_string(column.type):
            column = column.cast(pa.string())
        found: list[bytes | None] = column.cast(pa.binary()).to_pylist()
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return [None] * len(column)
    return found


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
