"""Drawing: SVG elements whose text stays readable at any width.

A figure is an ``<svg>`` without a view box, as wide as its place and of a fixed height, so that
letters keep their size on a phone.  Positions across are percentages; curves live in a nested
``<svg>`` that stretches.  Colours come from classes in ``style.css``, so that they follow light,
dark and print.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from hydrometer.report.words import printable


def element(name: str, *children: Markup | str, **attributes: str | float) -> Markup:
    """One SVG element; text and attribute values are escaped.

    ``_`` in attribute names stands for ``-``, and a trailing one is dropped (``class_``).
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
    )
    inside = Markup("").join(children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def figure(ident: str, title: str, about: str, height: int, *children: Markup) -> Markup:
    """A figure with a title and a description for those who do not see it."""
    return element(
        "svg",
        element("title", printable(title), id=f"{ident}-title"),
        element("desc", printable(about), id=f"{ident}-about"),
        *children,
        class_="figure",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{ident}-title {ident}-about",
    )


def stretched(width: float, height: float, top: int, pixels: int, *children: Markup) -> Markup:
    """A part of a figure in its own units (``width`` by ``height``), stretched across.

    It starts ``top`` pixels down and is ``pixels`` high.
    """
    return element(
        "svg",
        *children,
        y=top,
        width="100%",
        height=pixels,
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        preserveAspectRatio="none",
    )


def steps(values: Sequence[float], ceiling: float) -> str:
    """Path of a step curve: one unit across a value, 100 units high at ``ceiling``."""
    points = [f"{_short(100 - 100 * value / ceiling)}" for value in values]
    return f"M0 {points[0]}" + "".join(f"V{y}H{i}" for i, y in enumerate(points, 1))


def percent(part: float, whole: float) -> str:
    """A position or length across, as SVG writes it."""
    return f"{_short(100 * part / whole)}%"


def round_ceiling(value: float) -> float:
    """The smallest 1, 2, 2.5 or 5 times a power of ten that is at least ``value``."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= value * (1 - 1e-9))


def _short(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")
