from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.content.normalising import _SETTLED, flatten, normalised


def flat(text: str) -> str:
    data = np.frombuffer(normalised(pa.array([text]))[0].as_py().encode(), np.uint8)
    out = np.zeros(len(data), np.uint8)
    return out[: flatten(data, 0, len(data), out)].tobytes().decode()


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_is_lowered_and_its_space_collapsed(text: str) -> None:
    plain = "".join(" " if ord(c) <= 32 or ord(c) == 127 else c for c in text)
    assert flat(text) == " ".join(plain.lower().split())


@given(st.text())
def test_compatibility_forms_are_one(text: str) -> None:
    assert flat(text) == flat(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\uff21\uff22\uff23\uff11", "abc1"),
        ("\u00c9T\u00c9", "\u00e9t\u00e9"),
        ("a\u2028b\u0085c\u2003d", "a b c d"),
        ("in\u00advis\u200bible\ufeff", "invisible"),
        ("\u00abx\u00bb \u2019", '"x" \''),
    ],
)
def test_odd_characters(text: str, expected: str) -> None:
    assert flat(text) == expected


def test_nulls_and_bytes_that_are_not_utf8_pass() -> None:
    bad = pa.array([b"ok", b"\xff\xfe bad", None], pa.binary()).view(pa.string())
    assert normalised(bad).to_pylist() == ["ok", "\ufffd\ufffd bad", None]


def settled() -> list[str]:
    bounds = re.findall(r"\\x\{(\w+)\}(?:-\\x\{(\w+)\})?", _SETTLED)
    return [chr(c) for low, high in bounds for c in range(int(low, 16), int(high or low, 16) + 1)]


def test_settled_characters_need_no_normal_form() -> None:
    letters = settled()
    assert [c for c in letters if unicodedata.normalize("NFKC", c) != c] == []
    joined = {
        chr(int(part, 16))
        for c in map(chr, range(0x110000))
        if len(parts := unicodedata.decomposition(c).split()) == 2 and not parts[0].startswith("<")
        for part in parts[1:]
    }
    assert joined.isdisjoint(letters)


@given(st.text(alphabet=st.sampled_from(settled()), max_size=20))
def test_texts_of_settled_characters_are_their_own_normal_form(text: str) -> None:
    assert unicodedata.normalize("NFKC", text) == text
