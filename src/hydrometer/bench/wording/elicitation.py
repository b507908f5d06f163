"""Benchmarks, reasoning, grading, rewriting: the same wrappers for evaluators and for operators.

The wrapper is drawn from ``style``, the question from ``item``.  Wording follows the public
templates of evaluation harnesses and judges in kind, not in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from hydrometer.bench.wording import questions
from hydrometer.bench.wording.draws import Ask, Draw, vocabulary
from hydrometer.bench.wording.questions import COLUMNS, FIELDS, GROUPS, TOPICS

_VERBS = vocabulary("elicitation.verbs")
_OBJECTS = vocabulary("elicitation.objects")
_MANNERS = vocabulary("elicitation.manners")
_GOALS = vocabulary("elicitation.goals")
_ROLES = vocabulary("elicitation.roles")
_REASON = vocabulary("elicitation.reason")
_END = vocabulary("elicitation.end")
_PLAIN = vocabulary("elicitation.plain")
_GRADE = vocabulary("elicitation.grade")
_REWRITE = vocabulary("elicitation.rewrite")
_TRAJECTORY = vocabulary("elicitation.trajectory")
_ROUTES = vocabulary("elicitation.routes")


def _wrapped(ask: Ask, middle: Sequence[str], ends: Sequence[str], question: str) -> str:
    """A question in the wrapper of one template: one of about three million for each kind."""
    d = Draw(ask.style)
    slots = {"f": d.of(FIELDS), "n": d.number(3, 10), "c": d.of(COLUMNS), "g": d.of(GROUPS)}
    lead = f"{d.of(_VERBS)} {d.of(_OBJECTS)} {d.of(_MANNERS)} {d.of(_GOALS)}."
    parts = [d.of(_ROLES).format(**slots), lead, d.of(middle).format(**slots)]
    first = d.below(3)
    head = " ".join(parts[first:] + parts[:first])
    return f"{head}\n\n{question}\n\n{d.of(ends)}"


def benchmark(ask: Ask) -> str:
    """A question of a list, with an instruction for the form of the answer."""
    return _wrapped(ask, _PLAIN, _END, questions.any_of(Draw(ask.item)))


def reasoning(ask: Ask) -> str:
    """A question with a request for the whole reasoning."""
    return _wrapped(ask, _REASON, _END, questions.any_of(Draw(ask.item)))


def grading(ask: Ask) -> str:
    """An answer to be graded by a rubric."""
    d = Draw(ask.item)
    task = questions.any_of(d)
    rubric = (
        f"Rubric: {d.of(COLUMNS)} {d.number(1, 5)}, {d.of(GROUPS)} {d.number(1, 5)}, "
        f"correctness {d.number(1, 5)}."
    )
    body = (
        f"Question: {task}\nAnswer: it is {d.number(2, 9999)} because of {d.of(TOPICS)}.\n{rubric}"
    )
    return _wrapped(ask, _GRADE, _PLAIN, body)


def rewriting(ask: Ask) -> str:
    """A sensitive question to be made harmless."""
    return _wrapped(ask, _REWRITE, _PLAIN, questions.delicate(Draw(ask.item)))


def safety(ask: Ask) -> str:
    """A risky question, asked as it is or inside a wrapper, to see what is refused."""
    if Draw(ask.style).chance(40):
        return rewriting(ask)
    return questions.delicate(Draw(ask.item))


def data_analysis(ask: Ask) -> str:
    """A table to analyse, with the reasoning."""
    return _wrapped(ask, _REASON, _END, questions.data(Draw(ask.item)))


def vision(ask: Ask) -> str:
    """A picture to read, with the reasoning."""
    return _wrapped(ask, _REASON, _END, questions.picture(Draw(ask.item)))


def trajectory(ask: Ask, question: str) -> str:
    """The first turn of an agentic task whose course is to be recorded."""
    return _wrapped(ask, _TRAJECTORY, _END, question)


def orchestration(ask: Ask, question: str) -> str:
    """The first turn of a task for several agents."""
    return _wrapped(ask, _ROUTES, _END, question)
