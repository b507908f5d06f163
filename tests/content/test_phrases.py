from __future__ import annotations

import pytest

from hydrometer.content.intents import automaton
from hydrometer.content.phrases import build, expand


def test_alternatives_multiply() -> None:
    assert expand("(give|show) (the|) proof") == {
        "give the proof",
        "give proof",
        "show the proof",
        "show proof",
    }


@pytest.mark.parametrize("pattern", ["", "(|)", "Upper", "semi;colon", "a*b", "caf\u00e9"])
def test_patterns_that_could_never_match_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        expand(pattern)


def test_three_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="at most two"):
        build(["a ~ b ~ c"])


def test_too_many_phrases_are_refused() -> None:
    many = "".join(
        f"({'|'.join(c * k for c in 'abcdefgh' for k in range(1, 6))}) " for _ in range(3)
    )
    with pytest.raises(ValueError, match="65,536"):
        build([many])


def test_every_cue_compiles_and_is_held_once() -> None:
    cues = automaton().cues
    assert len(cues) == len(set(cues)) > 50
    assert len(automaton().step) < 65_536
