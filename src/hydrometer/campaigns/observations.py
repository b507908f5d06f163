"""Exchanges to observations: identifiers to 64-bit keys, text to signatures.

Everything after this stage works on keys; no text and no raw identifier but the ids that the
contract asks back (exchange and account) goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.model import OBSERVATIONS
from hydrometer.store.protocol import Store

TEXT = ("prompt", "system_prompt")
_PLAIN = (
    "sent_at",
    "model",
    "pathway",
    "input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cached_tokens",
    "max_tokens",
    "temperature",
    "turn_count",
    "tool_count",
    "tool_call_count",
    "image_count",
    "reasoning",
    "streamed",
    "batched",
    "status",
)
_SIGNATURES = {
    "system_key": "ubigint",
    "opening_key": "ubigint",
    "closing_key": "ubigint",
    "input_key": "ubigint",
    "elicits": "varchar",
    "text_capability": "varchar",
}
_ARROW = {"ubigint": pa.uint64(), "varchar": pa.string()}
RECURS = 5
"""An opening or closing seen in fewer exchanges than this is not a scaffold."""


def _key(*columns: str) -> str:
    """SQL for a 64-bit key of one or several columns, null where all of them are null."""
    known = " and ".join(f"{column} is null" for column in columns)
    return f"case when {known} then null else hash({', '.join(columns)}) end"


_LONG = (
    "replace(client_ip, '::', "
    "repeat(':0', 8 - length(client_ip) + length(replace(client_ip, ':', ''))) || ':')"
)
"""An IPv6 address with its zeros written out, so that a network has one prefix however its
addresses are shortened."""


def _prefix(groups: int) -> str:
    """SQL for the first hextets of an IPv6 address."""
    return f"regexp_extract({_LONG}, '^(([0-9a-fA-F]*:){{{groups}}})', 1)"


_V6 = "contains(client_ip, ':')"
_ADDRESS = f"case when {_V6} then {_prefix(4)} else client_ip end"
_SUBNET = f"case when {_V6} then {_prefix(3)} else regexp_extract(client_ip, '^(.*)[.]', 1) end"
ADDRESS_KEY = f"case when client_ip is null then null else hash({_ADDRESS}) end"
SUBNET_KEY = f"case when client_ip is null then null else hash({_SUBNET}) end"
CLIENT_KEY = _key("user_agent", "tls_fingerprint")

_KEYS = {
    "account_key": "hash(account_id)",
    "end_user_key": _key("end_user_id"),
    "session_key": _key("session_id"),
    "address_key": ADDRESS_KEY,
    "subnet_key": SUBNET_KEY,
    "client_key": CLIENT_KEY,
    "settings_key": _key(
        "max_tokens", "temperature", "tool_count", "reasoning", "streamed", "batched"
    ),
    "reasoning_key": _key("reasoning_key"),
    "replayed_reasoning_key": _key("replayed_reasoning_key"),
}


def _keyed(extra: list[str]) -> str:
    parts = ["exchange_id", *_PLAIN, *(f"{sql} as {name}" for name, sql in _KEYS.items()), *extra]
    return f"select {', '.join(parts)} from exchanges"


def observe(
    store: Store,
    columns: frozenset[str],
    signatures: Callable[[pa.RecordBatch], pa.RecordBatch],
    capability_sql: str,
    spool: Path,
) -> None:
    """Make the table ``observations`` (`model.OBSERVATIONS`) from ``exchanges``.

    Without text the result is a view and costs nothing; with text the exchanges are streamed once
    through ``signatures`` and spooled as Parquet, without the text.
    """
    text = [name for name in TEXT if name in columns]
    if text:
        _spool_signatures(store, text, signatures, spool / "signatures.parquet")
        _choose_scaffolds(store)
    else:
        nulls = [f"null::{kind} as {name}" for name, kind in _SIGNATURES.items()]
        store.view("signed", _keyed([*nulls, "null::ubigint as scaffold_key"]))
    chosen = [f"{capability_sql} as capability" if name == "capability" else name
              for name in OBSERVATIONS.names]  # fmt: skip
    store.view("observations", f"select {', '.join(chosen)} from signed")


def _spool_signatures(
    store: Store,
    text: list[str],
    signatures: Callable[[pa.RecordBatch], pa.RecordBatch],
    path: Path,
) -> None:
    source = store.batches(_keyed(text))
    kept = [field for field in source.schema if field.name not in text]
    signed = [pa.field(name, _ARROW[kind]) for name, kind in _SIGNATURES.items()]
    schema = pa.schema([*kept, *signed])
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for batch in source:
            found = signatures(batch.select(text))
            arrays = [batch.column(field.name) for field in kept]
            arrays += [found.column(name) for name in _SIGNATURES]
            writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
    store.view("signatures", f"select * from read_parquet('{path}')")


def _choose_scaffolds(store: Store) -> None:
    """A scaffold is the opening or the closing, whichever more exchanges share."""
    for side in ("opening", "closing"):
        store.create(
            f"{side}s",
            f"select {side}_key, count(*) as n from signatures where {side}_key is not null "
            f"group by {side}_key having count(*) >= {RECURS}",
        )
    store.view(
        "signed",
        """
        select s.*, case
            when coalesce(o.n, 0) >= coalesce(c.n, 0) then o.opening_key
            else c.closing_key end as scaffold_key
        from signatures s
        left join openings o on s.opening_key = o.opening_key
        left join closings c on s.closing_key = c.closing_key
        """,
    )
