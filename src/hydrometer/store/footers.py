"""What the footers of Parquet files promise of their columns, so that it need not be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hydrometer.model import InputError
from hydrometer.store.protocol import Store, paths_literal


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a column without reading it.

    ``full``: no value is null.  ``clean``: no text is blank and no integer is negative.
    """

    full: bool = False
    clean: bool = False


UNKNOWN = Facts()

# Every blank text begins with a character that sorts before all visible ones, so the least value of
# a column tells whether there can be one.
_SQL = """
    select path_in_schema as name,
        bool_and(coalesce(stats_null_count = 0, false)) as is_full,
        bool_and(coalesce(stats_null_count = num_values, false) or coalesce(case
            when type = 'BYTE_ARRAY' then unicode(stats_min_value) > 32
            when type in ('INT32', 'INT64') then try_cast(stats_min_value as hugeint) >= 0
            end, false)) as is_clean
    from parquet_metadata({paths}) group by path_in_schema"""


def facts(store: Store, paths: Sequence[Path]) -> dict[str, Facts]:
    """What holds for each flat column in every one of several files; nothing if one is damaged."""
    try:
        found = store.fetch(_SQL.format(paths=paths_literal(paths))).to_pylist()
    except InputError:
        return {}
    return {row["name"]: Facts(row["is_full"], row["is_clean"]) for row in found}
