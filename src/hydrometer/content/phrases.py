"""Cues, and the automaton that finds them all in one pass (Aho and Corasick, 1975).

A *pattern* is a phrase with alternatives, ``(write|give) (your|the|) reasoning``; a word that ends
in ``*`` stands for every word that so begins.  A *cue* is one pattern, or ``first ~ second``: the
second soon after the first, no negation between them or shortly before (``do not show``).  Letters
are compared without case, any number as ``0``, everything else as a space between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

BREAK, DIGIT, LETTER_A, OTHER = 0, 1, 2, 28
NEGATION = "(do not|don t|without|never|no need to|rather than|instead of|must not|should not)"


def _classes() -> npt.NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    table[ord("0") : ord("9") + 1] = DIGIT
    for k in range(26):
        table[ord("a") + k] = table[ord("A") + k] = LETTER_A + k
    table[128:] = OTHER
    return table


CLASS_OF = _classes()


def expand(pattern: str) -> set[str]:
    """Every phrase that a pattern stands for, its words divided by single spaces.

    Raises:
        ValueError: the pattern is empty, or holds a letter that can never match.
    """
    parts = [part.split("|") for part in re.split(r"[()]", pattern)]
    phrases = {" ".join("".join(choice).split()) for choice in product(*parts)}
    if "" in phrases or any(re.search(r"[^a-z0* ]|\*.", phrase) for phrase in phrases):
        raise ValueError(f"not a pattern: {pattern!r}")
    return phrases


@dataclass(frozen=True)
class Automaton:
    """Compiled cues.

    ``step`` (states x 32, uint16: a state fills one line of cache) gives the next state.  The
    states from ``quiet`` on end patterns: state ``quiet + s`` those in
    ``found[found_from[s] : found_from[s + 1]]``.  Pattern ``p`` tells of the cues in
    ``tells[tells_from[p] : tells_from[p + 1]]``, each packed as the cue's number times 65,536,
    plus one more than the pattern that must come before it, or plus 0.
    """

    cues: tuple[str, ...]
    step: npt.NDArray[np.uint16]
    quiet: int
    found_from: npt.NDArray[np.int32]
    found: npt.NDArray[np.int32]
    tells_from: npt.NDArray[np.int32]
    tells: npt.NDArray[np.int32]


def _symbols(phrase: str) -> list[int]:
    """The phrase between breaks; ``*`` at its end leaves the break out."""
    text = f" {phrase[:-1]}" if phrase.endswith("*") else f" {phrase} "
    return [int(CLASS_OF[ord(letter)]) for letter in text]


def _trie(patterns: Sequence[str]) -> tuple[list[dict[int, int]], list[set[int]]]:
    children: list[dict[int, int]] = [{}]
    ends: list[set[int]] = [set()]
    for number, pattern in enumerate(patterns):
        for phrase in expand(pattern):
            state = 0
            for symbol in _symbols(phrase):
                if symbol not in children[state]:
                    children[state][symbol] = len(children)
                    children.append({})
                    ends.append(set())
                state = children[state][symbol]
            ends[state].add(number)
    return children, ends


def _linked(
    children: list[dict[int, int]], ends: list[set[int]]
) -> tuple[npt.NDArray[np.uint16], list[set[int]]]:
    """The complete transition table, and what ends in its last states, proper suffixes included."""
    if len(children) > 65_536:
        raise ValueError("the cues need more than 65,536 states")
    step = np.zeros((len(children), 32), np.uint16)
    fallback = [0] * len(children)
    queue = [0]
    for state in queue:
        step[state] = step[fallback[state]]
        for symbol, child in children[state].items():
            fallback[child] = int(step[state, symbol]) if state else 0
            step[state, symbol] = child
            ends[child] |= ends[fallback[child]]
            queue.append(child)
    return _quiet_first(step, ends, queue)


def _quiet_first(
    step: npt.NDArray[np.uint16], ends: list[set[int]], breadth_first: list[int]
) -> tuple[npt.NDArray[np.uint16], list[set[int]]]:
    """Number the states breadth first, so that the busy ones lie together, those with ends last."""
    order = sorted(breadth_first, key=lambda state: bool(ends[state]))
    place = np.empty(len(order), np.uint16)
    place[order] = np.arange(len(order))
    return place[step[order]], [ends[state] for state in order if ends[state]]


def _ragged(rows: Iterable[Iterable[int]]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    lists = [sorted(row) for row in rows]
    starts = np.cumsum([0, *map(len, lists)])
    return starts.astype(np.int32), np.array([v for row in lists for v in row], np.int32)


def build(cues: Sequence[str]) -> Automaton:
    """Compile cues; pattern 0 is the negation.

    Raises:
        ValueError: a cue is not one pattern or two with ``~`` between them.
    """
    pieces = [[part.strip() for part in cue.split("~")] for cue in cues]
    if any(len(parts) > 2 for parts in pieces):
        raise ValueError("a cue has at most two patterns")
    patterns = list(dict.fromkeys([NEGATION, *(part for parts in pieces for part in parts)]))
    number = {pattern: k for k, pattern in enumerate(patterns)}
    tells: list[list[int]] = [[] for _ in patterns]
    for cue, parts in enumerate(pieces):
        first = number[parts[0]] if len(parts) == 2 else -1
        tells[number[parts[-1]]].append(cue * 65_536 + first + 1)
    children, ends = _trie(patterns)
    step, loud = _linked(children, ends)
    return Automaton(tuple(cues), step, len(step) - len(loud), *_ragged(loud), *_ragged(tells))
