"""Repeatable choices from one 64-bit key, quick enough to be made a million times."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MASK = 2**64 - 1


class Draw:
    """A stream of choices; the generator is Knuth's MMIX congruence, its upper bits used."""

    __slots__ = ("_state",)

    def __init__(self, key: int) -> None:
        self._state = (key ^ 0x5851F42D4C957F2D) * 0x9E3779B97F4A7C15 & _MASK

    def below(self, limit: int) -> int:
        """An integer from 0 to ``limit`` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & _MASK
        return (self._state >> 33) % limit

    def of(self, options: Sequence[str]) -> str:
        """One of the options."""
        return options[self.below(len(options))]

    def number(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Whether an event of this probability happens."""
        return self.below(100) < percent


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to be worded."""

    item: int  # what is asked about
    style: int  # who asks: one key a customer or job, one more a template
    position: int = 0
    language: int = 0
    result: bool = False  # the turn carries a tool's result


@cache
def samples(group: str) -> tuple[str, ...]:
    """Public prompts of a group: mathematics, code, shell, tools or chat (see data/NOTICE.md)."""
    path = files("hydrometer.bench") / "data" / "prompts.json.gz"
    rows = json.loads(gzip.decompress(path.read_bytes()))["prompts"]
    return tuple(text for kind, _, text in rows if kind == group)


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    text = (files("hydrometer.bench") / "data" / "vocabulary.txt").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()[1:]):
        if line.startswith("[") and line.endswith("]"):
            options = sections.setdefault(line[1:-1], [])
        else:
            options += line.split(" | ")
    return {name: tuple(options) for name, options in sections.items()}


def vocabulary(name: str) -> tuple[str, ...]:
    """The options of a section of data/vocabulary.txt."""
    return _sections()[name]
