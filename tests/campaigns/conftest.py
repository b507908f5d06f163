"""A store, and the tables of a stage written as rows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hydrometer.model import ACCOUNTS, EXCHANGES, OBSERVATIONS
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
START = datetime.datetime(2026, 3, 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckStore]:
    with DuckStore(threads=2, memory_limit="1GB", workdir=tmp_path) as opened:
        yield opened


@pytest.fixture
def give(store: DuckStore) -> Callable[[str, Rows], None]:
    """Put a table of the contract into the store; ``minute`` stands for ``sent_at``."""
    schemas = {
        "exchanges": EXCHANGES.schema,
        "accounts": ACCOUNTS.schema,
        "observations": OBSERVATIONS.schema,
    }

    def giving(name: str, rows: Rows) -> None:
        timed = name != "accounts"
        given = [
            ({"exchange_id": f"x{n:05}", "sent_at": START, "model": "m"} if timed else {})
            | {k: v for k, v in row.items() if k != "minute"}
            | ({"sent_at": START + datetime.timedelta(minutes=row["minute"])}
               if "minute" in row else {})
            for n, row in enumerate(rows)
        ]  # fmt: skip
        store.put(name, pa.Table.from_pylist(given, schema=schemas[name]))

    return giving


@pytest.fixture
def rows(store: DuckStore) -> Callable[[str], Rows]:
    """The rows of a SELECT, as dictionaries."""

    def fetch(sql: str) -> Rows:
        found: Rows = store.fetch(sql).to_pylist()
        return found

    return fetch
