"""Reading the folder that a run wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hydrometer import model

Row = dict[str, Any]
"""One row of a table: column name to value."""

Rows = list[Row]


@dataclass(frozen=True)
class Run:
    """What a run found, ready for telling.

    Tables with a ``campaign_id`` are held by campaign; those that may be long and are only
    counted (``groups``, ``rejects``) stay Arrow tables, and of ``attributions`` only the number
    of rows is read.
    """

    facts: Row
    campaigns: Rows
    members: dict[str, Rows]
    evidence: dict[str, Rows]
    timelines: dict[str, Rows]
    references: dict[str, Rows]
    alternatives: dict[str, Rows]
    groups: pa.Table
    rejects: pa.Table
    attribution_count: int

    @property
    def honest(self) -> Row:
        """What the run says of honest accounts and of the level of false discovery."""
        held: Row = self.facts.get("honest") or {}
        return held

    def of_campaign(self, table: str, campaign_id: str) -> Rows:
        """The rows of one campaign in ``table``, strongest or earliest first."""
        held: dict[str, Rows] = getattr(self, table)
        return held.get(campaign_id, [])


def read_run(folder: Path) -> Run:
    """Read the tables and ``run.json`` of a run's output folder.

    Raises:
        InputError: the folder is not the output of a run, or one of its files cannot be read.
    """
    return Run(
        facts=_read_facts(folder / "run.json"),
        campaigns=_sorted(_read(folder, model.CAMPAIGNS).to_pylist(), "weight_bits"),
        members=_by_campaign(_read(folder, model.MEMBERS), "weight_bits"),
        evidence=_by_campaign(_read(folder, model.EVIDENCE), "weight_bits"),
        timelines=_by_campaign(_read(folder, model.TIMELINES)),
        references=_by_campaign(_read(folder, model.REFERENCES)),
        alternatives=_by_campaign(_read(folder, model.ALTERNATIVES)),
        groups=_read(folder, model.GROUPS),
        rejects=_read(folder, model.REJECTS),
        attribution_count=_count_rows(folder, model.ATTRIBUTIONS),
    )


def campaign_ids(folder: Path) -> set[str]:
    """The ids of a run's campaigns.

    Raises:
        InputError: the folder is not the output of a run.
    """
    return set(_read(folder, model.CAMPAIGNS)["campaign_id"].to_pylist())


def group_totals(groups: pa.Table) -> Rows:
    """One row a group: ``group_id``, ``accounts``, ``weight_bits``, ``families``; largest first."""
    numbered = groups.append_column("row", pa.array(range(groups.num_rows), pa.int64()))
    told = numbered.group_by("group_id").aggregate(
        [("account_id", "count"), ("weight_bits", "max"), ("row", "min")]
    )
    told = told.append_column("families", groups["families"].take(told["row_min"]))
    rows = [
        {
            "group_id": row["group_id"],
            "accounts": row["account_id_count"],
            "weight_bits": row["weight_bits_max"],
            "families": row["families"] or [],
        }
        for row in told.to_pylist()
    ]
    return sorted(rows, key=lambda row: (-row["accounts"], row["group_id"]))


def reject_totals(rejects: pa.Table) -> list[tuple[str, int]]:
    """How many rows could not be used, by reason, the commonest first."""
    told = pc.value_counts(rejects["reason"]).to_pylist()
    pairs = [(str(row["values"]), int(row["counts"])) for row in told]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _read_facts(path: Path) -> Row:
    try:
        facts = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise model.InputError(f"{path.parent}: not the output of a run (no run.json)") from None
    except ValueError as error:
        raise model.InputError(f"{path}: cannot be read: {error}") from None
    if not isinstance(facts, dict):
        raise model.InputError(f"{path}: not a JSON object")
    return facts


def _path(folder: Path, table: model.Table) -> Path:
    return folder / f"{table.name}.parquet"


def _read(folder: Path, table: model.Table) -> pa.Table:
    path = _path(folder, table)
    try:
        return pq.read_table(path, columns=list(table.names)).cast(table.schema)
    except (OSError, pa.ArrowException) as error:
        raise model.InputError(f"{path}: cannot be read: {_first_line(error)}") from None


def _count_rows(folder: Path, table: model.Table) -> int:
    path = _path(folder, table)
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise model.InputError(f"{path}: cannot be read: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


def _sorted(rows: Iterable[Row], weight: str) -> Rows:
    return sorted(rows, key=lambda row: -(row[weight] or 0.0))


def _by_campaign(table: pa.Table, weight: str = "") -> dict[str, Rows]:
    held: dict[str, Rows] = {}
    for row in table.to_pylist():
        held.setdefault(row["campaign_id"], []).append(row)
    if weight:
        return {campaign: _sorted(rows, weight) for campaign, rows in held.items()}
    return held
