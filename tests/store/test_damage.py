"""Files that are broken on the outside or inside: good rows are used, the rest is accounted for."""

import errno
import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.samples import csv_bytes, exchange, jsonl, write_parquet

from hydrometer.model import EXCHANGES, InputError
from hydrometer.store import parts
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.reading import Reading, read_exchanges

Read = Callable[..., Reading]
Rows = Callable[..., list[dict[str, Any]]]
Rejects = Callable[[], list[tuple[Any, ...]]]


def test_files_that_cannot_be_read_cost_themselves_only(
    place: Path, read: Read, rejects: Rejects
) -> None:
    whole = write_parquet(place / "good.parquet", [exchange(1)]).read_bytes()
    (place / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (place / "empty.parquet").write_bytes(b"")
    (place / "empty.csv").write_bytes(b"")
    (place / "empty.jsonl").write_bytes(b"\n\n")
    (place / "junk.csv.zst").write_bytes(b"junk")
    (place / "other.parquet").write_bytes(b"")
    pq.write_table(pa.table({"account_id": ["a"]}), place / "other.parquet")
    reading = read(place)
    assert (reading.rows, reading.rejected) == (1, 6)
    reasons = {source: (line, reason) for source, line, reason in rejects()}
    assert reasons["empty.csv"] == reasons["empty.jsonl"] == (None, "is empty")
    assert reasons["other.parquet"] == (None, "no column exchange_id, sent_at, model")
    for name in ("cut.parquet", "empty.parquet"):
        assert reasons[name][1].startswith("cannot be read: ")
    assert reasons["junk.csv.zst"][1].startswith("cut short or damaged after line 0: ")


def test_a_packed_file_that_breaks_off_is_used_up_to_there(
    place: Path, read: Read, rejects: Rejects
) -> None:
    noise = [exchange(n, session_id=os.urandom(60).hex()) for n in range(20_000)]
    packed = gzip.compress(jsonl(noise))
    (place / "x.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    reading = read(place)
    assert 5_000 < reading.rows < 11_000
    [(source, line, reason)] = [found for found in rejects() if found[1] is None]
    assert (source, line) == ("x.jsonl.gz", None)
    assert reason.startswith("cut short or damaged after line ")


def test_parquet_damaged_inside_costs_the_file(place: Path, read: Read, rejects: Rejects) -> None:
    write_parquet(place / "a.parquet", [exchange(n) for n in range(100)])
    path = write_parquet(place / "b.parquet", [exchange(n) for n in range(100, 200)])
    pages = bytearray(path.read_bytes())
    pages[4:400] = bytes(396)
    path.write_bytes(pages)
    reading = read(place)
    assert (reading.rows, reading.rejected) == (100, 1)
    assert rejects()[0][:2] == ("b.parquet", None)


def test_parquet_with_text_that_is_none_costs_the_rows(
    place: Path, read: Read, rows: Rows, rejects: Rejects
) -> None:
    write_parquet(place / "a.parquet", [exchange(n) for n in range(3)])
    raw = pa.array([b"e7", b"e\xff\xfe", b"e9"], pa.binary())
    table = pa.table(
        {
            # Text that says it is UTF-8 and is not: Arrow does not look.
            "exchange_id": pa.Array.from_buffers(pa.string(), 3, raw.buffers()),
            "account_id": pa.array(["a", "b", "c"]).dictionary_encode(),
            "sent_at": pa.array([1769940000000000] * 3, pa.timestamp("us", "UTC")),
            "model": ["m"] * 3,
            "input_tokens": pa.array([1, 2, None], pa.int32()),
            "tool_count": pa.array([[1], [2], [3]]),
        }
    )
    pq.write_table(table, place / "b.parquet")
    reading = read(place)
    assert (reading.rows, reading.rejected) == (5, 1)
    assert rejects() == [("b.parquet", 2, "is not valid UTF-8")]
    found = rows(
        "select account_id, input_tokens, tool_count from exchanges where exchange_id = 'e7'"
    )
    assert found == [{"account_id": "a", "input_tokens": 1, "tool_count": None}]


@pytest.mark.parametrize("name", ["file_row_number", "filename", "File_Index", "MODEL"])
def test_parquet_with_columns_that_the_engine_would_confuse(
    name: str, place: Path, read: Read, rejects: Rejects
) -> None:
    listed = [exchange(1, **{name: 7}), exchange(2, **{name: 7}), exchange(2, **{name: 7})]
    write_parquet(place / "x.parquet", listed)
    assert read(place).rows == 2
    assert rejects() == [("x.parquet", 3, "exchange_id was there before")]


def test_broken_lines_of_json(place: Path, read: Read, rows: Rows, rejects: Rejects) -> None:
    good = jsonl([exchange(1)]).strip()
    lines = [
        b"\xef\xbb\xbf" + good,
        good[:-5],
        b"",
        b"[1, 2]",
        b"\xff" + jsonl([exchange(2)]).strip(),
        b"[" * 100_000,
        jsonl([exchange(3, prompt="cut \ud83d")]).strip() + b"\r",
        jsonl([exchange(4, input_tokens=10**400, latency_ms={"a": 1})]).strip(),
        b"\x00",
        jsonl([exchange(5, session_id="a\x00b", temperature=float("nan"))]).strip(),
    ]
    (place / "x.jsonl").write_bytes(b"\n".join(lines))
    reading = read(place)
    assert reading.rows == 4
    assert reading.repaired == {"input_tokens": 1, "latency_ms": 1, "temperature": 1}
    assert {line: reason.partition(":")[0] for _, line, reason in rejects()} == {
        2: "is not JSON",
        4: "is not a JSON object",
        5: "is not valid UTF-8",
        6: "is not JSON",
        9: "is not JSON",
    }
    assert rows("select prompt from exchanges where prompt is not null") == [{"prompt": "cut ?"}]


def test_broken_lines_of_csv(place: Path, read: Read, rows: Rows, rejects: Rejects) -> None:
    lines = [
        b"\xef\xbb\xbfexchange_id, account_id ,sent_at,model,prompt",
        b'e1,a,2026-02-01,m,"two\nlines, and ""quotes"""',
        b"e2,a,2026-02-01,m",
        b"",
        b"e3,a,2026-02-01,m,\xff",
        b'e4,a,2026-02-01,m,"never closed',
        b"e5,a,2026-02-01,m,kept\r",
        b'e6,a,2026-02-01,m,5" disk',
        b"e7,a,2026-02-01,m,",
    ]
    (place / "x.csv").write_bytes(b"\n".join(lines))
    assert read(place).rows == 4
    assert rows("select exchange_id, prompt from exchanges order by 1") == [
        {"exchange_id": "e1", "prompt": 'two\nlines, and "quotes"'},
        {"exchange_id": "e5", "prompt": "kept"},
        {"exchange_id": "e6", "prompt": '5" disk'},
        {"exchange_id": "e7", "prompt": None},
    ]
    assert [(line, reason) for _, line, reason in rejects()] == [
        (4, "has 4 fields, the header 5"),
        (6, "is not valid UTF-8"),
        (7, "is not CSV"),
    ]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of an administrator, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_no_permission_is_said(what: str, place: Path, read: Read) -> None:
    path = place / "x.csv"
    path.write_bytes(csv_bytes([exchange(1)]))
    closed = path if what == "file" else place
    closed.chmod(0)
    try:
        with as_nobody(), pytest.raises(InputError, match="no permission to read"):
            read(path)
    finally:
        closed.chmod(0o700)


def test_a_disk_that_fills_while_spooling_is_said(
    place: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (place / "x.csv").write_bytes(csv_bytes([exchange(1)]))
    monkeypatch.setattr(parts, "spool_records", full)
    with pytest.raises(InputError, match="no space left on the disk"):
        read(place)


def test_half_a_percent_broken_leaves_the_rest(place: Path, read: Read, rows: Rows) -> None:
    listed = [exchange(n, client_ip=f"10.0.{n % 250}.1", status=200) for n in range(4000)]
    broken: list[dict[str, Any]] = [
        {"sent_at": None},
        {"exchange_id": "e0"},
        {"sent_at": "2199-01-01T00:00:00Z"},
        {"sent_at": "1970-01-01T00:00:00Z"},
        {"account_id": ""},
    ]
    mended: list[dict[str, Any]] = [
        {"status": -1},
        {"client_ip": "junk"},
        {"client_ip": "::ffff:1.2.3.4"},
    ]
    for n in range(20):
        listed[100 + n] |= broken[n % 5]
        listed[200 + n] |= mended[n % 3]
    write_parquet(place / "a.parquet", listed[:2000])
    (place / "b.jsonl").write_bytes(jsonl(listed[2000:]))
    reading = read(place)
    assert (reading.rows, reading.rejected) == (3980, 20)
    assert reading.repaired == {"status": 7, "client_ip": 7}
    assert rows(
        "select count(*) as n, count(status) as s, count(client_ip) as c from exchanges"
    ) == [{"n": 3980, "s": 3973, "c": 3973}]
    assert rows("select count(*) as n from exchanges where client_ip = '1.2.3.4'") == [{"n": 6}]


def accounted_for(folder: Path, name: str, data: bytes) -> None:
    """Reading these bytes gives rows or rejects or a clear error, and a table that can be read."""
    path = folder / name
    path.write_bytes(data)
    with DuckStore(threads=1, workdir=folder / "work") as store:
        try:
            reading = read_exchanges(store, str(path), folder / "spool")
        except InputError as error:
            assert "\n" not in str(error)
            return
        table = store.fetch("select * from exchanges")
        rejects = store.fetch("select * from rejects")
    assert table.schema.equals(EXCHANGES.schema)
    table.validate(full=True)
    assert (table.num_rows, rejects.num_rows) == (reading.rows, reading.rejected)
    assert reading.rows > 0
    assert all(table.column(required).null_count == 0 for required in EXCHANGES.required)


pieces = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b'"', b",", b"\n", b"\r\n", b"{", b"}", b"[", b":", b"null", b"\\ud800", b"-1"]
    ),
    st.sampled_from([b'"sent_at"', b"2026-02-01", b'"model"', b"e1,a,2026-02-01,m\n"]),
)
GOOD_CSV = b"exchange_id,account_id,sent_at,model\nfirst,a,2026-02-01,m\n"
GOOD_JSON = b'{"exchange_id":"first","account_id":"a","sent_at":"2026-02-01","model":"m"}\n'


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.lists(pieces, max_size=20).map(b"".join), headed=st.booleans())
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_any_bytes_are_rows_or_rejects(
    kind: str, data: bytes, headed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    good = GOOD_CSV if kind == "csv" else GOOD_JSON
    accounted_for(tmp_path_factory.mktemp("fuzz"), f"x.{kind}", (good if headed else b"") + data)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just("2026-02-01"),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(EXCHANGES.names), values), max_size=6))
def test_any_values_are_rows_or_repairs(
    rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = GOOD_JSON + jsonl([exchange(n) | row for n, row in enumerate(rows)])
    accounted_for(tmp_path_factory.mktemp("fuzz"), "x.jsonl", data)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_parquet_with_flipped_bytes_is_read_or_refused(
    hits: list[tuple[float, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    listed = [exchange(n, input_tokens=n, user_agent="agent") for n in range(30)]
    data = bytearray(write_parquet(folder / "good.parquet", listed).read_bytes())
    for where, value in hits:
        data[int(where * (len(data) - 1))] = value
    path = folder / "x.parquet"
    path.write_bytes(data)
    with DuckStore(threads=1, workdir=folder / "work") as store:
        try:
            reading = read_exchanges(store, str(path), folder / "spool")
            assert reading.rows + reading.rejected > 0
            assert store.fetch("select * from exchanges").num_rows == reading.rows
        except InputError as error:
            assert "\n" not in str(error)
