"""Are the streams of a pool extraction?  Two keys: how traffic is run, and what is taken.

Evaluators take what a campaign takes, honest relays run their traffic as a campaign does; a
campaign does both.  The first key, *dispatch*, asks whether a stream is dealt out among its
accounts, beside honest crowds as they are.  The second, *extraction*, asks what a stream that is
dealt out takes, beside honest customers of about its size whose traffic was dealt out anew as a
relay would (see `pools`); of a stream that is not dealt out nothing is said.

Null of a stream: given that it is dealt out, it is exchangeable with those honest customers.
Nothing is assumed of how signals depend on each other: signals are added up within a key (Fisher
1932), and the sums are ranked again among the same references, so the last rank is calibrated
whatever the dependence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.model import Signal
from hydrometer.stats.evalues import bits, p_to_e
from hydrometer.stats.tails import tail_p_value
from hydrometer.store.protocol import Store

NEAREST = 2_000
"""References of a panel: the honest panels nearest to it in accounts and exchanges per account."""
DEALT_OUT = 0.05
"""A stream counts as dealt out if its dispatch key is at most this among streams that are not."""
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

    ``p_value`` is of both keys together, conformal among ``references`` honest streams.
    ``accounts`` and ``exchanges`` are of the whole stream.
    """

    panel: int
    pool: int
    stream: int
    accounts: int
    exchanges: int
    extraction_p: float
    dispatch_p: float
    p_value: float
    references: int
    answers: tuple[Answer, ...]

    @property
    def dealt_out(self) -> bool:
        """Whether the dispatch key is turned."""
        return self.dispatch_p <= DEALT_OUT

    @property
    def bits(self) -> float:
        """Evidence that the stream is extraction: log2 of the calibrated e-value."""
        return bits(p_to_e(self.p_value))


def judge(store: Store, signals: tuple[Signal, ...]) -> list[Verdict]:
    """Judge every stream of every judged pool; no judged stream is a reference of another.

    Args:
        store: holds ``panels`` and the tables that the signals ask.
        signals: the questions.

    Returns:
        A verdict a judged stream, in the order of panels.
    """
    panels = store.fetch("select * from panels order by panel")
    answers = {signal.name: _ask(store, signal) for signal in signals}
    return _Bench(panels, answers, signals).verdicts()


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
    ) -> None:
        self.rows = panels.to_pylist()
        self.signals = signals
        self.answers = [answers[signal.name] for signal in signals]
        self.near = _nearest(panels)
        dealt = panels["dealt"].to_numpy(zero_copy_only=False)
        self.undealt = [near[~dealt[near]] for near in self.near]
        self.statistics = self._matrix("statistic")
        self.measures = self._matrix("measure")
        near = {"extraction": self.near, "dispatch": self.undealt}
        self.p = np.stack(
            [_ranked(values, near[signal.key])
             for values, signal in zip(self.statistics.T, signals, strict=True)], axis=1,
        )  # fmt: skip
        self.extraction_p = _ranked(self._sums("extraction"), self.near)
        self.dispatch_p = _ranked(self._sums("dispatch"), self.undealt)
        sums = self._sums("extraction")
        self.beside = [near[dealt[near]] for near in self.near]
        self.joint_p = [
            tail_p_value(float(own), sums[beside]) if turned else 1.0
            for own, beside, turned in zip(
                sums, self.beside, self.dispatch_p <= DEALT_OUT, strict=True
            )
        ]

    def verdicts(self) -> list[Verdict]:
        """Of the judged panels."""
        return [self._verdict(i) for i, row in enumerate(self.rows) if row["judged"]]

    def _matrix(self, field: str) -> Floats:
        """Panels x signals; NaN where a signal could not be asked."""
        return np.array(
            [[found.get(row["panel"], {}).get(field, np.nan) for found in self.answers]
             for row in self.rows], dtype=float,
        ).reshape(len(self.rows), len(self.signals))  # fmt: skip

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
            float(self.extraction_p[i]),
            float(self.dispatch_p[i]),
            self.joint_p[i],
            len(self.beside[i]),
            tuple(self._answer(i, n) for n in asked),
        )

    def _answer(self, i: int, n: int) -> Answer:
        own = self.answers[n][self.rows[i]["panel"]]
        near = self.near if self.signals[n].key == "extraction" else self.undealt
        measures = self.measures[near[i], n]
        measures = measures[~np.isnan(measures)]
        return Answer(
            self.signals[n],
            float(self.p[i, n]),
            float(own["measure"]),
            float(np.median(measures)) if len(measures) else float("nan"),
            measures,
            {k: v for k, v in own.items() if k not in ("panel", "statistic", "measure")},
        )


def _ranked(values: Floats, near: list[NDArray[np.int64]]) -> Floats:
    """Conformal p-value of each panel's value among those of its references; NaN stays."""
    ranked = np.full(len(values), np.nan)
    for i, others in enumerate(near):
        if not np.isnan(values[i]):
            above = np.count_nonzero(values[others] >= values[i])
            ranked[i] = (1 + above) / (1 + np.count_nonzero(~np.isnan(values[others])))
    return ranked


def _nearest(panels: pa.Table) -> list[NDArray[np.int64]]:
    """For each panel, the nearest honest panels of other pools."""
    accounts = panels["panel_accounts"].to_numpy()
    shape = np.log2(np.stack([accounts, panels["panel_exchanges"].to_numpy() / accounts], axis=1))
    pool = panels["pool"].to_numpy()
    honest = ~panels["judged"].to_numpy(zero_copy_only=False)
    near = []
    for i in range(len(pool)):
        distance = np.abs(shape - shape[i]).sum(axis=1)
        order = np.argsort(distance, kind="stable")
        near.append(order[honest[order] & (pool[order] != pool[i])][:NEAREST])
    return near
