import datetime
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.samples import csv_bytes, exchange, jsonl, write_parquet

from hydrometer.model import ACCOUNTS, EXCHANGES, RELEASES, InputError
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.reading import Reading, read_accounts, read_exchanges, read_releases

Read = Callable[..., Reading]
Rows = Callable[..., list[dict[str, Any]]]
Rejects = Callable[[], list[tuple[Any, ...]]]
GOOD = [exchange(n) for n in range(5)]
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": lambda data: pa.Codec("zstd").compress(data, asbytes=True),
}


utc = datetime.datetime


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_each_kind_of_file_gives_the_same_table(
    kind: str, packing: str, place: Path, read: Read, store: DuckStore, tmp_path: Path
) -> None:
    if kind == "parquet":
        data = write_parquet(tmp_path / "plain.parquet", GOOD).read_bytes()
    else:
        data = jsonl(GOOD) if kind == "jsonl" else csv_bytes(GOOD)
    path = place / f"x.{kind}{packing}"
    path.write_bytes(PACKED[packing](data))
    reading = read(path)
    assert (reading.rows, reading.rejected, reading.repaired) == (5, 0, {})
    assert reading.columns == frozenset(EXCHANGES.required)
    assert reading.bytes == path.stat().st_size
    table = store.fetch("select * from exchanges order by exchange_id")
    assert table.schema.equals(EXCHANGES.schema)
    assert table.column("exchange_id").to_pylist() == [f"e{n}" for n in range(5)]
    assert table.column("sent_at")[3].as_py() == utc(2026, 2, 4, 10)


def test_a_folder_mixes_kinds_and_passes_over_the_rest(place: Path, read: Read, rows: Rows) -> None:
    (place / "deep").mkdir()
    write_parquet(place / "a.parquet", [exchange(1, latency_ms=5)])
    (place / "deep" / "b.jsonl").write_bytes(jsonl([exchange(2)]))
    (place / "c.csv.gz").write_bytes(gzip.compress(csv_bytes([exchange(3, status=200)])))
    (place / "README.md").write_text("not data")
    (place / "_SUCCESS.csv").write_text("")
    reading = read(place)
    assert reading.rows == 3
    assert {"latency_ms", "status"} < reading.columns
    found = rows("select exchange_id, latency_ms, status from exchanges order by 1")
    assert [tuple(row.values()) for row in found] == [
        ("e1", 5, None),
        ("e2", None, None),
        ("e3", None, 200),
    ]


def test_a_glob_and_names_that_look_like_one(place: Path, read: Read) -> None:
    write_parquet(place / "a[1].parquet", [exchange(1)])
    write_parquet(place / "a2.parquet", [exchange(2)])
    write_parquet(place / "it's.parquet", [exchange(3)])
    assert read(place / "a2*").rows == 1
    assert read(place / "a[1].parquet").rows == 1
    assert read(place).rows == 3


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("gone.csv", None, "no such file"),
        ("*.csv", None, "no Parquet, JSON Lines or CSV"),
        ("notes.txt", b"x", "not a name that ends in"),
        ("empty.csv", b"", "no usable row .first: empty.csv: is empty"),
        ("header.csv", b"exchange_id,account_id,sent_at,model\n", "no usable row"),
        ("short.csv", b"exchange_id,model\n1,2\n", "short.csv: no column account_id, sent_at"),
        ("short.jsonl", b'{"exchange_id": 1}\n', "no column account_id, sent_at, model"),
        ("bad.parquet", b"PAR1 junk", "no usable row .first: bad.parquet: cannot be read"),
        ("bad.jsonl", b"what\n", "bad.jsonl line 1: is not JSON"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    name: str, data: bytes | None, says: str, place: Path, read: Read
) -> None:
    if data is not None:
        (place / name).write_bytes(data)
    with pytest.raises(InputError, match=says) as caught:
        read(place / name)
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_an_error(place: Path, read: Read) -> None:
    with pytest.raises(InputError, match="no Parquet"):
        read(place)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sent_at": "yesterday"}, "sent_at is not a time: 'yesterday'"),
        ({"sent_at": "x" * 500}, f"sent_at is not a time: '{'x' * 40}'"),
        ({"sent_at": None}, "sent_at is missing"),
        ({"sent_at": "1970-01-01"}, "sent_at: time before 2020"),
        ({"sent_at": "2199-01-01"}, "sent_at: time in the future"),
        ({"sent_at": "infinity"}, "sent_at is not a time: 'infinity'"),
        ({"exchange_id": ""}, "exchange_id is missing"),
        ({"account_id": None}, "account_id is missing"),
        ({"model": "  \t"}, "model is missing"),
        ({"exchange_id": "e1"}, "exchange_id was there before"),
    ],
)
def test_a_row_without_what_is_required_is_rejected(
    kind: str, changes: dict[str, Any], reason: str, place: Path, read: Read, rejects: Rejects
) -> None:
    listed = [exchange(n) for n in range(200)]
    listed[150] = exchange(150, **changes)
    path = place / f"x.{kind}"
    if kind == "parquet":
        write_parquet(path, listed, sent_at=pa.string())
    else:
        path.write_bytes(jsonl(listed) if kind == "jsonl" else csv_bytes(listed))
    reading = read(path)
    assert (reading.rows, reading.rejected) == (199, 1)
    assert rejects() == [(f"x.{kind}", 152 if kind == "csv" else 151, reason)]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_junk_where_nothing_is_required_costs_only_the_value(
    kind: str, place: Path, read: Read, rows: Rows
) -> None:
    junk = {
        "input_tokens": "many",
        "output_tokens": "-5",
        "temperature": "nan",
        "reasoning": "maybe",
        "client_ip": "300.1.1.1",
        "pathway": " ",
        "latency_ms": "",
    }
    good = {
        "input_tokens": "12",
        "output_tokens": "7.0",
        "temperature": "0.5",
        "reasoning": "True",
        "client_ip": "10.1.2.3",
        "pathway": "api",
        "latency_ms": "9",
    }
    listed = [exchange(1, **junk), exchange(2, **good)]
    path = place / f"x.{kind}"
    if kind == "parquet":
        write_parquet(path, listed)
    else:
        path.write_bytes(jsonl(listed) if kind == "jsonl" else csv_bytes(listed))
    reading = read(path)
    assert (reading.rows, reading.rejected) == (2, 0)
    lost = ("input_tokens", "output_tokens", "temperature", "reasoning", "client_ip")
    assert reading.repaired == dict.fromkeys(lost, 1)
    first, second = rows(f"select {', '.join(good)} from exchanges order by exchange_id")
    assert set(first.values()) == {None}
    assert tuple(second.values()) == (12, 7, 0.5, True, "10.1.2.3", "api", 9)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-02-01T10:00:00", utc(2026, 2, 1, 10)),
        ("2026-02-01 10:00:00.25", utc(2026, 2, 1, 10, 0, 0, 250_000)),
        ("2026-02-01T10:00:00.123456789Z", utc(2026, 2, 1, 10, 0, 0, 123_456)),
        ("2026-02-01T10:00:00+05:30", utc(2026, 2, 1, 4, 30)),
        ("2026-02-01", utc(2026, 2, 1)),
        ("1769940000", utc(2026, 2, 1, 10)),
        ("1769940000.25", utc(2026, 2, 1, 10, 0, 0, 250_000)),
        ("1769940000123", utc(2026, 2, 1, 10, 0, 0, 123_000)),
        ("1769940000123456", utc(2026, 2, 1, 10, 0, 0, 123_456)),
        ("1769940000123456000", utc(2026, 2, 1, 10, 0, 0, 123_456)),
    ],
)
def test_times_in_every_spelling(
    written: str, read_as: datetime.datetime, place: Path, read: Read, rows: Rows
) -> None:
    (place / "x.jsonl").write_bytes(jsonl([exchange(1, sent_at=written)]))
    read(place)
    assert rows("select sent_at from exchanges") == [{"sent_at": read_as}]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.timestamp("s"), 1769940000),
        (pa.timestamp("ms"), 1769940000000),
        (pa.timestamp("us", "UTC"), 1769940000000000),
        (pa.timestamp("ns"), 1769940000000000000),
        (pa.timestamp("us", "Asia/Tokyo"), 1769940000000000),
        (pa.int64(), 1769940000),
        (pa.int64(), 1769940000000),
        (pa.uint64(), 1769940000000000),
        (pa.float64(), 1769940000.0),
        (pa.string(), "2026-02-01T10:00:00Z"),
        (pa.large_string(), "2026-02-01T12:00:00+02:00"),
        (pa.dictionary(pa.int32(), pa.string()), "2026-02-01T10:00:00"),
        (pa.binary(), b"2026-02-01T10:00:00"),
    ],
    ids=str,
)
def test_times_in_parquet_of_any_type(
    kind: pa.DataType, value: object, place: Path, read: Read, rows: Rows
) -> None:
    write_parquet(place / "x.parquet", [exchange(1, sent_at=value)], sent_at=kind)
    read(place)
    assert rows("select sent_at from exchanges") == [{"sent_at": utc(2026, 2, 1, 10)}]


@pytest.mark.parametrize(
    ("column", "kind", "value", "read_as"),
    [
        ("input_tokens", pa.int8(), 5, 5),
        ("input_tokens", pa.int32(), -5, None),
        ("input_tokens", pa.uint64(), 2**64 - 1, None),
        ("input_tokens", pa.float32(), 5.0, 5),
        ("input_tokens", pa.float64(), float("nan"), None),
        ("input_tokens", pa.decimal128(10, 2), 5, 5),
        ("input_tokens", pa.list_(pa.int64()), [5], None),
        ("temperature", pa.int32(), 1, 1.0),
        ("temperature", pa.float32(), 0.5, 0.5),
        ("temperature", pa.float64(), float("inf"), None),
        ("temperature", pa.bool_(), True, None),
        ("reasoning", pa.int8(), 1, True),
        ("reasoning", pa.int8(), 7, None),
        ("reasoning", pa.string(), "false", False),
        ("session_id", pa.int64(), 77, "77"),
        ("session_id", pa.binary(), b"s", "s"),
        ("session_id", pa.binary(), b"\xff", None),
        ("session_id", pa.dictionary(pa.int8(), pa.string()), "s", "s"),
        ("session_id", pa.null(), None, None),
        ("session_id", pa.string(), " \n", None),
    ],
    ids=str,
)
def test_other_types_in_parquet(
    column: str,
    kind: pa.DataType,
    value: object,
    read_as: object,
    place: Path,
    read: Read,
    rows: Rows,
) -> None:
    write_parquet(place / "x.parquet", [exchange(1, **{column: value})], **{column: kind})
    assert read(place).rows == 1
    assert rows(f"select {column} as found from exchanges") == [{"found": read_as}]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", None),
        ("01.2.3.4", None),
        ("1.2.3.4, 5.6.7.8", None),
        ("unknown", None),
    ],
)
def test_addresses_come_in_one_spelling(
    written: str, read_as: str | None, place: Path, read: Read, rows: Rows
) -> None:
    others = [exchange(n, client_ip="9.9.9.9") for n in range(3)]
    write_parquet(place / "x.parquet", [*others, exchange(5, client_ip=written)])
    reading = read(place)
    assert rows("select client_ip from exchanges where exchange_id = 'e5'") == [
        {"client_ip": read_as}
    ]
    assert reading.repaired == ({} if read_as else {"client_ip": 1})


def test_many_times_from_the_future_mean_a_wrong_clock(
    place: Path, read: Read, rejects: Rejects
) -> None:
    write_parquet(place / "a.parquet", [exchange(n) for n in range(50)])
    write_parquet(place / "b.parquet", [exchange(99, sent_at="2199-01-01T00:00:00Z")])
    assert read(place).rows == 51
    write_parquet(place / "c.parquet", [exchange(n) for n in range(100, 200)])
    assert read(place).rows == 150
    assert rejects() == [("b.parquet", 1, "sent_at: time in the future")]


ids = st.sampled_from(["x", "y", "z", "v", "w", "", None])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(st.tuples(st.booleans(), st.lists(ids, min_size=1, max_size=6)), max_size=4))
def test_duplicates_against_a_naive_reading(
    files: list[tuple[bool, list[str | None]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("duplicates")
    seen = {"first"}
    expected = [("first", "0.jsonl", 1)]
    dropped = set()
    (folder / "0.jsonl").write_bytes(
        jsonl([exchange(0, exchange_id="first", stop_reason="0.jsonl:1")])
    )
    for number, (text, values) in enumerate(files, 1):
        name = f"{number}.{'jsonl' if text else 'parquet'}"
        listed = [
            exchange(0, exchange_id=value, stop_reason=f"{name}:{line}")
            for line, value in enumerate(values, 1)
        ]
        if text:
            (folder / name).write_bytes(jsonl(listed))
        else:
            write_parquet(folder / name, listed, exchange_id=pa.string())
        for line, value in enumerate(values, 1):
            if not value or value in seen:
                dropped.add((name, line))
            else:
                seen.add(value)
                expected.append((value, name, line))
    with DuckStore(threads=1, workdir=folder / "work") as store:
        reading = read_exchanges(store, str(folder), folder / "_spool")
        found = store.fetch("select exchange_id, stop_reason from exchanges").to_pylist()
        rejects = store.fetch("select source, line from rejects").to_pylist()
    assert sorted((r["exchange_id"], r["stop_reason"]) for r in found) == sorted(
        (value, f"{name}:{line}") for value, name, line in expected
    )
    assert {(r["source"], r["line"]) for r in rejects} == dropped
    assert (reading.rows, reading.rejected) == (len(expected), len(dropped))


def test_accounts_and_releases(place: Path, store: DuckStore, rejects: Rejects) -> None:
    (place / "accounts.csv").write_text(
        "account_id,created_at,signup_ip,country\n"
        "a,2019-05-01,::ffff:1.2.3.4,\n"
        "a,2020-05-01,,\n"
        "b,soon,junk,DE\n"
        ",,,\n"
    )
    (place / "releases.jsonl").write_bytes(
        b'{"model": "m", "released_at": "2026-01-01"}\n{"model": "n", "released_at": "?"}\n'
    )
    accounts = read_accounts(store, str(place / "accounts.csv"), place / "spool")
    releases = read_releases(store, str(place / "releases.jsonl"), place / "spool")
    assert (accounts.rows, accounts.rejected, releases.rows, releases.rejected) == (2, 2, 1, 1)
    assert accounts.repaired == {"created_at": 1, "signup_ip": 1}
    assert store.fetch("select * from accounts").schema.equals(ACCOUNTS.schema)
    assert store.fetch("select * from releases").schema.equals(RELEASES.schema)
    assert store.fetch("select signup_ip from accounts where account_id = 'a'").to_pylist() == [
        {"signup_ip": "1.2.3.4"}
    ]
    assert rejects() == [
        ("accounts.csv", 3, "account_id was there before"),
        ("accounts.csv", 5, "account_id is missing"),
        ("releases.jsonl", 2, "released_at is not a time: '?'"),
    ]


def test_clean_parquet_is_read_where_it_lies(place: Path, read: Read, tmp_path: Path) -> None:
    write_parquet(place / "x.parquet", GOOD)
    read(place)
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_megabyte_prompt_passes_and_no_reason_repeats_text(
    place: Path, read: Read, rows: Rows, rejects: Rejects
) -> None:
    secret = "SECRET " * 200_000
    bad = exchange(2, prompt=secret, response=secret, system_prompt=secret, sent_at="never")
    listed = [exchange(1, prompt=secret), bad]
    (place / "a.jsonl").write_bytes(jsonl(listed) + b'{"prompt": "SECRET\n')
    (place / "b.csv").write_bytes(csv_bytes([exchange(3, prompt=secret)]) + b'"SECRET",1\n')
    assert read(place).rows == 2
    assert {row["n"] for row in rows("select strlen(prompt) as n from exchanges")} == {len(secret)}
    assert len(rejects()) == 3
    assert not any("SECRET" in reason or len(reason) > 120 for _, _, reason in rejects())
