from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.content.windows import closing_start, has_letters, opening_end

WORD = st.text(alphabet="abc\u00e9\u0416,.", min_size=1, max_size=4)


def parts(text: str) -> tuple[str | None, str | None]:
    data = np.frombuffer(text.encode(), np.uint8)
    stop, start = opening_end(data, len(data)), closing_start(data, len(data))
    opening = None if stop < 0 else data[:stop].tobytes().decode()
    closing = None if start < 0 else data[start:].tobytes().decode()
    return opening, closing


@given(st.lists(WORD, max_size=15))
def test_six_words_from_either_end(words: list[str]) -> None:
    expected = (" ".join(words[:6]), " ".join(words[-6:])) if len(words) >= 6 else (None, None)
    assert parts(" ".join(words)) == expected


@pytest.mark.parametrize("letter", ["\u8bf7", "\u304b", "\u0e01"])
def test_scripts_without_spaces_count_two_letters_for_a_word(letter: str) -> None:
    assert parts(letter * 11) == (None, None)
    assert parts(letter * 30) == (letter * 12, letter * 12)
    assert parts(f"one two three four {letter * 9}")[0] == f"one two three four {letter * 4}"


@given(st.text(alphabet="a \u8bf7\u00e9", max_size=40))
def test_both_windows_exist_or_neither(text: str) -> None:
    opening, closing = parts(" ".join(text.split()))
    assert (opening is None) == (closing is None)


def test_wording_is_letters_of_any_script() -> None:
    for text, expected in (('<//> 0 "" <#>', False), ("0 x", True), ("\u8bf7", True), ("", False)):
        data = np.frombuffer(text.encode(), np.uint8)
        assert has_letters(data, 0, len(data)) is expected
