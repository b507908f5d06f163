from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.content.redaction import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to ann.lee+x@mail.example.org now", "write to [email] now"),
        ("host 10.0.12.7, port 80", "host [address], port 80"),
        ("at 2001:db8::ff00:42:8329 and ::1", "at [address] and [address]"),
        ("call +44 20 7946 0958 or (555) 123-4567", "call [phone] or [phone]"),
        ("card 4111 1111 1111 1111 ok", "card [card] ok"),
        ("card 5500-0000-0000-0004", "card [card]"),
        ("key sk-abcDEF1234567890abcd used", "key [key] used"),
        ("Authorization: Bearer abc.DEF.123", "Authorization: Bearer [key]"),
        ("password = hunter22, then", "password = [key], then"),
        ('{"api_key": "abcd1234"}', '{"api_key": "[key]"}'),
        ("jwt eyJhbGciOiJIUzI1.eyJzdWIi.abc_def", "jwt [key]"),
        ("hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "hash [key]"),
        ("-----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- x", "[key] x"),
        ("a\n\tb\x00c\u202ed", "a b c d"),
        ("Solve 3 + 4 at 10:30 on 2024-01-15, version 1.2.3", None),
        ("internationalization-of-characteristics", None),
        ("", ""),
    ],
)
def test_what_is_masked(text: str, shown: str | None) -> None:
    assert redact(text, 200) == (text if shown is None else shown)


def test_cut_to_width_with_an_ellipsis() -> None:
    assert redact("abcdef", 6) == "abcdef"
    assert redact("abcdefg", 6) == "abcde\u2026"
    assert redact("abc  defg", 5) == "abc\u2026"


def test_a_secret_that_crosses_the_cut_is_still_masked() -> None:
    assert "ann" not in redact("x" * 20 + " ann@mail.example", 24)


@given(st.text(), st.integers(1, 40))
def test_any_text_fits_the_width_on_one_line(text: str, width: int) -> None:
    shown = redact(text, width)
    assert len(shown) <= width
    assert shown.isprintable()


@given(st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}@[a-z]{1,9}\.(com|org)", fullmatch=True))
def test_no_address_survives(address: str) -> None:
    assert redact(f"from {address}, urgent", 100) == "from [email], urgent"


@pytest.mark.parametrize(
    "piece", ["a@", "1 ", "1.", "a1", "0:", "token ", "a.b-", "-----BEGIN PRIVATE KEY"]
)
def test_hostile_repetition_is_bounded(piece: str) -> None:
    started = time.process_time()
    redact(piece * 200_000, 300)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("width", [0, -3])
def test_no_width_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        redact("x", width)
