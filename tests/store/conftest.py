"""A store, and input files written in one line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hydrometer.store.duckdb import DuckStore
from hydrometer.store.reading import Reading, read_exchanges

Read = Callable[..., Reading]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckStore]:
    with DuckStore(threads=2, memory_limit="1GB", workdir=tmp_path / "work") as opened:
        yield opened


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder for input files."""
    folder = tmp_path / "input"
    folder.mkdir()
    return folder


@pytest.fixture
def read(store: DuckStore, tmp_path: Path) -> Read:
    """Reads exchanges."""

    def reading(path: Path | str) -> Reading:
        return read_exchanges(store, str(path), tmp_path / "spool")

    return reading


@pytest.fixture
def rows(store: DuckStore) -> Callable[..., list[dict[str, Any]]]:
    """The rows of a SELECT, as dictionaries."""

    def fetch(sql: str) -> list[dict[str, Any]]:
        table: pa.Table = store.fetch(sql)
        found: list[dict[str, Any]] = table.to_pylist()
        return found

    return fetch


@pytest.fixture
def rejects(rows: Callable[..., list[dict[str, Any]]]) -> Callable[[], list[tuple[Any, ...]]]:
    """All rejects so far: source, line, reason."""
    return lambda: [tuple(row.values()) for row in rows("select * from rejects order by all")]
