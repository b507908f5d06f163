"""Work by the thousand: documents, translations, seeds for training data, timers."""

from __future__ import annotations

from hydrometer.bench.wording import questions
from hydrometer.bench.wording.draws import Ask, Draw, vocabulary
from hydrometer.bench.wording.questions import (
    COLUMNS,
    FIELDS,
    GROUPS,
    NAMES,
    PLACES,
    THINGS,
    TOPICS,
)

_DO = vocabulary("bulk.do")
_FORM = vocabulary("bulk.form")
_TONGUES = vocabulary("bulk.tongues")


def _passage(d: Draw, sentences: int) -> str:
    return " ".join(
        f"{d.of(NAMES)} reported {d.number(2, 999)} {d.of(THINGS)} at the {d.of(PLACES)} about "
        f"{d.of(TOPICS)}, "
        f"{d.of(COLUMNS)} {d.number(1, 99)} by {d.of(GROUPS)}."
        for _ in range(sentences)
    )


def documents(ask: Ask) -> str:
    """One instruction and a new document."""
    frame, d = Draw(ask.style), Draw(ask.item)
    labels = (
        f"{frame.of(COLUMNS)}, {frame.of(GROUPS)} and {frame.of(COLUMNS)} of the {frame.of(PLACES)}"
    )
    task = f"{frame.of(_DO)} {labels} (code {frame.number(10, 99)}). {frame.of(_FORM)}"
    return f"{task}\n\nDocument {d.number(1, 10**6)}:\n{_passage(d, d.number(1, 4))}"


def translation(ask: Ask) -> str:
    """One instruction and a new text."""
    frame, d = Draw(ask.style), Draw(ask.item)
    head = (
        f"Translate into {frame.of(_TONGUES)}, keep {frame.of(GROUPS)} names and "
        f"{frame.of(THINGS)} as they are."
    )
    return f"{head}\n---\n{_passage(d, d.number(1, 3))}"


def synthetic(ask: Ask) -> str:
    """A template for training examples and a seed that will come again."""
    frame, d = Draw(ask.style), Draw(ask.item)
    head = (
        f"Write {frame.number(3, 9)} varied examples for the class `{frame.of(COLUMNS)}_"
        f"{frame.of(GROUPS)}`"
    )
    return f"{head} in the style of {frame.of(FIELDS)}. Seed: {questions.any_of(d)}"


def monitor(ask: Ask) -> str:
    """The same few words at every tick."""
    d = Draw(ask.item)
    return (
        f"health check {d.of(PLACES)}-{d.number(1, 99)}: reply with OK and the "
        f"{d.of(COLUMNS)} of {d.of(GROUPS)}"
    )
