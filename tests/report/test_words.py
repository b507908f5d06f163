import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.report import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        (math.nan, "not known"),
        (math.inf, "without limit"),
        (-math.inf, "minus without limit"),
        (0.0, "0"),
        (0.0025, "0.0025"),
        (412.0, "412"),
        (20114.4, "20,114"),
        (1e-40, "10⁻⁴⁰"),
        (3.24e-9, "3.2\u00a0\u00d7\u00a010⁻⁹"),
        (2.5e15, "2.5\u00a0\u00d7\u00a010¹⁵"),
    ],
)
def test_numbers_read_as_numbers(value: float | None, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        (0.0, "0%"),
        (0.0004, "under 0.1%"),
        (0.006, "0.6%"),
        (0.01, "1%"),
        (0.0421, "4.2%"),
        (0.62, "62%"),
        (0.997, "over 99%"),
        (1.0, "100%"),
    ],
)
def test_small_and_nearly_whole_shares_are_not_rounded_away(value: float, text: str) -> None:
    assert words.share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.4, "no likelier than by chance"),
        (1, "about 2 times likelier than by chance"),
        (10, "about 1,000 times likelier than by chance"),
        (20, "about 1,000,000 times likelier than by chance"),
        (566, "far beyond chance; a score that orders findings, no probability"),
    ],
)
def test_bits_in_words(value: float, text: str) -> None:
    assert words.odds(value) == text


def test_bits_keep_their_sign_and_a_decimal_while_small() -> None:
    assert [words.bits(v) for v in (7.55, -59.4, 1234.5, None)] == [
        "7.5",
        "\N{MINUS SIGN}59.4",
        "1,234",
        "not known",
    ]


def test_counts_times_and_lists() -> None:
    assert words.count(12345) == "12,345"
    assert words.count(None) == "not known"
    assert words.plural(1, "account") == "1 account"
    assert words.plural(2, "group shares", "groups share") == "2 groups share"
    assert words.moment(datetime.datetime(2026, 2, 3, 14, 5)) == "3 Feb 2026, 14:05"
    assert words.moment(None) == "not known"
    assert words.spoken("tool_use") == "tool use"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed([]) == ""


def test_sentences_begin_and_end_as_sentences() -> None:
    assert words.sentence("81% went there") == "81% went there."
    assert words.sentence("all of it.") == "All of it."
    assert words.sentence(None) == ""


@given(st.text())
def test_what_is_printable_moves_no_cursor_and_turns_no_text(text: str) -> None:
    shown = words.printable(text)
    assert shown.isprintable()
    assert "\n" not in shown


def test_printable_text_is_left_as_it_is() -> None:
    assert words.printable("größe 模型 \N{GRINNING FACE}") == "größe 模型 \N{GRINNING FACE}"
    assert words.printable("a\x1b[2Jb\u202ec") == "a\ufffd[2Jb\ufffdc"
