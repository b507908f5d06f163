"""Each signal beside what it gave on matched honest groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from hydrometer.report import words
from hydrometer.report.run import Row, Rows
from hydrometer.report.svg import element, figure, percent

_BINS = 28
_TOP, _FLOOR, _HEIGHT = 34, 150, 172


@dataclass(frozen=True)
class Comparison:
    """A signal of the campaign and the same signal on honest groups."""

    evidence: Row
    groups: int
    as_extreme: int
    downwards: bool
    lowest: float
    highest: float
    logarithmic: bool
    picture: Markup


def comparisons(ident: str, evidence: Rows, references: Rows) -> list[Comparison]:
    """One comparison a signal that has reference values; dispersion first, then by bits."""
    values: dict[str, list[float]] = {}
    for row in references:
        if _finite(row["value"]):
            values.setdefault(row["signal"], []).append(row["value"])
    told = [
        comparison(f"{ident}-reference-{rank}", row, values[row["signal"]])
        for rank, row in enumerate(evidence, 1)
        if row["account_id"] is None and row["signal"] in values and _finite(row["observed"])
    ]
    return sorted(told, key=lambda one: "dispersion" not in one.evidence["signal"])


def comparison(ident: str, row: Row, values: Sequence[float]) -> Comparison:
    """Draw the honest groups' ``values`` as a histogram with the observed value marked."""
    everything = [*values, row["observed"]]
    logarithmic = min(everything) > 0 and max(everything) / min(everything) > 50
    scale: Callable[[float], float] = math.log if logarithmic else float
    low, high = scale(min(everything)), scale(max(everything))
    span = (high - low) or 1.0
    places = [(scale(value) - low) / span for value in values]
    observed = (scale(row["observed"]) - low) / span
    downwards, as_extreme = tail(row, values)
    return Comparison(
        evidence=row,
        groups=len(values),
        as_extreme=as_extreme,
        downwards=downwards,
        lowest=min(everything),
        highest=max(everything),
        logarithmic=logarithmic,
        picture=_draw(ident, row, places, observed),
    )


def tail(row: Row, values: Sequence[float]) -> tuple[bool, int]:
    """On which side the campaign stands out (``True``: low), and how many groups go as far.

    A signal may call small values striking (an even division of the work) or large ones; its
    p-value, ``(1 + as extreme) / (1 + groups)``, tells which.  Without one the rarer side is meant.
    """
    as_high = sum(value >= row["observed"] for value in values)
    as_low = sum(value <= row["observed"] for value in values)
    meant = 0.0 if row["p_value"] is None else row["p_value"] * (1 + len(values)) - 1
    downwards = abs(as_low - meant) < abs(as_high - meant)
    return downwards, as_low if downwards else as_high


def _draw(ident: str, row: Row, places: list[float], observed: float) -> Markup:
    counts = [0] * _BINS
    for place in places:
        counts[min(_BINS - 1, int(place * _BINS))] += 1
    about = (
        f"A histogram of {words.plural(len(places), 'honest group')}, with the campaign marked "
        f"at {words.number(row['observed'])}."
    )
    title = f"{words.spoken(row['signal'])}: the campaign among honest groups"
    return figure(ident, title, about, _HEIGHT, *_bars(counts), _ground(), *_marker(row, observed))


def _bars(counts: list[int]) -> list[Markup]:
    most = max(counts) or 1
    room = _FLOOR - _TOP
    # A bin with one group in it must still be seen, so no bar is under two pixels.
    heights = [max(2.0, room * n / most) if n else 0.0 for n in counts]
    return [
        element(
            "rect",
            class_="honest",
            x=percent(3 + 94 * rank / _BINS, 100),
            y=_FLOOR - height,
            width=percent(94 / _BINS * 0.86, 100),
            height=height,
        )
        for rank, height in enumerate(heights)
        if height
    ]


def _ground() -> Markup:
    return element("line", class_="ground", x1="0", x2="100%", y1=_FLOOR, y2=_FLOOR)


def _marker(row: Row, observed: float) -> tuple[Markup, ...]:
    """A line and a lozenge where the campaign stands: shape as well as colour."""
    x = percent(3 + 94 * observed, 100)
    anchor = "end" if observed > 0.6 else "start" if observed < 0.4 else "middle"
    label: dict[str, Any] = {"class_": "mark-label", "text_anchor": anchor}
    return (
        element("line", class_="mark", x1=x, x2=x, y1=22, y2=_FLOOR),
        element("circle", class_="mark-end", cx=x, cy=_FLOOR, r=4.5),
        element("text", f"campaign {words.number(row['observed'])}", x=x, y=15, **label),
    )


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
