"""Writing results so that a folder is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.model import InputError, Table

RUN_FILE = "run.json"
"""The file by which a folder is known to hold an earlier run."""


@dataclass(frozen=True, slots=True)
class Output:
    """A folder being filled: write into ``folder``; it becomes ``out`` when all is well."""

    out: Path
    folder: Path

    def path(self, name: str) -> Path:
        """Where to write the file ``name``."""
        return self.folder / name


@contextmanager
def writing(out: Path) -> Iterator[Output]:
    """A temporary folder beside ``out`` that takes its place if the block ends without an error.

    What was in ``out`` is replaced only then, and only if it is an earlier run or empty.  Raises
    `InputError` where that is not so, where the place cannot be written, and where the disk is
    full.
    """
    with plain_errors(out):
        _may_replace(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        with plain_errors(out):
            yield Output(out, folder)
            folder.chmod(0o777 & ~_umask())
            _replace(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_table(folder: Path, declared: Table, table: pa.Table) -> Path:
    """Write ``table`` as ``<name>.parquet``, with the declared columns in the declared types.

    A declared column that the table lacks is written as null; others are left out.  The same rows
    give the same bytes.  Raises `ValueError` where a value does not fit its type.
    """
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in declared.schema
    ]
    path = folder / f"{declared.name}.parquet"
    exact = pa.Table.from_arrays(columns, schema=declared.schema)
    pq.write_table(exact, path, compression="zstd")
    return path


def _may_replace(out: Path) -> None:
    if out.is_dir() and not out.is_symlink():
        if any(out.iterdir()) and not (out / RUN_FILE).exists():
            raise InputError(f"{out}: a folder that holds something else than an earlier run")
    elif out.exists() or out.is_symlink():
        raise InputError(f"{out}: not a folder")


def _replace(folder: Path, out: Path) -> None:
    if not out.exists():
        folder.rename(out)
        return
    # A folder cannot be exchanged in one step everywhere, so the earlier one steps aside and comes
    # back if the new one cannot take its place.
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    out.rename(aside)
    try:
        folder.rename(out)
    except BaseException:
        with suppress(OSError):
            aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def disk_full(error: BaseException) -> bool:
    """Whether an error says that there is no space left to write to."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def plain_errors(out: Path) -> Iterator[None]:
    """Turn what can go wrong with writing below ``out`` into an `InputError` of one line."""
    try:
        yield
    except OSError as error:
        if disk_full(error):
            raise InputError(f"{out}: no space left on the disk") from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise InputError(f"{out}: no permission to write there") from error
        if isinstance(error, FileExistsError | NotADirectoryError):
            raise InputError(f"{out}: something on the way there is not a folder") from error
        raise
