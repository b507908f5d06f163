"""What the wording asks for: training material of some kind, and which ability it exercises.

The cues are lists of phrases (`elicitation`, `abilities`), counted, not weighed; what is worded
like a request for training material and holds none of them is for `likeness`.  Wording alone
convicts nobody: honest graders, teachers and evaluators use the same words.

Evaded by   paraphrase, other languages than English, and wording in the middle of long texts.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from hydrometer.model import CAPABILITIES, ELICITATIONS

from .abilities import ABILITIES, FORMS
from .elicitation import ELICITING
from .phrases import Automaton, build

Hits = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

MATERIAL = ("grading", "censorship_safe_rewriting")
"""Training material that is the ability, whatever else the text is about."""
GENERAL = {"reasoning": "reasoning", "trajectory": "agentic_reasoning"}
"""Training material that can be asked for with any task, and the ability where none is named."""


def _cues() -> list[str]:
    eliciting = [cue for clauses in ELICITING.values() for clause in clauses for cue in clause]
    named = [cue for lists in (ABILITIES, FORMS) for cues in lists.values() for cue in cues]
    return list(dict.fromkeys(eliciting + named))


@cache
def automaton() -> Automaton:
    """All cues, compiled once a process."""
    return build(_cues())


@cache
def _columns() -> dict[str, int]:
    return {cue: k for k, cue in enumerate(automaton().cues)}


def _holds(hits: Hits, clause: tuple[str, ...]) -> Hits:
    found: Hits = hits[:, _columns()[clause[0]]].copy()
    for cue in clause[1:]:
        found &= hits[:, _columns()[cue]]
    return found


def elicits(hits: Hits) -> Codes:
    """The training material asked for, as an index into ``ELICITATIONS``; -1: none.

    ``hits`` is a matrix of texts by cues, from `matching.find` with `automaton`.
    """
    codes: Codes = np.full(len(hits), -1, np.int8)
    for kind, clauses in reversed(ELICITING.items()):
        for clause in clauses:
            codes[_holds(hits, clause)] = ELICITATIONS.index(kind)
    return codes


def abilities(prompt: Hits, system: Hits, asked: Codes) -> Codes:
    """What each exchange is after, as an index into ``CAPABILITIES``.

    What a prompt is about comes first, then the training material that it asks for, then what its
    system prompt is about, which says who is to answer, and last how it is to be answered.

    Args:
        prompt: the cues of each prompt, texts by cues.
        system: those of the system prompt of each.
        asked: from `elicits`.
    """
    subject, reasoning = _leading(prompt, ABILITIES), CAPABILITIES.index("reasoning")
    codes = _first(subject, _leading(system, ABILITIES), _leading(prompt | system, FORMS))
    codes[codes < 0] = CAPABILITIES.index("other")
    for kind, ability in GENERAL.items():
        wanted = asked == ELICITATIONS.index(kind)
        codes[wanted & np.isin(subject, (-1, reasoning))] = CAPABILITIES.index(ability)
    for kind in MATERIAL:
        codes[asked == ELICITATIONS.index(kind)] = CAPABILITIES.index(kind)
    return codes


def _first(*choices: Codes) -> Codes:
    """The first choice of each text that is one, -1 where none is."""
    chosen = choices[0].copy()
    for choice in choices[1:]:
        chosen = np.where(chosen >= 0, chosen, choice)
    return chosen


def _leading(hits: Hits, lists: dict[str, tuple[str, ...]]) -> Codes:
    """The ability with most cues in each text, the first of equals; -1 where none has any."""
    votes = np.stack(
        [hits[:, [_columns()[cue] for cue in cues]].sum(axis=1) for cues in lists.values()]
    )
    names: Codes = np.array([CAPABILITIES.index(name) for name in lists], np.int8)
    return np.where(votes.max(axis=0) > 0, names[votes.argmax(axis=0)], np.int8(-1))
