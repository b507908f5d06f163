"""Turns of agents: what people write to them, and what their tools answer."""

from __future__ import annotations

from collections.abc import Callable

from hydrometer.bench.wording import elicitation, questions
from hydrometer.bench.wording.draws import Ask, Draw, samples, vocabulary
from hydrometer.bench.wording.questions import (
    COLUMNS,
    FAULTS,
    GROUPS,
    LANGUAGES,
    MODULES,
    PLACES,
    THINGS,
)

_NEXT = vocabulary("agents.next")


def tool_result(ask: Ask) -> str:
    """Output of a tool, without any wrapper."""
    d = Draw(ask.item + ask.position * 7919)
    kind = d.below(4)
    if kind == 0:
        return (
            f"exit code {d.below(3)}\n{d.number(1, 400)} passed, {d.below(9)} failed in "
            f"{d.number(1, 900) / 10}s\n{d.of(PLACES)}_{d.of(COLUMNS)}.log"
        )
    if kind == 1:
        return (
            f'{{"{d.of(COLUMNS)}": {d.number(1, 9999)}, "{d.of(GROUPS)}": "'
            f'{d.of(PLACES)}-{d.number(1, 999)}", "items": {d.number(0, 60)}}}'
        )
    if kind == 2:
        return (
            f"src/{d.of(PLACES)}/{d.of(COLUMNS)}_{d.number(1, 99)}.py:{d.number(3, 900)}: "
            f"{d.of(MODULES)} {d.of(FAULTS)}"
        )
    return (
        f"<page title='{d.of(PLACES)} {d.of(THINGS)}'> {d.number(3, 90)} links; first: "
        f"{d.of(GROUPS)}/{d.number(10, 99999)}"
    )


def _next(ask: Ask) -> str:
    d = Draw(ask.item + ask.position * 7919)
    return d.of(_NEXT).format(
        n=d.number(2, 20), m=f"{d.of(MODULES)} ({d.of(LANGUAGES)}, {d.number(1, 99)})"
    )


def agent(ask: Ask) -> str:
    """A developer's message to a coding agent."""
    d = Draw(ask.item)
    if ask.position:
        return tool_result(ask) if ask.result else _next(ask)
    return (
        d.of(samples("shell")) if d.chance(10) else (questions.shell, questions.code)[d.below(2)](d)
    )


def _task(wrap: Callable[[Ask, str], str], subject: Callable[[Draw], str]) -> Callable[[Ask], str]:
    def voice(ask: Ask) -> str:
        if ask.position:
            return tool_result(ask) if ask.result else _next(ask)
        return wrap(ask, subject(Draw(ask.item)))

    return voice


agentic_reasoning = _task(elicitation.trajectory, questions.logic)
tool_use = _task(elicitation.trajectory, questions.tools)
coding = _task(elicitation.trajectory, questions.shell)
computer_use = _task(elicitation.trajectory, questions.screen)
orchestration = _task(elicitation.orchestration, questions.code)
