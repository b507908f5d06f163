from __future__ import annotations

import numpy as np
import pytest

from hydrometer.content.abilities import ABILITIES, FORMS
from hydrometer.content.elicitation import ELICITING
from hydrometer.content.intents import Hits, abilities, automaton, elicits
from hydrometer.content.matching import find
from hydrometer.model import CAPABILITIES, ELICITATIONS


def hits(text: str) -> Hits:
    raw = text.encode()
    return find(automaton(), np.frombuffer(raw, np.uint8), np.array([0, len(raw)], np.int64))


def judged(text: str, system: str = "") -> tuple[str | None, str]:
    said, role = hits(text), hits(system)
    asked = elicits(said | role)
    kind = ELICITATIONS[asked[0]] if asked[0] >= 0 else None
    return kind, CAPABILITIES[abilities(said, role, asked)[0]]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("reasoning", "Find x. Show your full reasoning before the answer."),
        ("reasoning", "Here is an answer. Reconstruct the thinking behind this answer."),
        ("reasoning", "Write out your chain of thought step by step before the final answer."),
        ("reasoning", "Answer with facts, supported by complete and transparent reasoning."),
        ("reasoning", "Articulate your internal reasoning inside <thinking></thinking>."),
        ("grading", "Score the response from 1 to 10 against this rubric: accuracy, tone."),
        ("grading", "As an impartial judge, compare the two answers below."),
        ("grading", "Which response is better, A or B? Reply with one letter."),
        ("grading", "You are a reward model. Output a scalar."),
        (
            "censorship_safe_rewriting",
            "Rewrite this politically sensitive question so that it avoids the ban.",
        ),
        (
            "censorship_safe_rewriting",
            "Suggest a neutral alternative to a question about dissidents.",
        ),
        ("trajectory", "Produce the complete trajectory of thoughts, actions and observations."),
        ("trajectory", "Output every tool call with the reason you made it."),
    ],
)
def test_requests_for_training_material(kind: str, text: str) -> None:
    assert judged(text)[0] == kind


@pytest.mark.parametrize(
    "text",
    [
        "Let's think step by step. How many apples are left?",
        "Give the final answer only; do not show your full reasoning.",
        "What is the best answer to question 3? A, B, C or D?",
        "My card was declined, why? Please answer quickly.",
        "Rewrite this paragraph so that it sounds friendlier.",
        "Remove sensitive data such as names from the log before you share it.",
        "Call the weather tool and tell me the reason for the delay.",
        "Explain the trajectory of a thrown ball.",
        "",
    ],
)
def test_ordinary_requests_are_none(text: str) -> None:
    assert judged(text)[0] is None


@pytest.mark.parametrize(
    ("ability", "text"),
    [
        ("coding", "Write a Python function that returns the longest word. Add unit tests."),
        (
            "data_analysis",
            "You are a data analyst. Load the CSV dataset and plot the revenue trend.",
        ),
        ("reasoning", "Solve: how many integers below 50 are prime? Prove it step by step."),
        ("vision", "Describe the attached image. What is visible in the photo?"),
        ("computer_use", "From the screenshot, click on the button, then scroll down the page."),
        ("tool_use", "Use the available tools; reply with a function call in the JSON schema."),
        ("orchestration", "Delegate each task to sub-agents and coordinate the agents' results."),
        (
            "agentic_reasoning",
            "You are an autonomous agent. Decide the next action from the observation.",
        ),
        ("instruction_following", "Write a short poem about autumn in the style of a sailor."),
        ("grading", "As an impartial judge, compare the two answers; both hold Python code."),
        ("other", "good morning"),
        ("coding", "Think step by step and give the reason: why does the repository not build?"),
        ("coding", "How do I list the files in a directory with bash, sorted by size?"),
        ("data_analysis", "Update the rows where the column is empty; show your reasoning."),
        ("tool_use", "I want to change my flight reservation; the booking id is AB12."),
        ("reasoning", "Give the final answer and the reason."),
        ("agentic_reasoning", "Record the full trajectory of thoughts, actions and observations."),
        (
            "coding",
            "Record the full trajectory of thoughts, actions and observations. Fix the bug.",
        ),
    ],
)
def test_what_the_wording_is_after(ability: str, text: str) -> None:
    assert judged(text)[1] == ability


@pytest.mark.parametrize(
    ("ability", "text", "system"),
    [
        ("coding", "Continue.", "You are a software engineer."),
        ("data_analysis", "Load the CSV dataset.", "You are a software engineer."),
        ("reasoning", "Show your full reasoning before the answer.", "You are a data analyst."),
        ("grading", "Which response is better, A or B?", "You are a software engineer."),
    ],
)
def test_what_is_asked_comes_before_who_is_to_answer(ability: str, text: str, system: str) -> None:
    assert judged(text, system)[1] == ability


def test_every_label_is_one_of_the_model() -> None:
    assert set(ELICITING) == set(ELICITATIONS)
    named = set(ABILITIES) | set(FORMS)
    assert named | {"grading", "censorship_safe_rewriting", "other"} == set(CAPABILITIES)
