"""SQL that turns whatever type a column arrived in into the type that the contract gives it.

A value that cannot be converted becomes null.  Whether that costs the row or only the value is
decided in `reading`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from hydrometer.model import MOMENT, Column
from hydrometer.store.footers import UNKNOWN, Facts

NAMES = {pa.string(): "varchar", pa.int64(): "bigint", pa.float64(): "double",
         pa.bool_(): "boolean", MOMENT: "timestamp"}  # fmt: skip
"""The SQL name of each type that a contract column can have."""

_NUMBER = r"^\s*[-+]?[0-9]+([.][0-9]*)?\s*$"


@dataclass(frozen=True, slots=True)
class Conversion:
    """How one column of a group of files is read.

    ``sql`` gives the typed value.  ``lost``, where it is not None, is a condition that holds for a
    row whose value was there and could not be converted.  ``raw`` is the value as text, for the
    reason of a reject.  ``costly`` says that doing it again at every scan would hurt.
    """

    column: Column
    sql: str
    lost: str | None = None
    raw: str | None = None
    costly: bool = False
    never_null: bool = False


def absent(column: Column) -> Conversion:
    """A column that no file of the group has."""
    return Conversion(column, f"null::{NAMES[column.type]}")


def convert(column: Column, engine_type: str, facts: Facts) -> Conversion:
    """The conversion of a column that the engine reads as ``engine_type``."""
    name = f'p."{column.name}"'
    kind = _kind(engine_type)
    if kind == "blob":
        name, kind, facts = f"try(decode({name}))", "text", UNKNOWN
    elif kind == "other":
        name, kind, facts = f"{name}::varchar", "text", UNKNOWN
    if column.type == pa.string():
        return _to_text(column, name, kind, facts)
    if facts.clean and engine_type == NAMES[column.type].upper() and column.type == pa.int64():
        return Conversion(column, name)
    sql = _TO[column.type](name, kind)
    present = f"{name} is not null" if kind != "text" else f"regexp_matches({name}, '\\S')"
    lost = None if _lossless(column.type, kind) else f"{present} and {sql} is null"
    return Conversion(column, sql, lost, f"{name}::varchar", costly=kind == "text")


def epoch(sql: str) -> str:
    """SQL for a time given as a number: seconds, milli-, micro- or nanoseconds by its size."""
    number = f"({sql})::double"
    scaled = (
        f"case when abs({number}) < 1e11 then {number} * 1e6 "
        f"when abs({number}) < 1e14 then {number} * 1e3 "
        f"when abs({number}) < 1e17 then {number} "
        f"when abs({number}) < 1e20 then {number} / 1e3 end"
    )
    return f"make_timestamp(({scaled})::bigint)"


def _kind(engine_type: str) -> str:
    name = engine_type.split("(", maxsplit=1)[0]
    if name in ("VARCHAR", "ENUM", "UUID", "JSON"):
        return "text"
    if name.endswith("INT") or name in ("INTEGER", "UINTEGER"):
        return "integer"
    if name in ("FLOAT", "DOUBLE", "DECIMAL"):
        return "real"
    if name.startswith("TIMESTAMP") or name == "DATE":
        return "moment"
    return {"BOOLEAN": "boolean", "BLOB": "blob"}.get(name, "other")


def _lossless(target: pa.DataType, kind: str) -> bool:
    return kind == "boolean" and target in (pa.bool_(), pa.int64())


def _to_text(column: Column, name: str, kind: str, facts: Facts) -> Conversion:
    if kind != "text":
        return Conversion(column, f"{name}::varchar", never_null=facts.full)
    if facts.clean:
        return Conversion(column, f"{name}::varchar", never_null=facts.full)
    return Conversion(column, f"case when regexp_matches({name}, '\\S') then {name}::varchar end")


def _to_integer(name: str, kind: str) -> str:
    if kind == "text":
        name = f"try_cast({name} as bigint)"
    elif kind == "moment":
        return "null::bigint"
    return f"case when {name} >= 0 then try_cast({name} as bigint) end"


def _to_real(name: str, kind: str) -> str:
    if kind in ("moment", "boolean"):
        return "null::double"
    number = f"try_cast({name} as double)"
    return f"case when isfinite({number}) then {number} end"


def _to_boolean(name: str, kind: str) -> str:
    if kind == "moment":
        return "null::boolean"
    if kind in ("integer", "real"):
        return f"case {name} when 0 then false when 1 then true end"
    return f"try_cast({name} as boolean)"


def _to_moment(name: str, kind: str) -> str:
    if kind == "boolean":
        return "null::timestamp"
    if kind == "moment":
        moment = f"{name}::timestamp"
    elif kind == "text":
        number = f"try_cast({name} as double)"
        moment = (
            f"case when regexp_matches({name}, '{_NUMBER}') then {epoch(number)} "
            f"else try_cast(trim({name}) as timestamptz)::timestamp end"
        )
    else:
        return epoch(f"case when isfinite({name}::double) then {name} end")
    return f"case when isfinite({moment}) then {moment} end"


_TO = {pa.int64(): _to_integer, pa.float64(): _to_real, pa.bool_(): _to_boolean,
       MOMENT: _to_moment}  # fmt: skip
