"""One quantile plot a name, as an SVG file that stands alone and follows light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from hydrometer.report.svg import element

SIDE, GAP, ACROSS = 150, 34, 4
LEAST = 0.001
"""Where both axes, which are logarithmic, begin."""
_POINTS = 120
_TOP, _LEFT = 74, 46
_STYLE = """
svg { background: #fff; font: 12px system-ui, sans-serif; fill: #1b1f24 }
.frame { fill: none; stroke: #8c959f } .even { stroke: #8c959f; stroke-dasharray: 4 3 }
.small { fill: #cf222e; opacity: .08 } .faint { fill: #59636e; font-size: 10px }
polyline { fill: none; stroke-width: 2 } .c0 { stroke: #0969da } .c1 { stroke: #bc4c00 }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; fill: #e6edf3 } .faint { fill: #9198a1 }
  .c0 { stroke: #58a6ff } .c1 { stroke: #f0883e } .small { fill: #ff7b72; opacity: .14 }
}
"""

Curves = Sequence[tuple[str, Mapping[str, NDArray[np.float64]]]]


def picture(title: str, curves: Curves) -> str:
    """Small plots of observed against expected p-values, each a square, named above it.

    ``curves`` are at most two sets of p-values with what they are called, each by name; a name has
    one plot, with a line for each set that has it.  Below the diagonal, p-values are too small.
    """
    names = list(dict.fromkeys(name for _, found in curves for name in found))
    rows = math.ceil(len(names) / ACROSS)
    width = _LEFT + ACROSS * (SIDE + GAP)
    height = _TOP + rows * (SIDE + 2 * GAP)
    legend = [_key(n, called) for n, (called, _) in enumerate(curves)]
    plots = [
        element(
            "g",
            *_plot(name, [found.get(name) for _, found in curves]),
            transform=f"translate({_LEFT + n % ACROSS * (SIDE + GAP)},"
            f"{_TOP + n // ACROSS * (SIDE + 2 * GAP)})",
        )
        for n, name in enumerate(names)
    ]
    about = "Observed p-value (up) against expected (across), both logarithmic from 0.001 to 1. "
    about += "In the shaded half they are too small."
    drawn = element(
        "svg",
        element("title", title),
        element("style", Markup(_STYLE)),
        element("text", about, x=_LEFT, y=20),
        *legend,
        *plots,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
    )
    return f"{drawn}\n"


def _key(number: int, called: str) -> Markup:
    x = _LEFT + number * 2 * (SIDE + GAP)
    line = element("polyline", points=f"{x},38 {x + 24},38", class_=f"c{number}")
    return element("g", line, element("text", called, x=x + 30, y=42))


def _plot(name: str, sets: Sequence[NDArray[np.float64] | None]) -> list[Markup]:
    ticks = [element("text", "0.001", x=0, y=SIDE + 13, class_="faint"),
             element("text", "1", x=SIDE, y=SIDE + 13, class_="faint", text_anchor="end"),
             element("text", "1", x=-6, y=9, class_="faint", text_anchor="end")]  # fmt: skip
    lines = [_line(p, n) for n, p in enumerate(sets) if p is not None and len(p)]
    return [
        element("text", name, x=0, y=-8),
        element("path", d=f"M0 {SIDE}H{SIDE}V0Z", class_="small"),
        element("path", d=f"M0 {SIDE}L{SIDE} 0", class_="even"),
        element("rect", width=SIDE, height=SIDE, class_="frame"),
        *ticks,
        *lines,
    ]


def _line(p_values: NDArray[np.float64], number: int) -> Markup:
    """Sorted p-values against i / n, as many points in each stretch of the logarithmic axis."""
    n = len(p_values)
    ranks = np.unique(np.geomspace(1, n, _POINTS).round().astype(int))
    across = _place(ranks / n)
    up = SIDE - _place(np.sort(p_values)[ranks - 1])
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))
    return element("polyline", points=points, class_=f"c{number}")


def _place(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    return SIDE * (1 - np.log(np.maximum(p_values, LEAST)) / math.log(LEAST))
