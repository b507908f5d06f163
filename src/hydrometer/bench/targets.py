"""How far the capability mix that a run reports is from the true one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Mix = dict[str, float]


def distances(truth: Path, run: Path, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Total variation (0 to 1) between the targets of matched campaigns, by pair.

    A pair is left out where the world or the run says nothing about targets.
    """
    true, found = _mixes(truth), _mixes(run)
    known = [(t, f) for t, f in pairs if true.get(t) and found.get(f)]
    return {(t, f): total_variation(true[t], found[f]) for t, f in known}


def total_variation(one: Mix, other: Mix) -> float:
    """Half of the summed differences of two distributions, each scaled to 1."""
    sums = sum(one.values()), sum(other.values())
    names = one.keys() | other.keys()
    return sum(abs(one.get(n, 0) / sums[0] - other.get(n, 0) / sums[1]) for n in names) / 2


def _mixes(path: Path) -> dict[str, Mix]:
    if not path.is_file() or "targets" not in pq.read_schema(path).names:
        return {}
    rows: list[dict[str, Any]] = _table(path).to_pylist()
    return {r["campaign_id"]: {t["capability"]: t["share"] for t in r["targets"]} for r in rows}


def _table(path: Path) -> pa.Table:
    table = pq.read_table(path, columns=["campaign_id", "targets"])
    return table.filter(table["targets"].is_valid())
