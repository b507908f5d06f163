"""The plain pipeline that speed is compared with: it groups what shares values."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.bench.plain import DECLARED, groups
from hydrometer.model import ACCOUNTS, EXCHANGES

START = datetime.datetime(2026, 3, 2)


def written(folder: Path, name: str, rows: list[dict[str, Any]], schema: pa.Schema) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return path


def test_accounts_that_share_a_card_are_one_community_and_others_are_in_none(
    tmp_path: Path,
) -> None:
    names = [f"a{n}" for n in range(6)]
    log = [{"exchange_id": f"{name}-{n}", "account_id": name, "client_ip": f"10.0.0.{name[1:]}",
            "sent_at": START + datetime.timedelta(hours=n), "model": "m"}
           for name in names for n in range(3)]  # fmt: skip
    cards = ["x", "x", "x", "y", "y", "z"]
    people = [{"account_id": name, DECLARED[0]: card}
              for name, card in zip(names, cards, strict=True)]  # fmt: skip
    found = groups(
        written(tmp_path, "exchanges", log, EXCHANGES.schema),
        written(tmp_path, "accounts", people, ACCOUNTS.schema),
    )
    assert found["exchanges"].to_dict() == dict.fromkeys(names[:5], 3)
    assert found.groupby("community").size().sort_values().tolist() == [2, 3]
