"""How far the capability mix and the launch pivot that a run reports are from the true ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hydrometer.model import CAMPAIGNS

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


def pivots(truth: Path, run: Path, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """The launch pivot of matched campaigns, ``true`` and ``reported``, by pair.

    Each is None, or has ``model``, ``share`` that moved, and ``hours`` until half of it had.
    """
    true, found = _column(truth, "launch_pivot"), _column(run, "launch_pivot")
    return {(t, f): {"true": true.get(t), "reported": found.get(f)} for t, f in pairs}


def _mixes(path: Path) -> dict[str, Mix]:
    return {
        name: {target["capability"]: target["share"] for target in targets}
        for name, targets in _column(path, "targets").items()
    }


def _column(path: Path, name: str) -> dict[str, Any]:
    """A column by campaign, without nulls; empty where there is no such file or column.

    Truth that others made may have a column of that name and another type: it says nothing here.
    """
    if not path.is_file():
        return {}
    schema, kind = pq.read_schema(path), CAMPAIGNS.schema.field(name).type
    if name not in schema.names or not schema.field(name).type.equals(kind):
        return {}
    rows = pq.read_table(path, columns=["campaign_id", name]).to_pylist()
    return {row["campaign_id"]: row[name] for row in rows if row[name] is not None}
