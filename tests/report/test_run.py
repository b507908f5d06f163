import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.model import GROUPS, REJECTS, TABLES_OUT, InputError
from hydrometer.report.run import campaign_ids, group_totals, read_run, reject_totals

Drawn = list[tuple[str, list[str] | None]]


def test_campaigns_and_what_belongs_to_them_come_strongest_first(found: Path) -> None:
    run = read_run(found)
    weights = [row["weight_bits"] for row in run.campaigns]
    assert weights == sorted(weights, reverse=True)
    for name in campaign_ids(found):
        bits = [row["weight_bits"] for row in run.of_campaign("members", name)]
        assert bits == sorted(bits, reverse=True)
    assert run.of_campaign("members", "nobody") == []
    assert run.attribution_count == 150


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, ["x"], ["y"]]))))
def test_group_totals_agree_with_counting_by_hand(drawn: Drawn) -> None:
    rows = [
        {"group_id": group, "account_id": str(n), "weight_bits": 2.0, "families": families}
        for n, (group, families) in enumerate(drawn)
    ]
    told = group_totals(pa.Table.from_pylist(rows, GROUPS.schema))
    first = {group: families or [] for group, families in reversed(drawn)}
    counted = {group: sum(g == group for g, _ in drawn) for group in first}
    assert {row["group_id"]: (row["accounts"], row["families"]) for row in told} == {
        group: (counted[group], first[group]) for group in first
    }
    assert [row["accounts"] for row in told] == sorted(counted.values(), reverse=True)


def test_reasons_for_rejecting_come_commonest_first() -> None:
    rows = [{"source": "s", "line": n, "reason": r} for n, r in enumerate("abbcc")]
    table = pa.Table.from_pylist(rows, REJECTS.schema)
    assert reject_totals(table) == [("b", 2), ("c", 2), ("a", 1)]


@pytest.mark.parametrize("table", [table.name for table in TABLES_OUT])
def test_a_missing_table_is_named(quiet: Path, tmp_path: Path, table: str) -> None:
    folder = shutil.copytree(quiet, tmp_path / "run")
    (folder / f"{table}.parquet").unlink()
    with pytest.raises(InputError, match=rf"{table}\.parquet: cannot be read"):
        read_run(folder)


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00"])
def test_a_damaged_run_json_is_named(quiet: Path, tmp_path: Path, text: str) -> None:
    folder = shutil.copytree(quiet, tmp_path / "run")
    (folder / "run.json").write_text(text)
    with pytest.raises(InputError, match=r"run\.json: "):
        read_run(folder)


def test_a_cut_off_table_is_named(quiet: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(quiet, tmp_path / "run")
    path = folder / "members.parquet"
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(InputError, match=r"members\.parquet: cannot be read") as caught:
        read_run(folder)
    assert "\n" not in str(caught.value)
