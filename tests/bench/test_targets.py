"""Distance of reported from true targets."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrometer.bench.targets import distances, pivots, total_variation


def test_total_variation() -> None:
    assert total_variation({"a": 1}, {"a": 3}) == 0
    assert total_variation({"a": 1}, {"b": 1}) == 1
    assert total_variation({"a": 0.5, "b": 0.5}, {"a": 1.0}) == pytest.approx(0.5)


def write(path: Path, name: str, mix: dict[str, float] | None) -> Path:
    targets = mix and [{"capability": c, "share": s} for c, s in mix.items()]
    kind = pa.list_(pa.struct([("capability", pa.string()), ("share", pa.float64())]))
    pq.write_table(pa.table({"campaign_id": [name], "targets": pa.array([targets], kind)}), path)
    return path


def test_pairs_without_targets_are_left_out(tmp_path: Path) -> None:
    true = write(tmp_path / "t.parquet", "t", {"coding": 0.5, "vision": 0.5})
    found = write(tmp_path / "f.parquet", "f", {"coding": 0.8, "vision": 0.2})
    silent = write(tmp_path / "s.parquet", "f", None)
    assert distances(true, found, [("t", "f")])["t", "f"] == pytest.approx(0.3)
    assert distances(true, silent, [("t", "f")]) == {}
    assert distances(tmp_path / "none.parquet", found, [("t", "f")]) == {}
    names = pa.table({"campaign_id": ["t"], "targets": [["coding", "vision"]]})
    pq.write_table(names, tmp_path / "names.parquet")
    assert distances(tmp_path / "names.parquet", found, [("t", "f")]) == {}


def test_a_pivot_that_is_not_known_is_none(tmp_path: Path) -> None:
    move = {"model": "m", "share": 0.4, "hours": 9.0}
    names = pa.array(["t", "u"])
    moves = pa.array([move, None])
    pq.write_table(pa.table({"campaign_id": names, "launch_pivot": moves}), tmp_path / "t.parquet")
    found = write(tmp_path / "f.parquet", "f", None)
    assert pivots(tmp_path / "t.parquet", found, [("t", "f"), ("u", "g")]) == {
        ("t", "f"): {"true": move, "reported": None},
        ("u", "g"): {"true": None, "reported": None},
    }
