"""Are the streams of a pool extraction?  Two keys, each against matched honest streams, and both.

One key is what is taken (*extraction*), the other how the traffic is run (*dispatch*).  Evaluators
turn the first, honest relays the second; a campaign turns both.  So the statistic of a stream is
the weaker of its two keys, and it is ranked among honest streams of about the same number of
accounts and exchanges.

Null of a stream: it is exchangeable with those honest streams.  Nothing is assumed of how signals
depend on each other: signals are added up within a key (Fisher 1932), and the sums, and then the
weaker key, are ranked again among the same references, so the last rank is calibrated whatever the
dependence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.model import Signal
from hydrometer.stats.ranks import rank_e
from hydrometer.store.protocol import Store

NEAREST = 2_000
"""References of a panel: the honest panels nearest to it in accounts and exchanges per account."""
KEYS = ("extraction", "dispatch")
UNASKED = 1.0
"""What a signal that cannot be asked adds to a sum of -ln p: its mean under the null."""

Floats = NDArray[np.float64]
Rows = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What one signal said of one panel, beside its matched honest panels."""

    signal: Signal
    p_value: float
    measure: float
    usual: float
    references: Floats
    facts: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What all signals said of one stream.

    ``key_p_values`` are by `KEYS`, ``p_value`` that of the weaker key, all conformal among
    ``references`` honest streams.  ``accounts`` and ``exchanges`` are of the whole stream.
    """

    panel: int
    pool: int
    stream: int
    accounts: int
    exchanges: int
    key_p_values: tuple[float, float]
    p_value: float
    references: int
    answers: tuple[Answer, ...]

    @property
    def e_value(self) -> float:
        """Evidence that the stream is extraction, of mean 1 under the null."""
        return rank_e(self.p_value, self.references)


def judge(
    store: Store, signals: tuple[Signal, ...], suspects: frozenset[int] = frozenset()
) -> list[Verdict]:
    """Judge every stream of every judged pool.

    Args:
        store: holds ``panels`` and the tables that the signals ask.
        signals: the questions.
        suspects: pools that may not serve as references of others.

    Returns:
        A verdict a judged stream, in the order of panels.
    """
    panels = store.fetch("select * from panels order by panel")
    answers = {signal.name: _ask(store, signal) for signal in signals}
    return _Bench(panels, answers, signals, suspects).verdicts()


def _ask(store: Store, signal: Signal) -> Rows:
    rows = store.fetch(f"select * from ({signal.sql}) where statistic is not null")
    return {row["panel"]: row for row in rows.to_pylist()}


class _Bench:
    """All panels side by side, judged and honest ones."""

    def __init__(
        self,
        panels: pa.Table,
        answers: dict[str, Rows],
        signals: tuple[Signal, ...],
        suspects: Iterable[int],
    ) -> None:
        self.rows = panels.to_pylist()
        self.signals = signals
        self.answers = [answers[signal.name] for signal in signals]
        self.near = _nearest(panels, suspects)
        self.statistics = self._matrix("statistic")
        self.measures = self._matrix("measure")
        self.p = np.stack([self._ranked(column) for column in self.statistics.T], axis=1)
        self.key_p = np.stack([self._ranked(self._sums(key)) for key in KEYS], axis=1)
        self.joint_p = self._ranked(-self.key_p.max(axis=1))

    def verdicts(self) -> list[Verdict]:
        """Of the judged panels."""
        return [self._verdict(i) for i, row in enumerate(self.rows) if row["judged"]]

    def _matrix(self, field: str) -> Floats:
        """Panels x signals; NaN where a signal could not be asked."""
        return np.array(
            [[found.get(row["panel"], {}).get(field, np.nan) for found in self.answers]
             for row in self.rows], dtype=float,
        ).reshape(len(self.rows), len(self.signals))  # fmt: skip

    def _ranked(self, values: Floats) -> Floats:
        """Conformal p-value of each panel's value among those of its references."""
        ranked = np.full(len(values), np.nan)
        for i, near in enumerate(self.near):
            if not np.isnan(values[i]):
                others = values[near]
                above = np.count_nonzero(others >= values[i])
                ranked[i] = (1 + above) / (1 + np.count_nonzero(~np.isnan(others)))
        return ranked

    def _sums(self, key: str) -> Floats:
        """Sum of -ln p over the signals of a key."""
        turned = [n for n, signal in enumerate(self.signals) if signal.key == key]
        terms = -np.log(self.p[:, turned])
        return np.asarray(np.where(np.isnan(terms), UNASKED, terms).sum(axis=1))

    def _verdict(self, i: int) -> Verdict:
        row = self.rows[i]
        asked = [n for n in range(len(self.signals)) if not np.isnan(self.p[i, n])]
        return Verdict(
            row["panel"],
            row["pool"],
            row["stream"],
            row["accounts"],
            row["exchanges"],
            (float(self.key_p[i, 0]), float(self.key_p[i, 1])),
            float(self.joint_p[i]),
            len(self.near[i]),
            tuple(self._answer(i, n) for n in asked),
        )

    def _answer(self, i: int, n: int) -> Answer:
        own = self.answers[n][self.rows[i]["panel"]]
        measures = self.measures[self.near[i], n]
        measures = measures[~np.isnan(measures)]
        return Answer(
            self.signals[n],
            float(self.p[i, n]),
            float(own["measure"]),
            float(np.median(measures)) if len(measures) else float("nan"),
            measures,
            {k: v for k, v in own.items() if k not in ("panel", "statistic", "measure")},
        )


def _nearest(panels: pa.Table, suspects: Iterable[int]) -> list[NDArray[np.int64]]:
    """For each panel, the nearest panels of other pools, no suspect among them."""
    accounts = panels["panel_accounts"].to_numpy()
    shape = np.log2(np.stack([accounts, panels["panel_exchanges"].to_numpy() / accounts], axis=1))
    pool = panels["pool"].to_numpy()
    usable = ~np.isin(pool, list(suspects))
    near = []
    for i in range(len(pool)):
        distance = np.abs(shape - shape[i]).sum(axis=1)
        order = np.argsort(distance, kind="stable")
        near.append(order[usable[order] & (pool[order] != pool[i])][:NEAREST])
    return near
