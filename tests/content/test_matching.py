from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrometer.content.matching import EDGE, find
from hydrometer.content.phrases import Automaton, build


def cues_in(automaton: Automaton, *texts: str) -> list[set[str]]:
    raw = [text.encode() for text in texts]
    data = np.frombuffer(b"".join(raw), np.uint8)
    offsets = np.cumsum([0, *map(len, raw)]).astype(np.int64)
    hits = find(automaton, data, offsets)
    return [{automaton.cues[k] for k in np.flatnonzero(row)} for row in hits]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("Chain-of-Thought, please", True),
        ("CHAIN\n\n of thought", True),
        ("chain of thoughts", False),
        ("unchain of thought", False),
        ("chain of th\u00f6ught", False),
        ("xchain of chain of thought", True),
    ],
)
def test_whole_words_in_any_case(text: str, fires: bool) -> None:
    assert cues_in(build(["chain of thought"]), text) == [{"chain of thought"} if fires else set()]


def test_a_star_takes_every_ending_and_a_zero_every_number() -> None:
    automaton = build(["censor*", "from 0 to 0"])
    assert cues_in(automaton, "uncensored", "Censorship", "from 1 to 100", "from one to 10") == [
        set(),
        {"censor*"},
        {"from 0 to 0"},
        set(),
    ]


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("show me, please, all of the proof", True),
        ("proof first, then show", False),
        ("show " + "x" * 100 + " proof", False),
        ("do not show the proof", False),
        ("never tire of it; do not stop here but always show the proof", True),
    ],
)
def test_the_second_within_reach_of_a_first_that_is_not_negated(text: str, fires: bool) -> None:
    assert cues_in(build(["show ~ proof"]), text) == [{"show ~ proof"} if fires else set()]


PHRASE = st.lists(st.sampled_from(["a", "b", "ab", "ba", "aa"]), min_size=1, max_size=3).map(
    " ".join
)


@settings(max_examples=60)
@given(st.lists(PHRASE, min_size=1, max_size=6, unique=True), st.text(alphabet="ab -", max_size=40))
def test_as_regular_expressions_find_them(phrases: list[str], text: str) -> None:
    words = f" {' '.join(re.findall('[ab]+', text))} "
    assert cues_in(build(phrases), text) == [{p for p in phrases if f" {p} " in words}]


def test_long_texts_are_read_at_both_ends_only() -> None:
    automaton = build(["needle"])
    hay = "hay " * EDGE
    found = cues_in(automaton, "needle " + hay, hay + " needle", hay + " needle " + hay, "")
    assert found == [{"needle"}, {"needle"}, set(), set()]


def test_texts_do_not_run_into_each_other() -> None:
    assert cues_in(build(["show ~ proof", "a b"]), "show a", "b proof") == [set(), set()]
