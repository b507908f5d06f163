"""Exchanges reduced to observations: keys, scaffolds, and no text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hydrometer.campaigns.observations import RECURS, observe
from hydrometer.model import EXCHANGES, OBSERVATIONS
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
Give = Callable[[str, Rows], None]
Fetch = Callable[[str], Rows]
KEYED = [c.name for c in OBSERVATIONS.columns if c.name.endswith("_key")]
TEXTS = frozenset({"prompt", "system_prompt"})


def words(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A stand-in for the signatures: the opening and closing are the first and last letter."""
    texts = [text or "" for text in batch.column("prompt").to_pylist()]
    ends = [(ord(t[0]), ord(t[-1])) if t else (None, None) for t in texts]
    columns = {
        "system_key": pa.nulls(len(texts), pa.uint64()),
        "opening_key": pa.array([first for first, _ in ends], pa.uint64()),
        "closing_key": pa.array([last for _, last in ends], pa.uint64()),
        "input_key": pa.array([len(t) or None for t in texts], pa.uint64()),
        "elicits": pa.nulls(len(texts), pa.string()),
        "text_capability": pa.array(["coding" if t else None for t in texts], pa.string()),
    }
    return pa.RecordBatch.from_pydict(columns)


@pytest.fixture
def observed(store: DuckStore, give: Give, rows: Fetch, tmp_path: Path) -> Callable[..., Rows]:
    def observing(log: Rows, columns: frozenset[str] = frozenset()) -> Rows:
        give("exchanges", [{"account_id": "a"} | row for row in log])
        observe(store, columns, words, "coalesce(text_capability, 'other')", tmp_path)
        return rows("select * from observations order by exchange_id")

    return observing


def test_a_key_is_null_where_nothing_is_known(observed: Any) -> None:
    [row] = observed([{}])
    known = {name for name in KEYED if row[name] is not None}
    assert known == {"account_key"}
    assert list(row) == list(OBSERVATIONS.names)
    assert row["capability"] == "other"


def test_equal_values_have_equal_keys_and_others_have_others(observed: Any) -> None:
    fields = {
        "end_user_key": "end_user_id", "session_key": "session_id", "client_key": "user_agent",
        "reasoning_key": "reasoning_key", "replayed_reasoning_key": "replayed_reasoning_key",
    }  # fmt: skip
    first, again, other = observed([dict.fromkeys(fields.values(), value) for value in "uuv"])
    for key in fields:
        assert first[key] == again[key] != other[key]


def test_a_replayed_key_meets_the_key_it_replays(observed: Any) -> None:
    made, replayed = observed([{"reasoning_key": "k"}, {"replayed_reasoning_key": "k"}])
    assert made["reasoning_key"] == replayed["replayed_reasoning_key"]


def test_settings_are_one_value_of_all_that_is_known(observed: Any) -> None:
    rows = observed([{"max_tokens": 5}, {"max_tokens": 5}, {"max_tokens": 5, "streamed": True}])
    first, again, other = (row["settings_key"] for row in rows)
    assert first == again != other


@pytest.mark.parametrize(
    ("one", "two", "address", "subnet"),
    [
        ("192.0.2.1", "192.0.2.1", True, True),
        ("192.0.2.1", "192.0.2.99", False, True),
        ("192.0.2.1", "192.0.20.1", False, False),
        ("2001:db8:1:2::1", "2001:db8:1:2:3:4:5:6", True, True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False, True),
        ("2001:db8:1::1", "2001:db8:1:3::1", False, True),
        ("2001:db8::1", "2001:db8:0:3::1", False, True),
        ("2001:db8::1", "2001:db8:0:0:1::", True, True),
        ("2001:db8::1", "2001:db8:1::1", False, False),
        ("2001:db8::", "2001:db8::ffff", True, True),
        ("::1", "2001::1", False, False),
    ],
)
def test_an_address_is_v4_or_a_64_and_its_subnet_a_24_or_a_48(
    observed: Any, one: str, two: str, address: bool, subnet: bool
) -> None:
    first, second = observed([{"client_ip": one}, {"client_ip": two}])
    assert (first["address_key"] == second["address_key"]) is address
    assert (first["subnet_key"] == second["subnet_key"]) is subnet


def test_the_scaffold_is_what_more_exchanges_share(observed: Any) -> None:
    log = [f"q{n}z" for n in range(RECURS)] + [f"{n}z" for n in range(RECURS)]
    rows = observed([{"prompt": text} for text in log], TEXTS)
    assert {row["scaffold_key"] for row in rows} == {ord("z")}
    rows = observed([{"prompt": f"q{n}"} for n in range(RECURS)], TEXTS)
    assert {row["scaffold_key"] for row in rows} == {ord("q")}


def test_what_does_not_recur_is_no_scaffold(observed: Any) -> None:
    rows = observed([{"prompt": f"q{n}"} for n in range(RECURS - 1)] + [{}], TEXTS)
    assert {row["scaffold_key"] for row in rows} == {None}
    assert rows[-1]["opening_key"] is None


def test_with_and_without_text_the_same_columns_and_none_of_text(
    observed: Any, store: DuckStore
) -> None:
    shapes = []
    for columns in (frozenset[str](), TEXTS):
        observed([{"prompt": "qz", "system_prompt": "s", "response": "r"}], columns)
        shapes.append(store.fetch("select * from observations").column_names)
    assert shapes == [list(OBSERVATIONS.names)] * 2
    texts = {"prompt", "system_prompt", "response"}
    assert texts <= set(EXCHANGES.names)
    assert not texts & set(shapes[0])


def test_spooled_signatures_hold_no_text(observed: Any, tmp_path: Path) -> None:
    observed([{"prompt": "the secret of the house", "system_prompt": "hush"}], TEXTS)
    spooled = (tmp_path / "signatures.parquet").read_bytes()
    assert b"secret" not in spooled
    assert b"hush" not in spooled
