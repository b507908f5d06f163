"""Each tactic of a campaign with the evidence that it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hydrometer.report.run import Row, Rows

_ALSO = {
    "load": "dispersion",
    "balancing": "dispersion",
    "queue": "concurrence",
    "pivot": "launch",
    "burst": "signup",
    "sign": "signup",
    "ban": "replacement",
    "replaced": "replacement",
    "night": "flatness",
    "clock": "flatness",
    "list": "partitioned",
    "prompts": "scaffold",
    "wording": "content",
    "card": "payment",
    "conversations": "session",
    "pacing": "steady",
    "exits": "address",
}
"""Words that tactics use for what a signal or a family is called otherwise."""


_EMPTY = {"all", "and", "the", "with", "hours", "share", "accou", "among", "behin", "betwe"}
"""Stems that say nothing of which signal is meant."""


@dataclass(frozen=True)
class Tactic:
    """What the operator does, and the row of evidence that says so (``None``: not written down)."""

    name: str
    evidence: Row | None


def tactics(names: list[str] | None, evidence: Rows) -> list[Tactic]:
    """Pair each tactic with the row of evidence whose signal or family names it."""
    return [Tactic(name, _backing(name, evidence)) for name in names or []]


def _backing(name: str, evidence: Rows) -> Row | None:
    """The row that shares the most words with the tactic; the strongest among equals."""
    wanted = _stems(name.partition(":")[0])
    best = max(evidence, key=lambda row: _shared(wanted, row), default=None)
    return best if best is not None and any(_shared(wanted, best)[:2]) else None


def _shared(wanted: set[str], row: Row) -> tuple[int, int, int]:
    return (
        len(wanted & _stems(row["signal"])),
        len(wanted & _stems(row["family"] or "")),
        len(wanted & _stems(row["says"] or "")),
    )


def _stems(text: str) -> set[str]:
    """Words by their first five letters, so that ``replayed`` meets ``replay``."""
    found = re.findall(r"[a-z]{3,}", text.lower().replace("sign-up", "signup"))
    return {(_ALSO.get(word) or word)[:5] for word in found} - _EMPTY
