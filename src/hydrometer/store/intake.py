"""From groups of Parquet files to one table of usable rows, and to rejects."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hydrometer.model import Table
from hydrometer.store import addresses
from hydrometer.store.duplicates import later_rows, repeated_keys
from hydrometer.store.groups import Group
from hydrometer.store.protocol import Store, quoted

CLOCK_WRONG = 0.01
"""Share of rows from the future beyond which the machine's clock is disbelieved, not the rows."""


@dataclass
class Intake:
    """One attempt to make ``table``, whose first column identifies its rows.

    ``timed`` names the column whose values have to be plausible times of traffic.  ``repaired``
    counts by column the values that became null.  Rejects go to the table ``rejects_name``.
    """

    store: Store
    table: Table
    spool: Path
    timed: str | None
    rejects_name: str
    repaired: dict[str, int] = field(default_factory=dict)

    def make(self, groups: Sequence[Group]) -> int:
        """Make the table; gives its number of rows."""
        bad, latest = self._ask(groups)
        reasons = [
            group.reason(self.timed, latest) if count else None
            for group, count in zip(groups, bad, strict=True)
        ]
        for group, reason in zip(groups, reasons, strict=True):
            if reason:
                self._reject(group, reason, f"{reason} is not null")
        usable = [f"{reason} is null" if reason else "true" for reason in reasons]
        rows, repeats = self._repeats(groups, usable)
        if repeats:
            usable = [
                f"{where} and not {self._repeated(group)}"
                for group, where in zip(groups, usable, strict=True)
            ]
        selects = [
            self._select(number, group, where)
            for number, (group, where) in enumerate(zip(groups, usable, strict=True))
        ]
        self.store.view(self.table.name, " union all ".join(selects))
        return rows - repeats

    def _ask(self, groups: Sequence[Group]) -> tuple[list[int], str | None]:
        """The unusable rows of each group, and the latest time believed (SQL; None: any)."""
        latest = _tomorrow()
        answers = [self._answers(group, latest) for group in groups]
        future = sum(late for _, late in answers)
        if future > CLOCK_WRONG * sum(group.rows for group in groups):
            return [bad for bad, _ in answers], None
        return [bad + late for bad, late in answers], latest

    def _answers(self, group: Group, latest: str) -> tuple[int, int]:
        """Rows that cannot be used, and others that come from the future; counts repairs."""
        reason = group.reason(self.timed, None)
        questions = {f"lost_{name}": lost for name, lost in group.lost.items()}
        if reason:
            questions["bad"] = f"{reason} is not null"
        if self.timed:
            questions["late"] = f"{group.sql(self.timed)} > {latest} and {reason} is null"
        if not questions:
            return 0, 0
        counts = ", ".join(f"count(*) filter ({sql}) as {name}" for name, sql in questions.items())
        found = self.store.fetch(f"select {counts} from {group.scan}").to_pylist()[0]
        for name in group.lost:
            self._repair(name, found[f"lost_{name}"])
        return found.get("bad", 0), found.get("late", 0)

    def _repeats(self, groups: Sequence[Group], usable: Sequence[str]) -> tuple[int, int]:
        """Reject rows whose identifier was there before; gives the number of all and of these."""
        name = self.table.names[0]
        pairs = list(zip(groups, usable, strict=True))
        rows, keys = repeated_keys(
            self.store,
            [f"select hash({g.sql(name)}) from {g.scan} where {where}" for g, where in pairs],
        )
        if not len(keys):
            return rows, 0
        identified = " union all ".join(
            f"select {group.sql(name)} as id, {group.order} as file, {group.line} as line "
            f"from {group.scan} where {where}"
            for group, where in pairs
        )
        count = later_rows(self.store, identified, keys, f"_{self.table.name}_repeats")
        for group in groups:
            self._reject(group, f"'{name} was there before'", self._repeated(group))
        return rows, count

    def _repeated(self, group: Group) -> str:
        rows = f"select row(file, line) from _{self.table.name}_repeats"
        return f"row({group.order}, {group.line}) in ({rows})"

    def _select(self, number: int, group: Group, where: str) -> str:
        """The usable rows of a group, typed; kept as Parquet where doing so is costly."""
        outputs = {c.column.name: c.sql for c in group.conversions}
        scan = group.scan
        for name in addresses.COLUMNS:
            spelling = f"_{self.table.name}_{number}_{name}"
            if group.has(name) and name in outputs and self._respell(group, name, spelling):
                raw = outputs[name]
                scan += f" left join {spelling} on {spelling}.raw = {raw}"
                outputs[name] = (
                    f"case when {spelling}.raw is null then {raw} else {spelling}.address end"
                )
        listed = ", ".join(f"{sql} as {name}" for name, sql in outputs.items())
        select = f"select {listed} from {scan} where {where}"
        if not group.costly:
            return select
        path = self.spool / f"{self.table.name}-{number}.parquet"
        self.store.write(select, path)
        return f"select * from read_parquet({quoted(path)})"

    def _respell(self, group: Group, name: str, spelling: str) -> bool:
        """Make the table of addresses to be written otherwise; False where there are none."""
        raw = f"select {group.sql(name)} as raw from {group.scan}"
        found = addresses.respelled(self.store, raw)
        if not found.num_rows:
            return False
        self.store.put(spelling, found)
        junk = self.store.fetch(
            f"select count(*) as n from ({raw}) as r join {spelling} as s on r.raw = s.raw "
            "where s.address is null"
        )
        self._repair(name, junk.column("n")[0].as_py())
        return True

    def _repair(self, name: str, count: int) -> None:
        if count:
            self.repaired[name] = self.repaired.get(name, 0) + count

    def _reject(self, group: Group, reason: str, where: str) -> None:
        self.store.run(
            f"insert into {self.rejects_name} select {group.source}, {group.line}, {reason} "
            f"from {group.scan} where {where}"
        )


def _tomorrow() -> str:
    day_ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    return f"timestamp '{day_ahead:%Y-%m-%d %H:%M:%S}'"
