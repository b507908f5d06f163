"""Are the streams of a pool extraction?  Two keys: how traffic is run, and what is taken.

Evaluators take what a campaign takes, honest relays run their traffic as a campaign does; a
campaign does both.  The first key, *dispatch*, asks whether a stream is dealt out among its
accounts, beside honest crowds as they are.  The second, *extraction*, asks what a stream takes,
beside honest customers of about its size whose traffic was dealt out anew as a relay would (see
`pools`).

Null of a stream: given that it is dealt out, it is exchangeable with honest customers drawn evenly
over the octaves of volume, so that the few heavy ones, which are machines as well, count in full.
Within an aspect the weakest signal speaks for all, so that a mixture of customers that is flat
round the clock by accident has to be steady as well.  Aspects are added up within a key, weighted
(Fisher 1932).  Nothing is assumed of how signals depend on each other: the sums are ranked again
among the same references, so the last rank is calibrated whatever the dependence and the weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.pools import FIRM, LARGEST_FIRM
from hydrometer.campaigns.references import Honest
from hydrometer.model import Signal
from hydrometer.stats.evalues import bits, p_to_e
from hydrometer.stats.tails import tail_p_values
from hydrometer.store.protocol import Store

DEALT_OUT = 0.05
"""A stream counts as dealt out if its dispatch key is at most this among streams that are not."""
LARGE_ALONE = 10_000
"""Exchanges from which on an account is asked by itself.  What has been reported of single accounts
is tens of thousands, and honest judges and evaluators of a few thousand ask for the same."""
NEAREST = 600
"""References of a panel: the nearest honest customers, in exchanges; the nearest honest crowds, in
accounts and exchanges, which are all of them unless more are drawn."""
UNASKED = 1.0
"""The -ln p of a signal that cannot be asked: its mean under the null."""

Floats = NDArray[np.float64]
Rows = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What one signal said of one panel, beside its matched honest panels."""

    signal: Signal
    p_value: float
    measure: float
    references: Floats
    facts: dict[str, Any]

    @property
    def usual(self) -> float:
        """The median of the references; NaN where there are none."""
        return float(np.median(self.references)) if len(self.references) else float("nan")


@dataclass(frozen=True)
class Verdict:
    """What all signals said of one stream.

    ``p_value`` is of the second key, all of its signals together, conformal among ``references``
    honest customers; it means something where the first is turned, here or by another stream of
    the pool.  ``accounts`` and ``exchanges`` are of the whole stream; ``answers`` are given by
    `Judged.answered`.
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
    answers: tuple[Answer, ...] = ()

    @property
    def dealt_out(self) -> bool:
        """Whether the dispatch key is turned."""
        return self.dispatch_p <= DEALT_OUT

    @property
    def bits(self) -> float:
        """Evidence that the stream is extraction: log2 of the calibrated e-value."""
        return bits(p_to_e(self.p_value))


class Judged:
    """What all signals say of all panels, from which verdicts follow.

    No judged stream is a reference, but a small judged pool is, as one customer, beside every pool
    but its own and its kin.  ``guilty`` are the pools that have been found to be extraction; they
    and their kin are no honest references of others.
    """

    def __init__(self, panels: pa.Table, answers: dict[str, Rows], signals: tuple[Signal, ...]):
        self._panels = panels
        self._answers = answers
        self._signals = signals
        self._last: tuple[frozenset[int], _Bench] | None = None

    def verdicts(self, guilty: frozenset[int] = frozenset()) -> list[Verdict]:
        """A verdict a judged stream, in the order of panels."""
        return self._bench(guilty).verdicts()

    def answered(self, verdict: Verdict, guilty: frozenset[int] = frozenset()) -> Verdict:
        """The verdict with what each signal said that could be asked."""
        return self._bench(guilty).answered(verdict)

    def p_values(self) -> dict[int, dict[str, float]]:
        """By judged panel, the p-value of each signal that could be asked of it."""
        return self._bench(frozenset()).p_values()

    def alone(self, guilty: frozenset[int] = frozenset()) -> list[Verdict]:
        """A verdict a large account among the references, by itself, beside all others of them.

        The null is that it is exchangeable with them.  It has nobody to be dealt out among, so the
        first key is not asked.
        """
        return self._bench(guilty).alone()

    def _bench(self, guilty: frozenset[int]) -> _Bench:
        """All panels side by side; kept, since it is asked again about the same."""
        if self._last is None or self._last[0] != guilty:
            self._last = guilty, _Bench(self._panels, self._answers, self._signals, guilty)
        return self._last[1]


def judge(store: Store, signals: tuple[Signal, ...]) -> Judged:
    """Ask every signal of every panel.

    Args:
        store: holds ``panels`` and the tables that the signals ask.
        signals: the questions.
    """
    panels = store.fetch("select * from panels order by panel")
    return Judged(panels, {signal.name: _ask(store, signal) for signal in signals}, signals)


def _ask(store: Store, signal: Signal) -> Rows:
    asked = f"with panel_exchanges as (select * from {signal.asks or signal.key}_exchanges)"
    rows = store.fetch(f"{asked} select * from ({signal.sql}) where statistic is not null")
    return {row["panel"]: row for row in rows.to_pylist()}


class _Bench:
    """All panels side by side, judged and honest ones."""

    def __init__(
        self,
        panels: pa.Table,
        answers: dict[str, Rows],
        signals: tuple[Signal, ...],
        guilty: frozenset[int],
    ) -> None:
        self.rows = panels.to_pylist()
        self.place = {row["panel"]: i for i, row in enumerate(self.rows)}
        self.signals = signals
        self.answers = [answers[signal.name] for signal in signals]
        self.firm = np.array([row["members"] <= FIRM for row in self.rows], dtype=bool)
        self.statistics = self._matrix("statistic")
        self.measures = self._matrix("measure")
        dealt = panels["dealt"].to_numpy(zero_copy_only=False)
        kin = panels["kin"].to_numpy()
        honest = ~np.isin(kin, kin[np.isin(panels["pool"].to_numpy(), list(guilty))])
        self.customers = Honest(panels, dealt & honest, ("sampled",), NEAREST)
        shape = ("panel_accounts", "panel_exchanges")
        crowds = Honest(panels, ~dealt, shape, NEAREST)
        self.honest = {"extraction": self.customers, "dispatch": crowds}
        self.p = np.stack(
            [self.honest[signal.key].ranked(values, signal.matched)
             for values, signal in zip(self.statistics.T, signals, strict=True)], axis=1,
        )  # fmt: skip
        self.extraction_p = self._key("extraction")
        self.dispatch_p = self._key("dispatch")

    def verdicts(self) -> list[Verdict]:
        """Of the judged panels."""
        judged = [i for i, row in enumerate(self.rows) if row["judged"]]
        return self._verdicts(judged, self._sums("extraction"))

    def answered(self, verdict: Verdict) -> Verdict:
        """The same verdict with its answers."""
        i = self.place[verdict.panel]
        asked = [
            n for n, signal in enumerate(self.signals)
            if not np.isnan(self.p[i, n]) and (signal.of_firms or not self.firm[i])
        ]  # fmt: skip
        return replace(verdict, answers=tuple(self._answer(i, n) for n in asked))

    def alone(self) -> list[Verdict]:
        """Of the large accounts among the references.

        They are picked by size, so what measures size is not asked: it would be among the largest
        of all whatever it does.
        """
        large = [
            i for i, row in enumerate(self.rows)
            if row["dealt"] and row["kin"] == row["pool"] and row["exchanges"] >= LARGE_ALONE
        ]  # fmt: skip
        verdicts = self._verdicts(large, self._sums("extraction", sized=False))
        return [replace(verdict, accounts=1) for verdict in verdicts]

    def p_values(self) -> dict[int, dict[str, float]]:
        """By judged panel, the p-value of each signal that could be asked of it."""
        names = [signal.name for signal in self.signals]
        return {
            row["panel"]: {n: float(p) for n, p in zip(names, own, strict=True) if not np.isnan(p)}
            for row, own in zip(self.rows, self.p, strict=True)
            if row["judged"]
        }

    def _key(self, key: str) -> Floats:
        """For each panel, the p-value of a key."""
        honest = self.honest[key]
        p = honest.ranked(self._sums(key), matched=True)
        if all(signal.of_firms for signal in self.signals if signal.key == key):
            return p
        of_firms = honest.ranked(self._sums(key, firms=True), matched=True)
        return np.where(self.firm, of_firms, p)

    def _matrix(self, field: str) -> Floats:
        """Panels x signals; NaN where a signal could not be asked."""
        return np.array(
            [[found.get(row["panel"], {}).get(field, np.nan) for found in self.answers]
             for row in self.rows], dtype=float,
        ).reshape(len(self.rows), len(self.signals))  # fmt: skip

    def _sums(self, key: str, sized: bool = True, firms: bool = False) -> Floats:
        """Weighted sum of -ln p over the aspects of a key, of each its weakest signal.

        Signals that measure size count only where ``sized``; those that say nothing of what may be
        a firm, not for ``firms``.
        """
        turned = [
            n for n, signal in enumerate(self.signals)
            if signal.key == key and (sized or signal.matched) and (signal.of_firms or not firms)
        ]  # fmt: skip
        total = np.zeros(len(self.rows))
        for aspect in sorted({self.signals[n].aspect for n in turned}):
            own = [n for n in turned if self.signals[n].aspect == aspect]
            terms = -np.log(self.p[:, own])
            terms = np.where(np.isnan(terms), UNASKED, terms)
            total += self.signals[own[0]].weight * terms.min(axis=1)
        return total

    def _verdicts(self, panels: list[int], sums: Floats) -> list[Verdict]:
        """The verdicts by panels' sums beside all honest customers."""
        p, references = np.ones(len(self.rows)), np.zeros(len(self.rows), np.int64)
        for together, others in self.customers.alike(panels):
            firm = np.array([self.rows[i]["members"] <= LARGEST_FIRM for i in together])
            p[together] = tail_p_values(sums[together], sums[others], firm)
            references[together] = len(others)
        return [self._verdict(i, float(p[i]), int(references[i])) for i in panels]

    def _verdict(self, i: int, p_value: float, references: int) -> Verdict:
        row = self.rows[i]
        return Verdict(
            row["panel"],
            row["pool"],
            row["stream"],
            row["accounts"],
            row["exchanges"],
            float(self.extraction_p[i]),
            float(self.dispatch_p[i]),
            p_value,
            references,
        )

    def _answer(self, i: int, n: int) -> Answer:
        own = self.answers[n][self.rows[i]["panel"]]
        honest = self.honest[self.signals[n].key]
        references = honest.nearest(i) if self.signals[n].matched else honest.others(i)
        measures = self.measures[references, n]
        measures = measures[~np.isnan(measures)]
        return Answer(
            self.signals[n],
            float(self.p[i, n]),
            float(own["measure"]),
            measures,
            {k: v for k, v in own.items() if k not in ("panel", "statistic", "measure")},
        )
