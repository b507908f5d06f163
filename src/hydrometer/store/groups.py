"""Parquet files of one shape, read together: what to select and what makes a row unusable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hydrometer.model import Table
from hydrometer.store.conversions import Conversion, absent, convert
from hydrometer.store.footers import UNKNOWN, facts
from hydrometer.store.parts import Part
from hydrometer.store.protocol import Store, paths_literal, quoted
from hydrometer.store.spooling import LINE, REASON

EARLIEST = "timestamp '2020-01-01'"
SHOWN = 40
"""Characters of a bad value that a reason repeats."""


@dataclass(frozen=True)
class Group:
    """Parts of one shape, and how each contract column is read from them."""

    parts: tuple[Part, ...]
    conversions: tuple[Conversion, ...]

    @property
    def rows(self) -> int:
        """Rows of all parts together, usable or not."""
        return sum(part.rows for part in self.parts)

    @property
    def scan(self) -> str:
        """The FROM clause; its rows are called ``p``."""
        return scan_of([part.path for part in self.parts])

    @property
    def line(self) -> str:
        """SQL for the 1-based row number in the input file."""
        return f"p.{LINE}" if self.parts[0].spooled else "p.file_row_number + 1"

    @property
    def order(self) -> str:
        """SQL for the place of the input file among all."""
        return _of_file([str(part.order) for part in self.parts])

    @property
    def source(self) -> str:
        """SQL for the name of the input file."""
        return _of_file([quoted(part.file.source) for part in self.parts])

    def sql(self, name: str) -> str:
        """SQL for the typed value of a column."""
        return next(c.sql for c in self.conversions if c.column.name == name)

    def has(self, name: str) -> bool:
        """Whether some part has a column of the contract."""
        return any(name in part.names for part in self.parts)

    @property
    def lost(self) -> dict[str, str]:
        """For each optional column that may hold junk, the condition that a row does."""
        return {
            c.column.name: c.lost
            for c in self.conversions
            if c.lost is not None and not c.column.required
        }

    @property
    def costly(self) -> bool:
        """Whether the conversion should be done once and kept."""
        return any(c.costly for c in self.conversions)

    def reason(self, timed: str | None, latest: str | None) -> str | None:
        """SQL for why a row cannot be used (null: it can); None where every row can.

        ``timed`` names the column that has to lie after 2020 and, unless it is None, before
        ``latest`` (SQL).
        """
        cases = [case for c in self.conversions if c.column.required for case in _unusable(c)]
        if self.parts[0].spooled:
            cases.insert(0, (f"p.{REASON} is not null", f"p.{REASON}"))
        if timed is not None:
            cases.append((f"{self.sql(timed)} < {EARLIEST}", f"'{timed}: time before 2020'"))
            if latest is not None:
                cases.append((f"{self.sql(timed)} > {latest}", f"'{timed}: time in the future'"))
        if not cases:
            return None
        return "case " + " ".join(f"when {when} then {then}" for when, then in cases) + " end"


def grouped(store: Store, table: Table, parts: Sequence[Part]) -> list[Group]:
    """The parts by shape, in the order of the first of each."""
    alike: dict[str, list[Part]] = {}
    for part in parts:
        alike.setdefault(part.shape, []).append(part)
    return [_group(store, table, tuple(found)) for found in alike.values()]


def scan_of(paths: Sequence[Path]) -> str:
    """A FROM clause over Parquet files; its rows are called ``p``."""
    return (
        f"read_parquet({paths_literal(paths)}, hive_partitioning = false, union_by_name = false) "
        "as p"
    )


def _group(store: Store, table: Table, parts: tuple[Part, ...]) -> Group:
    described = store.fetch(f"describe select * from {scan_of([parts[0].path])}")
    names, types = (described.column(name).to_pylist() for name in ("column_name", "column_type"))
    kinds = dict(zip(names, types, strict=True))
    known = {} if parts[0].spooled else facts(store, [part.path for part in parts])
    return Group(
        parts,
        tuple(
            convert(column, kinds[column.name], known.get(column.name, UNKNOWN))
            if column.name in kinds
            else absent(column)
            for column in table.columns
        ),
    )


def _unusable(conversion: Conversion) -> Iterator[tuple[str, str]]:
    """Conditions and reasons for a required column."""
    name = conversion.column.name
    if conversion.lost is not None:
        value = f"regexp_replace(left({conversion.raw}, {SHOWN}), '\\s+', ' ', 'g')"
        yield conversion.lost, f"'{name} is not a time: ''' || {value} || ''''"
    if not conversion.never_null:
        yield f"{conversion.sql} is null", f"'{name} is missing'"


def _of_file(values: list[str]) -> str:
    """SQL that gives each file its value."""
    if len(values) == 1:
        return values[0]
    return f"list_extract([{', '.join(values)}], (p.file_index + 1)::bigint)"
