"""Answers, abridged: their kind follows the request; the token columns carry the true lengths."""

from __future__ import annotations

from hydrometer.bench.wording.draws import Draw
from hydrometer.bench.wording.questions import (
    COLUMNS,
    FAULTS,
    GROUPS,
    MODULES,
    PLACES,
    THINGS,
    TOPICS,
)

_STEPWISE = {"reasoning", "data_analysis", "vision", "benchmark", "assignment"}
_ACTING = {"agent", "agentic_reasoning", "tool_use", "coding", "computer_use", "orchestration"}


def answer(voice: str, key: int) -> str:
    """A short answer of the kind that the voice asks for."""
    d = Draw(key)
    if voice in _STEPWISE:
        return (
            f"First, {d.number(2, 99)} {d.of(THINGS)} give a {d.of(COLUMNS)} of "
            f"{d.number(2, 999)}. Then the "
            f"{d.of(GROUPS)} term adds {d.number(1, 99)}, as {d.of(TOPICS)} shows. Answer: "
            f"{d.number(1, 9999)}"
        )
    if voice in _ACTING:
        return (
            f"The {d.of(MODULES)} {d.of(FAULTS)}; I look at it in {d.of(PLACES)}.\n"
            f'call: {{"name": "edit", "path": "{d.of(GROUPS)}/{d.of(COLUMNS)}_{d.number(1, 99)}"}}'
        )
    if voice == "grading":
        return (
            f"Score: {d.number(1, 10)}. The {d.of(COLUMNS)} part is sound, {d.of(GROUPS)} "
            f"lacks {d.of(TOPICS)}."
        )
    if voice in {"documents", "monitor"}:
        return f'{{"{d.of(COLUMNS)}": {d.number(1, 99)}, "{d.of(GROUPS)}": "{d.of(PLACES)}"}}'
    return (
        f"About {d.of(TOPICS)}: begin with {d.of(THINGS)} and {d.number(2, 30)} minutes a day, "
        f"then ask at the "
        f"{d.of(PLACES)}. Mind {d.of(TOPICS)}; {d.of(COLUMNS)} matters more than {d.of(GROUPS)}."
    )
