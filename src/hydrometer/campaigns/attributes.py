"""What exchanges are told apart by: attributes, and their codes within a pool.

An attribute is a key (a system prompt, a combination of settings) or a small number (hour, sizes).
In a pool each gets codes: of a key, one for unknown, one for any other value, and one for each
value that is worth it.  Codes of one attribute follow each other.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_VOCABULARY = 200
MARKS = ("system_key", "opening_key", "settings_key")
"""Attributes whose rare values are a customer's own.  Closings are not among them, since the turns
of any agent end alike, nor clients, since a relay's customers all come through the relay's."""
_FEWEST = 3
_UNKNOWN = 0
_SMALL = "small"

Keys = NDArray[np.uint64]
Codes = NDArray[np.uint32]


def _steps(column: str) -> str:
    """Half-octaves of a count; 0 where it is not known."""
    return (
        f"case when {column} is null then 0 "
        f"else 1 + least(floor(2 * ln(1 + {column})), 38)::integer end"
    )


def _flag(column: str) -> str:
    return f"case when {column} is null then 0 when {column} then 2 else 1 end"


def _named(column: str, names: tuple[str, ...]) -> str:
    cases = " ".join(f"when '{name}' then {n}" for n, name in enumerate(names, 1))
    return f"case {column} {cases} else 0 end"


@dataclass(frozen=True)
class Attributes:
    """The attributes that exchanges are told apart by: keys, and small numbers from 0."""

    keys: tuple[str, ...]
    small: dict[str, tuple[str, int]]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, keys first."""
        return (*self.keys, *self.small)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the select list: the keys, and one of all small numbers."""
        return (*self.keys, _SMALL)

    @property
    def sql(self) -> str:
        """Select list over ``observations``; a key that is not known is 0.

        The small numbers are the digits of one, since what exchanges cost to sort and to hand over
        goes by the columns.
        """
        keys = [f"coalesce(o.{key}, {_UNKNOWN}::ubigint) as {key}" for key in self.keys]
        units = [f"({sql})::ubigint * {unit}" for (sql, _), unit in self._units()]
        return ", ".join([*keys, f"{' + '.join(units)} as {_SMALL}"])

    def numbers(self, rows: pa.RecordBatch) -> dict[str, NDArray[np.uint8]]:
        """The small numbers of exchanges, by attribute."""
        packed = rows[_SMALL].to_numpy()
        return {
            name: (packed // np.uint64(unit) % np.uint64(size)).astype(np.uint8)
            for name, ((_, size), unit) in zip(self.small, self._units(), strict=True)
        }

    def _units(self) -> list[tuple[tuple[str, int], int]]:
        """Each small number's SQL and size, and what one of it counts in the column of all."""
        sizes = [size for _, size in self.small.values()]
        units = [math.prod(sizes[:place]) for place in range(len(sizes))]
        return list(zip(self.small.values(), units, strict=True))


def attributes(
    columns: frozenset[str], capabilities: tuple[str, ...], elicitations: tuple[str, ...]
) -> Attributes:
    """The attributes that a log with these columns of `model.EXCHANGES` can have.

    The model is not among them, since a stream may move to a new one.
    """
    small = {
        "clock": ("hour(o.sent_at)", 24),
        "input_step": (_steps("o.input_tokens"), 40),
        "output_step": (_steps("o.output_tokens"), 40),
        "turn_step": (_steps("o.turn_count"), 40),
        "call_step": (_steps("o.tool_call_count"), 40),
        "image_step": (_steps("o.image_count"), 40),
        "thinks": (_flag("o.reasoning"), 3),
        "wants": (_named("o.elicits", elicitations), len(elicitations) + 1),
        "after": (_named("o.capability", capabilities), len(capabilities) + 1),
    }
    known = [name for name in (*_KEYS, *small) if name not in _NEEDS or columns & _NEEDS[name]]
    return Attributes(
        keys=tuple(name for name in _KEYS if name in known),
        small={name: small[name] for name in small if name in known},
    )


_KEYS = (*MARKS, "closing_key", "client_key")
_NEEDS = {
    "system_key": {"system_prompt"},
    "opening_key": {"prompt"},
    "closing_key": {"prompt"},
    "client_key": {"user_agent", "tls_fingerprint"},
    "input_step": {"input_tokens"},
    "output_step": {"output_tokens"},
    "turn_step": {"turn_count"},
    "call_step": {"tool_call_count"},
    "image_step": {"image_count"},
    "thinks": {"reasoning"},
    "wants": {"prompt", "system_prompt"},
}
"""Columns of which an attribute needs at least one.  Without them it is the same in all exchanges:
it tells nothing apart, and would cost as much as one that does."""


@dataclass(frozen=True)
class Coding:
    """The codes of a pool: attribute ``a`` has those from ``starts[a]`` up to ``starts[a + 1]``.

    ``words`` are the values of each key that have a code of their own, sorted.
    """

    traits: Attributes
    words: dict[str, Keys]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: pa.RecordBatch, traits: Attributes) -> Coding:
        """The coding for exchanges like these."""
        words = {key: _vocabulary(rows[key].to_numpy()) for key in traits.keys}
        sizes = [len(words[key]) + 2 for key in traits.keys]
        sizes += [size for _, size in traits.small.values()]
        return cls(traits, words, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    @property
    def marks(self) -> list[NDArray[np.int64]]:
        """For each attribute of `MARKS`, the codes of its values; unknown and other are none."""
        places = [a for a, name in enumerate(self.traits.keys) if name in MARKS]
        return [np.arange(self.starts[a] + 2, self.starts[a + 1]) for a in places]

    def codes(self, rows: pa.RecordBatch) -> Codes:
        """Exchanges x attributes."""
        codes = np.empty((rows.num_rows, len(self.traits.names)), dtype=np.uint32)
        own = {name: _coded(rows[name].to_numpy(), words) for name, words in self.words.items()}
        for a, values in enumerate((own | self.traits.numbers(rows)).values()):
            codes[:, a] = self.starts[a] + values
        return codes


def _vocabulary(values: Keys) -> Keys:
    """The values of a key worth a code of their own, sorted."""
    found, counts = np.unique(values[values != _UNKNOWN], return_counts=True)
    fewest = max(_FEWEST, len(values) // 2000)
    order = np.argsort(-counts, kind="stable")[:_VOCABULARY]
    return np.sort(found[order][counts[order] >= fewest])


def _coded(values: Keys, words: Keys) -> NDArray[np.int64]:
    other = np.asarray(values != _UNKNOWN, dtype=np.int64)
    if len(words) == 0:
        return other
    place = np.minimum(np.searchsorted(words, values), len(words) - 1)
    return np.where(words[place] == values, place + 2, other)


@dataclass(frozen=True)
class Outside:
    """How often each value of each attribute occurs in a sample of traffic outside the pools.

    Of a key, its values, sorted, and how often each occurs, and how often it is not known; of a
    small number, how often each number occurs.
    """

    rows: int
    keys: dict[str, tuple[Keys, NDArray[np.int64], int]]
    small: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, sample: pa.RecordBatch, traits: Attributes) -> Outside:
        """Count a sample."""
        keys = {}
        for name in traits.keys:
            known = sample[name].to_numpy()
            known = known[known != _UNKNOWN]
            values, counts = np.unique(known, return_counts=True)
            keys[name] = (values, counts, sample.num_rows - len(known))
        small = {
            name: np.bincount(numbers, minlength=traits.small[name][1])
            for name, numbers in traits.numbers(sample).items()
        }
        return cls(sample.num_rows, keys, small)

    def chances(self, coding: Coding) -> NDArray[np.float64]:
        """The chance of each code of a pool, no code quite impossible."""
        counts = [self._of_key(name, coding.words[name]) for name in self.keys]
        counts += list(self.small.values())
        smoothed = [own + 1.0 / len(own) for own in counts]
        return np.asarray(np.concatenate(smoothed) / (self.rows + 1.0))

    def _of_key(self, name: str, words: Keys) -> NDArray[np.int64]:
        values, counts, unknown = self.keys[name]
        place = np.minimum(np.searchsorted(values, words), max(len(values) - 1, 0))
        own = np.zeros(len(words), dtype=np.int64)
        if len(values):
            own = np.where(values[place] == words, counts[place], 0)
        return np.concatenate([[unknown, counts.sum() - own.sum()], own])


class Customers:
    """How many honest customers show each value of the `MARKS` more than a few times.

    How much traffic has a value does not say whether two customers have it both: that depends on
    how many customers have it.  One product in a thousand can send a tenth of all traffic, and the
    few exchanges in which some people try a setting once make it nobody's.
    """

    def __init__(self, fewest: int) -> None:
        self._fewest = fewest
        self._seen = 0
        self._having: Counter[int] = Counter()

    def add(self, rows: pa.RecordBatch) -> None:
        """Count one customer, by all of its exchanges that are looked at."""
        self._seen += 1
        for name in MARKS:
            if name in rows.schema.names:
                values, counts = np.unique(rows[name].to_numpy(), return_counts=True)
                self._having.update(values[counts >= self._fewest].tolist())

    def chances(self, coding: Coding) -> NDArray[np.float64]:
        """The chance that the next customer shows each code: its rank among those seen; else 1."""
        chances = np.ones(int(coding.starts[-1]))
        for codes, name in zip(coding.marks, coding.traits.keys, strict=False):
            having = [self._having[value] for value in coding.words[name].tolist()]
            chances[codes] = (1.0 + np.array(having, dtype=float)) / (1.0 + self._seen)
        return chances
