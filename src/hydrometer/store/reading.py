"""Reading the input tables: good rows into a table of the contract, bad ones into ``rejects``.

Parquet is read where it lies, through a view; JSON Lines and CSV are first spooled as Parquet.
What the footers of the files already promise is not asked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from hydrometer.model import ACCOUNTS, EXCHANGES, REJECTS, RELEASES, InputError, Table
from hydrometer.store.groups import grouped, scan_of
from hydrometer.store.inputs import find
from hydrometer.store.intake import Intake
from hydrometer.store.outputs import plain_errors
from hydrometer.store.parts import Failure, Part, prepare, respool
from hydrometer.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of an input: the table that holds it and what could not be used.

    ``rows`` are usable and ``rejected`` not; ``columns`` are the contract columns that some file
    has; ``repaired`` counts by column the values that made no sense and became null; ``bytes`` is
    the size of the files.
    """

    table: str
    rows: int
    rejected: int
    columns: frozenset[str]
    bytes: int
    repaired: Mapping[str, int] = field(default_factory=dict)


def read_exchanges(store: Store, path: str, spool: Path) -> Reading:
    """Read ``path`` (a file, folder or glob) as the table ``exchanges`` (`model.EXCHANGES`).

    The table holds every contract column in its type, and usable rows only; the others are added
    to the table ``rejects``.  What has to be spooled goes to the folder ``spool``, which has to
    stay as long as the table is read.  Raises `InputError` where nothing usable is there, a
    required column is missing everywhere, or a file may not be read.
    """
    return _read(store, EXCHANGES, path, spool, timed="sent_at")


def read_accounts(store: Store, path: str, spool: Path) -> Reading:
    """Read ``path`` as the table ``accounts`` (`model.ACCOUNTS`), as `read_exchanges` does."""
    return _read(store, ACCOUNTS, path, spool)


def read_releases(store: Store, path: str, spool: Path) -> Reading:
    """Read ``path`` as the table ``releases`` (`model.RELEASES`), as `read_exchanges` does."""
    return _read(store, RELEASES, path, spool)


def _read(store: Store, table: Table, path: str, spool: Path, timed: str | None = None) -> Reading:
    files = find(path)
    with plain_errors(spool):
        spool.mkdir(parents=True, exist_ok=True)
        parts, failures = prepare(files, table, spool)
    rejects = f"_{table.name}_rejects"
    intake = Intake(store, table, spool, timed, rejects)
    try:
        rows = _make(intake, parts, failures)
    except InputError:
        # The engine met a file that is damaged inside.  Find it, and go on without it.
        parts, failures = _sound(store, table, parts, failures, spool)
        intake = Intake(store, table, spool, timed, rejects)
        rows = _make(intake, parts, failures)
    rejected = _publish(store, rejects)
    if not rows:
        raise InputError(f"{path}: no usable row{_first_reason(store)}")
    return Reading(
        table.name,
        rows,
        rejected,
        frozenset(table.names) & frozenset().union(*(part.names for part in parts)),
        sum(file.bytes for file in files),
        intake.repaired,
    )


def _make(intake: Intake, parts: Sequence[Part], failures: Sequence[Failure]) -> int:
    whole_files = {
        "source": [failure.source for failure in failures],
        "line": [None] * len(failures),
        "reason": [failure.reason for failure in failures],
    }
    intake.store.put("_failures", pa.table(whole_files, schema=REJECTS.schema))
    intake.store.create(intake.rejects_name, "select * from _failures")
    if not parts:
        return 0
    return intake.make(grouped(intake.store, intake.table, parts))


def _sound(
    store: Store, table: Table, parts: Sequence[Part], failures: Sequence[Failure], spool: Path
) -> tuple[list[Part], list[Failure]]:
    """The parts that can be read to the end, the damaged among them salvaged where possible."""
    sound: list[Part] = []
    found = list(failures)
    for part in parts:
        again: Part | None = part
        if not part.spooled and not _readable(store, table, part):
            again, failure = respool(part, table, spool)
            found += [failure] if failure else []
        sound += [again] if again else []
    if sound == list(parts):
        raise InputError("the input cannot be read, although each of its files can")
    return sound, found


def _readable(store: Store, table: Table, part: Part) -> bool:
    columns = ", ".join(f'p."{name}"' for name in table.names if name in part.names)
    try:
        store.fetch(f"select bit_xor(hash({columns})) from {scan_of([part.path])}")
    except InputError:
        return False
    return True


def _publish(store: Store, rejects: str) -> int:
    """Add the rejects of one reading to those of all; gives how many it had."""
    store.run("create table if not exists rejects (source varchar, line bigint, reason varchar)")
    store.run(f"insert into rejects select * from {rejects} order by source, line")
    store.drop("_failures")
    return int(store.fetch(f"select count(*) as n from {rejects}").column("n")[0].as_py())


def _first_reason(store: Store) -> str:
    found = store.fetch("select * from rejects order by source, line limit 1").to_pylist()
    if not found:
        return ""
    where = f" line {found[0]['line']}" if found[0]["line"] is not None else ""
    return f" (first: {found[0]['source']}{where}: {found[0]['reason']})"
