"""Whole exchanges of the streams that are reported, and of no others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.pools import Pool
from hydrometer.campaigns.streams import CERTAIN
from hydrometer.store.protocol import Store, quoted

_COLUMNS = (
    "exchange_id", "account_key", "sent_at", "model", "session_key", "settings_key", "system_key",
    "opening_key", "scaffold_key", "input_key", "capability", "turn_count", "max_tokens",
    "temperature", "tool_count",
)  # fmt: skip


def take_up(store: Store, pools: list[Pool], found: list[Found], spool: Path) -> None:
    """Make the view ``streamed``: the exchanges of what is reported, one stream's side by side.

    Columns: of the observations those that findings are drawn from, and ``pool``, ``stream`` and
    ``certainty``.  Of an account alone it is all traffic as it is, not as it was dealt out.
    """
    streams = [(v.pool, v.stream) for f in found if not f.alone for v in f.verdicts]
    columns = np.array(streams, dtype=np.int64).reshape(-1, 2)
    store.put("taken_streams", pa.table({"pool": columns[:, 0], "stream": columns[:, 1]}))
    numbers = np.array([f.pool for f in found if f.alone], dtype=np.int64)
    accounts = np.array([pools[n].accounts[0] for n in numbers], dtype=np.uint64)
    store.put("taken_accounts", pa.table({"pool": numbers, "account_key": accounts}))
    path = spool / "reported.parquet"
    store.write(_REPORTED, path)
    store.view("streamed", f"select * from read_parquet({quoted(path)})")


_LISTED = ", ".join(f"o.{name}" for name in _COLUMNS)
_REPORTED = f"""
select {_LISTED}, t.pool, t.stream, t.certainty
from observations o join (
    select a.exchange_key, a.pool, a.stream, a.certainty
    from assigned a join taken_streams r on a.pool = r.pool and a.stream = r.stream
    where a.certainty >= {CERTAIN}) t
on hash(o.exchange_id) = t.exchange_key
union all
select {_LISTED}, a.pool, 1::integer, 1::float
from observations o join taken_accounts a on o.account_key = a.account_key
"""
