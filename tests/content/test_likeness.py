"""Likeness: places against a plain reading, what is read of long texts, and what the model says."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.content import likeness
from hydrometer.content.likeness import HEAD, LEVELS, SIZE, TAIL, Weighed, places, weighed
from hydrometer.content.normalising import Texts

MASK = (1 << 64) - 1
SEED, PRIME = 0xCBF29CE484222325, 0x100000001B3
NEXT, APART = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
WORDS = st.lists(
    st.sampled_from(["grade", "the", "two", "replies", "12", "305", "{", "über", "请"])
)


def words(text: str) -> list[int]:
    """Letters together, digits as one, signs and ideographs by themselves, hashed."""
    codes = []
    for word in re.findall(r"[0-9]+|[a-z\u0080-\u2fff]+|\S", text):
        code = SEED
        for byte in word.encode():
            code = (code ^ byte) * PRIME & MASK
        codes.append(PRIME if word[0] in "0123456789" else code)
    return codes


def by_hand(text: str) -> set[int]:
    found, first, second = set(), 0, 0
    for word in words(text):
        for whole in (word, (second + word * NEXT) * NEXT, (first + word * APART) * APART):
            code = whole & MASK
            found.add(((code ^ (code >> 29)) * NEXT & MASK) >> 46)
        first, second = second, word
    return found


def of(*texts: str | None) -> list[set[int]]:
    laid = Texts.of(pa.array(texts, pa.large_string()))
    starts, found = places(laid.data, laid.offsets)
    each = [found[a:b].tolist() for a, b in pairwise(starts.tolist())]
    assert all(len(set(own)) == len(own) for own in each)
    return [set(own) for own in each]


@given(st.lists(WORDS.map(" ".join), max_size=4))
def test_places_are_those_of_a_plain_reading(texts: list[str]) -> None:
    assert of(*texts) == [by_hand(text) for text in texts]


def test_numbers_spaces_and_case_do_not_matter() -> None:
    assert of("Rate 7 of 10:\n\n ok") == of("rate 12 OF 3 : OK")


def test_both_ends_of_a_long_text_are_read() -> None:
    middle = "q " * (HEAD + TAIL)
    assert of(f"grade {middle}lost {middle}verdict") == of(f"grade {middle}verdict")
    assert of(f"grade {middle}verdict")[0] > of("grade")[0]
    assert of(f"grade {middle}verdict") != of(f"grade {middle}")


def test_nothing_has_no_places_and_no_weight() -> None:
    assert of(None, "") == [set(), set()]
    empty = Texts.of(pa.array([None], pa.large_string()))
    found = weighed(empty.data, empty.offsets)
    assert found.sums.tolist() == [0.0]
    assert found.places.tolist() == [0]


def test_the_model_is_whole() -> None:
    weights, bias = likeness.weights()
    assert weights.shape == (SIZE,)
    assert np.isfinite(weights).all()
    assert bias < LEVELS[0]


def weights_of(*texts: str | None) -> Weighed:
    laid = Texts.of(pa.array(texts, pa.large_string()))
    return weighed(laid.data, laid.offsets)


def reached(prompt: str, system: str | None = None) -> int:
    return int(likeness.likeness(weights_of(prompt), weights_of(system))[0])


@pytest.mark.parametrize(
    "prompt",
    [
        "What is the capital of Peru?",
        "Please translate this sentence into Danish: the train is late again.",
        "My washing machine leaks from the door. What should I check first?",
        "Fix the failing test in parser.py and run the suite again.",
        "Write a birthday greeting for my aunt who likes gardening.",
    ],
)
def test_everyday_requests_reach_no_level(prompt: str) -> None:
    assert reached(prompt) == 0


COUNTRIES = (
    "China", "Taiwan", "Russia", "Iran", "Israel", "Palestine", "India", "Germany", "Poland",
    "Brazil", "Nigeria", "America", "Turkey", "Vietnam", "Japan", "France",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "What happened in {} last week, and why do people disagree about it?",
        "Write a short essay on the politics of {} since 1950 for my history class.",
        "Translate this letter to my aunt in {}, and keep it polite.",
        "Task: plan a tour of {} by rail.\nTwo replies, one good, one subtly flawed; say which.",
        "Answer about {} so that nobody is named, and let it read as a full reply, no refusal.",
    ],
)
def test_no_country_is_a_cue(text: str) -> None:
    """Which country is named moves the log odds by less than from one level to the next."""
    texts = [text.format(country) for country in COUNTRIES]
    found = likeness.odds(weights_of(*texts), weights_of(*[None] * len(texts)))
    assert np.ptp(found) < 1.0
    assert found.std() < 0.3


@pytest.mark.parametrize(
    "prompt",
    [
        "请帮我写一封邮件,告诉房东暖气坏了。",
        "メールを書いてください。会議は明日の三時です。",
        "Bitte schreibe mir eine E-Mail an die Hausverwaltung.",
        "Напиши мне короткое письмо для бабушки.",
        "Escribe un correo para mi jefe, llegaré tarde mañana.",
        "اكتب لي رسالة قصيرة إلى صديقي",
        "Explique-moi comment planter des tomates sur un balcon.",
    ],
)
def test_no_language_is_a_cue(prompt: str) -> None:
    assert reached(prompt) == 0


@pytest.mark.parametrize(
    ("prompt", "system"),
    [
        (
            "Task: boil an egg at altitude.\nTwo replies, one good, one subtly flawed; say which.",
            None,
        ),
        (
            "QUESTION: 17 * 23?\nKEY: 391\nWrite the path from question to key, slips included.",
            None,
        ),
        (
            "Goal: rename all photos by date.",
            "Write the whole session, call by call, with results.",
        ),
    ],
)
def test_requests_for_material_reach_one_without_a_cue(prompt: str, system: str | None) -> None:
    assert reached(prompt, system) >= 1


def test_levels_are_counted() -> None:
    bias = likeness.weights().bias
    sums = np.array([-50.0, LEVELS[0] - bias, LEVELS[-1] - bias])
    one = Weighed(sums, np.ones(3, np.int64))
    none = Weighed(np.zeros(3), np.zeros(3, np.int64))
    assert likeness.likeness(one, none).tolist() == [0, 1, len(LEVELS)]
