"""Numbers, times and names as a person reads them.

Everything here returns plain text in British order and thousands separated by commas; nothing
that is missing is guessed: it reads "not known".
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

UNKNOWN = "not known"


def printable(text: str) -> str:
    """The text on one line, every control and direction character shown as a replacement mark.

    Ids and sentences come from other people; in a terminal they could move the cursor, and on a
    page they could turn the direction of reading.
    """
    spaced = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in spaced)


def count(value: int | float | None) -> str:
    """A whole number with thousands separated: ``12,345``."""
    return UNKNOWN if value is None else f"{round(value):,}"


def plural(value: int, noun: str, nouns: str = "") -> str:
    """A count and its noun: ``1 account``, ``3 accounts``."""
    return f"{value:,} {noun if value == 1 else nouns or noun + 's'}"


def number(value: float | None) -> str:
    """Three significant digits without an exponent where that stays short."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return "without limit" if value > 0 else "minus without limit"
    if value == 0 or 1e-4 <= abs(value) < 1e3:
        return f"{value:.3g}"
    return f"{value:,.0f}" if 1e3 <= abs(value) < 1e12 else scientific(value)


def scientific(value: float) -> str:
    """``3.2e-9`` as ``3.2 x 10^-9``, with the signs that print uses."""
    digits, power = f"{value:.1e}".split("e")
    marks = str.maketrans("-0123456789", "\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹")
    ten = f"10{str(int(power)).translate(marks)}"
    joined = "\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}"
    return ten if digits == "1.0" else f"{digits}{joined}{ten}"


def share(value: float | None) -> str:
    """A proportion between 0 and 1 as a percentage; what is small is not rounded to nothing."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if 0 < value < 0.001:
        return "under 0.1%"
    if value < 0.1:
        return f"{value:.1%}".replace(".0%", "%")
    return "over 99%" if 0.995 <= value < 1 else f"{value:.0%}"


def bits(value: float | None) -> str:
    """Evidence in bits, one decimal under 100."""
    if value is None or math.isnan(value):
        return UNKNOWN
    text = f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"
    return text.replace("-", "\N{MINUS SIGN}")


def odds(value: float) -> str:
    """What so many bits mean, in words: a ratio, while one can be meant.

    Hundreds of bits come from the scan, whose rates are estimated: a score, and no probability.
    """
    if value < 1:
        return "no likelier than by chance"
    if value >= 40:
        return "far beyond chance; a score that orders findings, no probability"
    ratio = float(f"{2**value:.1g}")
    return f"about {ratio:,.0f} times likelier than by chance"


def moment(value: datetime.datetime | None) -> str:
    """A UTC time to the minute: ``3 Feb 2026, 14:05``."""
    return UNKNOWN if value is None else f"{day(value)} {value.year}, {value:%H:%M}"


def day(value: datetime.datetime) -> str:
    """``3 Feb``."""
    return f"{value.day} {value:%b}"


def spoken(name: str | None) -> str:
    """A name of a column, signal or capability with its underscores as spaces."""
    return UNKNOWN if name is None else name.replace("_", " ")


def sentence(text: str | None) -> str:
    """The text with a capital at its beginning and a stop at its end."""
    told = (text or "").strip()
    if not told:
        return ""
    return told[0].upper() + told[1:] + ("" if told[-1] in ".!?" else ".")


def listed(names: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
