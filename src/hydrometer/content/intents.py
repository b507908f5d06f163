"""What the wording asks for: training material of some kind, and which ability it exercises.

The cues are lists of phrases (`elicitation`, `abilities`), counted, not weighed: no training set
of real extraction prompts exists from which weights could be learned.  Wording alone convicts
nobody: honest graders, teachers and evaluators use the same words.

Evaded by   paraphrase, other languages than English, and wording in the middle of long texts.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from hydrometer.model import CAPABILITIES, ELICITATIONS

from .abilities import ABILITIES
from .elicitation import ELICITING
from .phrases import Automaton, build

Hits = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

ABILITY_OF = {
    "grading": "grading",
    "censorship_safe_rewriting": "censorship_safe_rewriting",
    "trajectory": "agentic_reasoning",
}
"""Training material that names the ability whatever else the text is about."""


def _cues() -> list[str]:
    eliciting = [cue for clauses in ELICITING.values() for clause in clauses for cue in clause]
    return list(dict.fromkeys(eliciting + [cue for cues in ABILITIES.values() for cue in cues]))


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


def abilities(hits: Hits, asked: Codes) -> Codes:
    """What each text is after, as an index into ``CAPABILITIES``; ``asked`` is from `elicits`."""
    votes = np.stack(
        [hits[:, [_columns()[cue] for cue in cues]].sum(axis=1) for cues in ABILITIES.values()]
    )
    names = [CAPABILITIES.index(name) for name in ABILITIES]
    codes: Codes = np.array(names, np.int8)[votes.argmax(axis=0)]
    codes[votes.max(axis=0) == 0] = CAPABILITIES.index("other")
    for kind, ability in ABILITY_OF.items():
        codes[asked == ELICITATIONS.index(kind)] = CAPABILITIES.index(ability)
    return codes
