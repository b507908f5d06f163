"""The whole way, on a small world with one operator: what comes out, and what never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from hydrometer import pipeline
from hydrometer.bench.measures import evaluate
from hydrometer.bench.simulate import simulate
from hydrometer.model import CAPABILITIES, EXCHANGES, TABLES_OUT, InputError
from hydrometer.pipeline import Request, detect
from hydrometer.store.dialect import to_spark
from hydrometer.store.duckdb import DuckStore

MARK = "Xq7Zk0vJw9YpQx5Vj8Kz3WfG"
FILES = {f"{table.name}.parquet" for table in TABLES_OUT} | {"run.json", "report.html"}
TEXTS = ("prompt", "system_prompt", "response")
Run = Callable[..., Path]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,600 accounts and 77,000 exchanges, with an operator that paraphrases its wording."""
    folder = tmp_path_factory.mktemp("world")
    simulate("hard_paraphrase", 0.5, 1, None, folder)
    return folder


@pytest.fixture(scope="module")
def exchanges(world: Path) -> pa.Table:
    return pq.read_table(world / "exchanges.parquet")


@pytest.fixture(scope="module")
def run(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Detects; the world's own tables are read unless others are given, and None is no table."""

    def running(**other: Any) -> Path:
        out = tmp_path_factory.mktemp("run") / "out"
        tables = {name: str(world / f"{name}.parquet")
                  for name in ("exchanges", "accounts", "releases")}  # fmt: skip
        detect(Request(**({"out": out} | tables | other)))
        return out

    return running


@pytest.fixture(scope="module")
def found(run: Run) -> Path:
    return run()


@pytest.fixture(scope="module")
def metadata(run: Run, exchanges: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("input") / "metadata.parquet"
    pq.write_table(exchanges.drop_columns(list(TEXTS)), path)
    return run(exchanges=str(path))


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def coverage(folder: Path) -> dict[str, dict[str, Any]]:
    known = json.loads((folder / "run.json").read_text("utf-8"))
    return {row["signal"]: row for row in known["coverage"]}


def check_contract(folder: Path, fdr: float = 0.01) -> None:
    """What holds of every run, whatever was found."""
    assert {path.name for path in folder.iterdir()} == FILES
    for table in TABLES_OUT:
        assert pq.read_schema(folder / f"{table.name}.parquet").equals(table.schema), table.name
    campaigns = {row["campaign_id"]: row for row in read(folder, "campaigns")}
    members, claims = read(folder, "members"), read(folder, "attributions")
    assert len({row["exchange_id"] for row in claims}) == len(claims)
    for table in TABLES_OUT:
        if "campaign_id" in table.names:
            ids = {row["campaign_id"] for row in read(folder, table.name)}
            assert ids == set(campaigns), table.name
    assert all(0 < row["extraction_share"] <= 1 for row in members)
    for name, campaign in campaigns.items():
        own = [row["account_id"] for row in members if row["campaign_id"] == name]
        assert campaign["account_count"] == len(own) == len(set(own))
        assert campaign["exchange_count"] == sum(row["campaign_id"] == name for row in claims)
        assert 0 <= campaign["q_value"] <= fdr
        assert sum(target["share"] for target in campaign["targets"]) == pytest.approx(1)
        assert {target["capability"] for target in campaign["targets"]} <= set(CAPABILITIES)
        assert campaign["first_seen"] < campaign["last_seen"]
        assert str(campaign["account_count"]) in campaign["summary"]


def test_the_operator_is_found_and_nobody_else(world: Path, found: Path) -> None:
    check_contract(found)
    figures = evaluate(world, found)
    assert figures["campaigns"]["recall"] == 1.0
    assert figures["campaigns"]["precision"] == 1.0
    assert figures["accounts"]["recall"] >= 0.9
    assert figures["accounts"]["precision"] >= 0.9
    assert figures["exchanges"]["precision"] >= 0.8
    assert figures["honest_accounts_harmed"]["harmed"] == 0


def test_groups_are_listed_whether_or_not_anything_is_taken(found: Path) -> None:
    groups, members = read(found, "groups"), read(found, "members")
    assert {row["account_id"] for row in members} <= {row["account_id"] for row in groups}
    assert len({row["group_id"] for row in groups}) > len(read(found, "campaigns"))


def test_the_run_tells_what_it_did(found: Path, exchanges: pa.Table) -> None:
    known = json.loads((found / "run.json").read_text("utf-8"))
    assert known["rows"]["exchanges"]["used"] == exchanges.num_rows
    assert set(known["rows"]) == {"exchanges", "accounts", "releases"}
    assert all(stage["wall_s"] >= 0 and stage["peak_mb"] > 0 for stage in known["stages"])
    assert known["honest"]["pools_judged"] > 0


def test_the_same_input_and_seed_give_the_same_bytes(found: Path, run: Run) -> None:
    again = run()
    for table in TABLES_OUT:
        name = f"{table.name}.parquet"
        assert (again / name).read_bytes() == (found / name).read_bytes(), name


def test_json_lines_give_what_parquet_gives(
    found: Path, run: Run, exchanges: pa.Table, tmp_path: Path
) -> None:
    path = tmp_path / "exchanges.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for row in exchanges.drop_columns("response").to_pylist():
            known = {k: v for k, v in row.items() if v is not None}
            lines.write(json.dumps(known | {"sent_at": row["sent_at"].isoformat()}) + "\n")
    again = run(exchanges=str(path))
    for table in TABLES_OUT:
        assert read(again, table.name) == read(found, table.name), table.name


def test_an_id_stays_on_another_stretch_of_the_log(
    found: Path, run: Run, exchanges: pa.Table, tmp_path: Path
) -> None:
    members = pq.read_table(found / "members.parquet")
    known = pa.array(["known"] * members.num_rows)
    pq.write_table(members.set_column(0, "campaign_id", known), tmp_path / "members.parquet")
    sent = pc.cast(exchanges["sent_at"], pa.int64())
    cut = pc.quantile(sent, q=0.9, interpolation="lower")[0].as_py()
    path = tmp_path / "earlier.parquet"
    pq.write_table(exchanges.filter(pc.less(sent, cut)), path)
    out = run(exchanges=str(path), previous=tmp_path, fdr=0.05)
    assert {row["campaign_id"] for row in read(out, "campaigns")} == {"known"}


def test_without_accounts_and_releases(run: Run) -> None:
    out = run(accounts=None, releases=None)
    check_contract(out)
    assert coverage(out)["shared_payment"]["asked"] is False
    assert coverage(out)["shared_payment"]["why"]
    assert coverage(out)["shared_address"]["asked"] is True


def test_metadata_only(metadata: Path) -> None:
    check_contract(metadata)
    for signal in ("extraction_intents", "shared_scaffold"):
        assert coverage(metadata)[signal]["asked"] is False
        assert coverage(metadata)[signal]["why"]


def test_required_columns_only(run: Run, exchanges: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "bare.parquet"
    pq.write_table(exchanges.select(list(EXCHANGES.required)), path)
    out = run(exchanges=str(path), accounts=None, releases=None)
    check_contract(out)
    assert read(out, "campaigns") == []
    known = coverage(out)
    assert all(row["asked"] or row["why"] for row in known.values())
    assert not any(row["asked"] for name, row in known.items() if name.startswith("shared_"))


@pytest.mark.parametrize("accounts", [1, 40])
def test_where_there_is_no_group_there_is_no_campaign(
    run: Run, exchanges: pa.Table, tmp_path: Path, accounts: int
) -> None:
    rows = exchanges.slice(0, 4 * accounts).to_pylist()
    for n, row in enumerate(rows):
        row |= {"account_id": f"a{n // 4}", "session_id": f"s{n}", "client_ip": f"192.0.{n // 4}.1",
                "user_agent": f"agent-{n // 4}", "tls_fingerprint": None}  # fmt: skip
    path = tmp_path / "strangers.parquet"
    pq.write_table(pa.Table.from_pylist(rows, exchanges.schema), path)
    out = run(exchanges=str(path), accounts=None, releases=None)
    check_contract(out)
    assert read(out, "campaigns") == []
    assert read(out, "groups") == []


def words_of(folder: Path) -> str:
    """All that a person or a program can read in a run: decoded tables, and the other files."""
    tables = [str(read(folder, table.name)) for table in TABLES_OUT]
    return "\n".join([*tables, *((folder / n).read_text("utf-8") for n in FILES if "." in n
                                 and not n.endswith(".parquet"))])  # fmt: skip


def pieces(text: str, size: int = 12) -> Iterator[str]:
    text = " ".join(text.split())
    return (text[n : n + size] for n in range(len(text) - size + 1))


def test_no_piece_of_a_prompt_is_in_any_output(
    run: Run, exchanges: pa.Table, tmp_path: Path
) -> None:
    marked = exchanges
    for name in TEXTS:
        column = marked[name]
        half = pc.utf8_slice_codeunits(column, 0, 40), pc.utf8_slice_codeunits(column, 40)
        texts = pc.binary_join_element_wise(*half, f" {MARK} ")
        marked = marked.set_column(marked.schema.get_field_index(name), name, texts)
    path = tmp_path / "marked.parquet"
    pq.write_table(marked, path)
    out = run(exchanges=str(path))
    assert read(out, "campaigns")
    said = words_of(out)
    assert not [piece for piece in pieces(MARK) if piece in said]
    attributed = {row["exchange_id"] for row in read(out, "attributions")}
    written = set(pieces(said, 24))  # shorter ones are turns of English that the report has too
    for row in marked.select(["exchange_id", *TEXTS]).to_pylist()[::20]:
        for name in TEXTS if row["exchange_id"] in attributed else ():
            assert not written & set(pieces(row[name] or "", 24)), row["exchange_id"]


def test_no_piece_of_a_broken_row_is_in_any_output(
    run: Run, exchanges: pa.Table, tmp_path: Path
) -> None:
    rows = exchanges.slice(0, 200).to_pylist()
    lines = [json.dumps(row | {"sent_at": row["sent_at"].isoformat(), "prompt": f"say {MARK} now"})
             for row in rows]  # fmt: skip
    lines[3] = lines[3][:-5]
    lines[5] = json.dumps({"exchange_id": "x", "prompt": MARK, "account_id": "a", "model": "m"})
    lines[7] = json.dumps(json.loads(lines[7]) | {"sent_at": "soon", "input_tokens": MARK})
    lines[9] = f'"{MARK}"'
    path = tmp_path / "broken.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    out = run(exchanges=str(path), accounts=None, releases=None)
    assert len(read(out, "rejects")) == 4
    said = words_of(out)
    assert not [piece for piece in pieces(MARK) if piece in said]


def test_a_failure_leaves_the_earlier_run_and_nothing_else(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: pa.Table
) -> None:
    log = tmp_path / "input" / "log.parquet"
    log.parent.mkdir()
    pq.write_table(exchanges.slice(0, 300), log)
    place = tmp_path / "runs"
    request = Request(str(log), place / "out")
    detect(request)
    before = {path.name: path.read_bytes() for path in (place / "out").iterdir()}

    def failing(folder: Path) -> None:
        assert (folder / "campaigns.parquet").exists()
        raise RuntimeError("in the last stage")

    monkeypatch.setattr(pipeline, "write_report", failing)
    for out in (place / "out", place / "other"):
        with pytest.raises(RuntimeError, match="in the last stage"):
            detect(Request(str(log), out))
    assert [path.name for path in place.iterdir()] == ["out"]
    assert {path.name: path.read_bytes() for path in (place / "out").iterdir()} == before


def test_an_input_that_cannot_be_used_writes_nothing(world: Path, tmp_path: Path) -> None:
    log = str(world / "exchanges.parquet")
    for request in (
        Request(str(tmp_path / "none.parquet"), tmp_path / "out"),
        Request(log, tmp_path / "out", accounts=str(tmp_path / "none.parquet")),
        Request(str(world / "releases.parquet"), tmp_path / "out"),
    ):
        with pytest.raises(InputError):
            detect(request)
    assert list(tmp_path.iterdir()) == []


def test_every_statement_of_the_stages_translates_for_spark(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("run", "fetch", "batches"):
        method = getattr(DuckStore, name)

        def recording(self: DuckStore, sql: str, *more: Any, method: Any = method) -> Any:
            asked.append(sql)
            return method(self, sql, *more)

        monkeypatch.setattr(DuckStore, name, recording)
    run()
    files = ("read_parquet", "parquet_metadata", "describe", "alter table", "drop table")
    stages = [sql for sql in asked if not any(word in sql for word in files)]
    assert len(stages) > 80
    for sql in stages:
        assert to_spark(sql)
