from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from hydrometer.model import InputError
from hydrometer.store.duckdb import DuckStore
from hydrometer.store.protocol import Store, quoted


def numbers(store: Store, name: str) -> list[int]:
    found: list[int] = store.fetch(f"select n from {name} order by n").column("n").to_pylist()
    return found


def test_a_name_is_one_thing_at_a_time(store: DuckStore) -> None:
    store.create("t", "select 1 as n")
    store.create("t", "select n + 1 as n from t")
    assert numbers(store, "t") == [2]
    store.view("t", "select 3 as n")
    assert numbers(store, "t") == [3]
    store.put("t", pa.table({"n": [4]}))
    assert numbers(store, "t") == [4]
    store.put("t", pa.table({"n": [5, 6]}).to_reader())
    assert numbers(store, "t") == [5, 6]
    store.put("t", pa.table({"n": [7]}))
    store.create("t", "select n + 1 as n from t")
    assert numbers(store, "t") == [8]
    store.drop("t")
    store.drop("t")
    with pytest.raises(duckdb.CatalogException):
        store.fetch("select * from t")


def test_a_table_that_cannot_be_made_leaves_the_old_one(store: DuckStore) -> None:
    store.create("t", "select 1 as n")
    with pytest.raises(duckdb.ConversionException):
        store.create("t", "select 'x'::int as n")
    assert numbers(store, "t") == [1]


def test_batches_stay_open_while_other_statements_run(store: DuckStore) -> None:
    store.put("t", pa.table({"n": range(10_000)}))
    store.view("v", "select n from t")
    found = []
    for batch in store.batches("select n from v", rows=2048):
        assert store.fetch("select 1 as one").num_rows == 1
        found += batch.column("n").to_pylist()
    assert found == list(range(10_000))


def test_times_are_utc_and_variables_are_not_tables(store: DuckStore) -> None:
    local = pa.table({"n": [1]})
    assert local.num_rows == 1
    with pytest.raises(duckdb.CatalogException):
        store.fetch("select * from local")
    [row] = store.fetch("select timestamptz '2026-01-01 12:00+02'::timestamp as t").to_pylist()
    assert row["t"].hour == 10


def test_writing_gives_parquet_in_order(store: DuckStore, tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    store.write("select range as n from range(300000)", path)
    assert numbers(store, f"read_parquet({quoted(path)})") == list(range(300_000))


def test_it_spills_and_tidies_up(tmp_path: Path) -> None:
    sql = "select count(*) as n from (select range as r from range(6000000) order by hash(range))"
    with DuckStore(threads=1, memory_limit="40MB", workdir=tmp_path) as store:
        assert numbers(store, f"({sql})") == [6_000_000]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select * from read_parquet('/nowhere/x.parquet')", "No files found"),
        ("copy (select 1) to '/nowhere/x' (format parquet)", "Cannot open file"),
    ],
)
def test_what_the_world_outside_causes_is_one_line(sql: str, says: str, store: DuckStore) -> None:
    with pytest.raises(InputError, match=says) as caught:
        store.run(sql)
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_one_line(store: DuckStore, monkeypatch: pytest.MonkeyPatch) -> None:
    # Never tried on the device /dev/full: writers delete what they could not finish.
    class Full:
        def execute(self, sql: str) -> None:
            raise duckdb.IOException(f"IO Error: {sql}:\nNo space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_connection", Full())
        with pytest.raises(InputError, match=r"^no space left on the disk: ") as caught:
            store.run("copy")
    assert "\n" not in str(caught.value)


def test_too_little_memory_is_one_line(tmp_path: Path) -> None:
    with DuckStore(threads=1, memory_limit="20MB", workdir=tmp_path) as store:
        store.run("set max_temp_directory_size = '1MB'")
        with pytest.raises(InputError) as caught:
            store.create("t", "select range as n, hash(range) as h from range(20000000)")
    assert "\n" not in str(caught.value)


def test_mistakes_in_sql_keep_their_kind(store: DuckStore) -> None:
    with pytest.raises(duckdb.ParserException):
        store.fetch("selec 1")
    with pytest.raises(duckdb.BinderException):
        store.fetch("select parquet")


def test_damage_met_while_batches_are_read_is_one_line(store: DuckStore, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    store.write("select 'value ' || range as s from range(500000)", path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 5000] = bytes(5000)
    path.write_bytes(data)
    with pytest.raises(InputError):
        for batch in store.batches(f"select * from read_parquet({quoted(path)})", rows=1000):
            batch.validate()
