"""System prompts: those of public agent tools, and those of products and jobs."""

from __future__ import annotations

from hydrometer.bench.wording.draws import Draw
from hydrometer.bench.wording.questions import COLUMNS, FIELDS, GROUPS, LANGUAGES, PLACES, THINGS

_TOOLS = ("Patchpilot", "Forgecode", "Bellows", "Opencrew", "Shellmate")


def tool(number: int) -> str:
    """The system prompt of a public agent tool."""
    d = Draw(number + 11)
    return (
        f"You are {_TOOLS[number]}, an agent that works in the user's repository. You have tools "
        f"to read, edit "
        f"and search files and to run commands. Prefer {d.of(LANGUAGES)} conventions when in "
        f"doubt. Make the smallest "
        f"change that solves the task, run the tests after every change, never touch "
        f"{d.of(PLACES)} settings "
        f"without asking, and stop when the task is done. Answer in at most {d.number(2, 8)} lines."
    )


def product(key: int) -> str:
    """The system prompt of one product or job."""
    d = Draw(key)
    return (
        f"You are the assistant of {d.of(PLACES)} {d.of(THINGS)} {d.number(1, 99)}. You know "
        f"{d.of(FIELDS)} and "
        f"answer questions about {d.of(COLUMNS)} and {d.of(GROUPS)}. Keep to {d.number(2, 9)} "
        f"sentences, "
        f"never speak of {d.of(FIELDS)}, and hand over to {d.of(GROUPS)} team {d.number(1, 40)} "
        f"when unsure."
    )
