"""Measures of hand-made runs, worked out on paper."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrometer.bench.measures import evaluate
from hydrometer.model import InputError

# Two campaigns: A with accounts a1 a2 and exchanges 0 to 3, B with b1 and b2 and exchanges 4 to 7.
# x1 and x2 are casual people, c1 sits in a classroom.
TRUTH = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "x1": None, "x2": None, "c1": None}
KINDS = {"a": "relay", "b": "pool", "x": "casual", "c": "classrooms"}
EXTRACTION = {str(n): "A" if n < 4 else "B" for n in range(8)}


def write(folder: Path, name: str, **columns: list[Any]) -> None:
    folder.mkdir(exist_ok=True)
    table = pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
    pq.write_table(table, folder / f"{name}.parquet")


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    folder = tmp_path / "truth"
    kinds = [KINDS[account[0]] for account in TRUTH]
    write(
        folder,
        "truth_accounts",
        account_id=list(TRUTH),
        campaign_id=list(TRUTH.values()),
        population=kinds,
    )
    write(
        folder,
        "truth_exchanges",
        exchange_id=list(EXTRACTION),
        campaign_id=list(EXTRACTION.values()),
    )
    return folder


def run(folder: Path, members: dict[str, str], exchanges: dict[str, str]) -> Path:
    """Members and exchanges by campaign, each campaign's as a string with blanks between."""
    pairs = [(c, a) for c, accounts in members.items() for a in accounts.split()]
    said = [(c, e) for c, ids in exchanges.items() for e in ids.split()]
    write(folder, "campaigns", campaign_id=list(members))
    write(folder, "members", campaign_id=[c for c, _ in pairs], account_id=[a for _, a in pairs])
    write(
        folder, "attributions", campaign_id=[c for c, _ in said], exchange_id=[e for _, e in said]
    )
    return folder


def scores(figures: dict[str, Any]) -> tuple[float | None, float | None]:
    return figures["precision"], figures["recall"]


def test_a_perfect_run(truth: Path, tmp_path: Path) -> None:
    found = run(tmp_path / "run", {"1": "a1 a2", "2": "b1 b2"}, {"1": "0 1 2 3", "2": "4 5 6 7"})
    got = evaluate(truth, found)
    for name in ("campaigns", "accounts", "exchanges"):
        assert scores(got[name]) == (1, 1)
    assert [(m["truth"], m["found"], m["purity"]) for m in got["matched"]] == [
        ("A", "1", 1),
        ("B", "2", 1),
    ]
    assert got["missed"] == got["invented"] == []
    assert got["honest_accounts_harmed"]["harmed"] == 0
    assert got["extraction_by_population"]["relay"] == {"accounts": 2, "found": 2, "share": 1}


def test_an_empty_run(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {}, {}))
    for name in ("campaigns", "accounts", "exchanges"):
        assert scores(got[name]) == (None, 0)
    assert got["missed"] == ["A", "B"]
    assert got["matched"] == []
    assert got["honest_accounts_harmed"]["share"] == 0


def test_half_of_one_campaign_and_an_honest_person(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {"1": "a1 x1"}, {"1": "0 1 99"}))
    assert scores(got["campaigns"]) == (1, 0.5)
    assert scores(got["accounts"]) == (0.5, 0.25)
    assert scores(got["exchanges"]) == pytest.approx((2 / 3, 0.25))
    (pair,) = got["matched"]
    assert scores(pair["accounts"]) == (0.5, 0.5)
    assert scores(pair["exchanges"]) == pytest.approx((2 / 3, 0.5))
    assert pair["targets_distance"] is None
    harm = got["honest_accounts_harmed"]
    assert (harm["accounts"], harm["harmed"]) == (3, 1)
    assert harm["by_population"] == {
        "casual": {"accounts": 2, "harmed": 1, "share": 0.5},
        "classrooms": {"accounts": 1, "harmed": 0, "share": 0.0},
    }


def test_two_campaigns_merged_into_one(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {"1": "a1 a2 b1"}, {"1": "0 1 2 3 4 5"}))
    assert scores(got["campaigns"]) == (1, 0.5)
    (pair,) = got["matched"]
    assert (pair["truth"], pair["purity"]) == ("A", pytest.approx(2 / 3))
    assert scores(pair["exchanges"]) == pytest.approx((2 / 3, 1))
    assert got["missed"] == ["B"]


def test_one_campaign_split_in_two(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {"1": "a1", "2": "a2"}, {"1": "0", "2": "1 2 3"}))
    assert [(m["truth"], m["found"]) for m in got["matched"]] == [("A", "2")]
    assert got["invented"] == ["1"]
    assert scores(got["campaigns"]) == (0.5, 0.5)


def test_accounts_decide_where_no_exchange_is_attributed(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {"1": "b1 b2", "2": "a1"}, {}))
    assert [(m["truth"], m["found"]) for m in got["matched"]] == [("A", "2"), ("B", "1")]


def test_an_account_of_two_campaigns_counts_once(truth: Path, tmp_path: Path) -> None:
    write(
        truth,
        "truth_accounts",
        account_id=["s1", "s1", "x1"],
        campaign_id=["A", "B", None],
        population=["relay", "relay", "casual"],
    )
    found = run(tmp_path / "run", {"1": "s1", "2": "s1"}, {"1": "0 1 2 3", "2": "4 5 6 7"})
    got = evaluate(truth, found)
    assert got["accounts"]["true"] == got["accounts"]["both"] == 1
    assert [pair["purity"] for pair in got["matched"]] == [1, 1]
    assert scores(got["campaigns"]) == (1, 1)


def test_members_that_the_truth_does_not_know(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "run", {"1": "a1 stranger"}, {"1": "0"}))
    assert got["honest_accounts_harmed"]["not_in_truth"] == 1


def test_figures_are_json(truth: Path, tmp_path: Path) -> None:
    got = evaluate(truth, run(tmp_path / "it's a run", {"1": "a1"}, {"1": "0"}))
    assert json.loads(json.dumps(got)) == got


def test_what_is_missing_is_named(truth: Path, tmp_path: Path) -> None:
    found = run(tmp_path / "run", {"1": "a1"}, {"1": "0"})
    (found / "members.parquet").unlink()
    with pytest.raises(InputError, match=r"members\.parquet is missing"):
        evaluate(truth, found)
    write(found, "members", account_id=["a1"])
    with pytest.raises(InputError, match=r"members\.parquet has no column campaign_id"):
        evaluate(truth, found)
    (truth / "truth_accounts.parquet").write_bytes(b"PAR1 no table")
    with pytest.raises(InputError):
        evaluate(truth, found)


def test_the_truth_of_a_world_found_whole(small: Path, tmp_path: Path) -> None:
    accounts = pq.read_table(small / "truth_accounts.parquet")
    guilty = accounts.filter(accounts["campaign_id"].is_valid())
    campaigns = pq.read_table(small / "truth_campaigns.parquet")
    pq.write_table(campaigns, tmp_path / "campaigns.parquet")
    pq.write_table(guilty, tmp_path / "members.parquet")
    exchanges = pq.read_table(small / "truth_exchanges.parquet")
    pq.write_table(exchanges, tmp_path / "attributions.parquet")
    got = evaluate(small, tmp_path)
    for name in ("campaigns", "accounts", "exchanges"):
        assert scores(got[name]) == (1, 1)
    assert [pair["targets_distance"] for pair in got["matched"]] == [0, 0]
    for pair in got["matched"]:
        assert pair["launch_pivot"]["reported"] == pair["launch_pivot"]["true"]
    assert got["honest_accounts_harmed"]["harmed"] == 0
