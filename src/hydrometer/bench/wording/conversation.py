"""People in conversation, pupils, customers of a shop, developers with a question."""

from __future__ import annotations

from hydrometer.bench.wording import questions
from hydrometer.bench.wording.draws import Ask, Draw, samples, vocabulary
from hydrometer.bench.wording.questions import (
    COLUMNS,
    FAULTS,
    LANGUAGES,
    MODULES,
    NAMES,
    PLACES,
    THINGS,
    TOPICS,
)

_OPENERS = vocabulary("conversation.openers")
_WISHES = vocabulary("conversation.wishes")
_FOLLOW = vocabulary("conversation.follow")
_BRIEF = vocabulary("conversation.brief")
_ABROAD = ((), *(vocabulary(f"chat.abroad.{number}") for number in range(1, 7)))
_ISSUES = vocabulary("conversation.issues")
_VIRAL = vocabulary("conversation.viral")


def _filled(d: Draw, text: str) -> str:
    slots = {
        "t": d.of(TOPICS),
        "u": d.of(TOPICS),
        "p": d.of(PLACES),
        "n": d.number(2, 60),
        "name": d.of(NAMES),
        "things": d.of(THINGS),
        "y": d.number(1950, 2026),
    }
    return text.format(**slots)


def chat(ask: Ask) -> str:
    """A turn of a conversation; one opening in seven is a public prompt."""
    d = Draw(ask.item + ask.position * 7919)
    if ask.language:
        return f"{_filled(d, d.of(_ABROAD[ask.language]))} ({d.of(NAMES)}, {d.number(2, 9999)})"
    if ask.position == 0:
        if d.chance(14):
            return f"{d.of(samples('chat'))}\n{_detail(d)}"
        return f"{d.of(_OPENERS)} {_filled(d, d.of(_WISHES))}. {_filled(d, d.of(_FOLLOW))}"
    return f"{_filled(d, d.of(_FOLLOW))} {_detail(d)}" if d.chance(85) else d.of(_BRIEF)


def _detail(d: Draw) -> str:
    """What is particular to the person who asks."""
    if d.chance(50):
        owned = f"{d.number(2, 90)} {d.of(THINGS)} at the {d.of(PLACES)}"
        return f"It is for {d.of(NAMES)}, who has {owned}."
    return (
        f"We tried {d.of(TOPICS)} {d.number(2, 30)} times since {d.number(1990, 2026)}, mind that."
    )


def viral(ask: Ask) -> str:
    """The prompt of the day; one in five adds a word."""
    shared, own = Draw(ask.style), Draw(ask.item)
    text = _filled(shared, shared.of(_VIRAL))
    return f"{text}. Mind {own.of(TOPICS)}" if own.chance(20) else text


def assignment(ask: Ask) -> str:
    """An exercise of the course: in the teacher's words, in one's own, or a follow-up."""
    task = questions.any_of(Draw(ask.item))
    own = Draw(ask.item ^ ask.style + ask.position)
    if ask.position:
        return _filled(own, own.of(_FOLLOW))
    if own.chance(60):
        return task
    return f"{own.of(_OPENERS)} {_filled(own, own.of(_FOLLOW))} the exercise is: {task}"


def support(ask: Ask) -> str:
    """A message of an end user inside the product's scaffold."""
    frame, d = Draw(ask.style), Draw(ask.item + ask.position * 7919)
    shop = f"{frame.of(PLACES)} {frame.of(THINGS)}"
    text = _filled(d, d.of(_ABROAD[ask.language] if ask.language else _ISSUES))
    head = f"[{shop} assistant, ticket {d.number(1000, 999999)}] Customer {d.of(NAMES)} writes:"
    return (
        f"{head} {text}\nAnswer in the tone of the {frame.of(PLACES)} handbook, section "
        f"{frame.number(1, 40)}."
    )


def script(ask: Ask) -> str:
    """A developer's question in code and half sentences."""
    d = Draw(ask.item + ask.position * 7919)
    if ask.position:
        return (
            f"still {d.of(FAULTS)} when {d.of(COLUMNS)} > {d.number(1, 900)}. "
            f"{_filled(d, d.of(_FOLLOW))}"
        )
    if d.chance(15):
        return d.of(samples("code"))
    module, language = d.of(MODULES), d.of(LANGUAGES)
    return (
        f"my {language} {module} {d.of(FAULTS)}\n```\n{d.of(COLUMNS)} = "
        f"load('{d.of(PLACES)}_{d.number(1, 9999)}')\n"
        f"assert {d.of(COLUMNS)} < {d.number(2, 900)}\n```\n{d.of(_OPENERS)} what is wrong, line "
        f"{d.number(3, 400)}?"
    )
