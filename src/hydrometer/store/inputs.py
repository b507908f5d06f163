"""Which files an input path stands for, and what is in them."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from hydrometer.model import InputError

_KINDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read: where it is, how rejects name it, its kind and how it is packed."""

    path: Path
    source: str
    kind: str
    compression: str | None

    @property
    def bytes(self) -> int:
        """Its size on the disk."""
        return self.path.stat().st_size

    def open(self) -> pa.NativeFile:
        """A stream of the bytes, unpacked."""
        return pa.input_stream(str(self.path), compression=self.compression)


def find(path: str) -> list[InputFile]:
    """The files that a path, a folder or a glob stands for, in the order of their names.

    Folders are read with all their subfolders; names that begin with a dot or an underscore, and
    files of other kinds, are passed over.  Raises `InputError` where nothing is left to read or a
    file may not be read.
    """
    place = Path(path)
    try:
        if place.is_dir():
            files = [_file(found, place) for found in sorted(place.rglob("*")) if _wanted(found)]
        elif place.exists():
            files = [_single(place)]
        else:
            files = _matching(path)
        for file in files:
            with file.path.open("rb"):
                pass
    except PermissionError as error:
        raise InputError(f"no permission to read {error.filename or path}") from error
    except OSError as error:
        raise InputError(f"cannot read {error.filename or path}: {error.strerror}") from error
    if not files:
        raise InputError(f"{path}: no Parquet, JSON Lines or CSV file there")
    return files


def _kind(path: Path) -> tuple[str, str | None] | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = _COMPRESSIONS.get(suffixes[-1]) if suffixes else None
    if compression:
        suffixes.pop()
    kind = _KINDS.get(suffixes[-1]) if suffixes else None
    return (kind, compression) if kind else None


def _wanted(path: Path) -> bool:
    hidden = path.name.startswith((".", "_"))
    return not hidden and _kind(path) is not None and not path.is_dir()


def _file(path: Path, top: Path) -> InputFile:
    known = _kind(path)
    assert known is not None
    return InputFile(path, str(path.relative_to(top)), *known)


def _single(path: Path) -> InputFile:
    if _kind(path) is None:
        raise InputError(
            f"{path}: not a name that ends in .parquet, .jsonl or .csv (or these with .gz or .zst)"
        )
    return _file(path, path.parent)


def _matching(pattern: str) -> list[InputFile]:
    if not glob.has_magic(pattern):
        raise InputError(f"{pattern}: no such file or folder")
    found = sorted(Path(name) for name in glob.glob(pattern, recursive=True))  # noqa: PTH207
    return [_file(path, path.parent) for path in found if _wanted(path)]
