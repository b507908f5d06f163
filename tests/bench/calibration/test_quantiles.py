"""The picture stands alone, and a curve is below the diagonal where p-values are too small."""

import re
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from hydrometer.bench.calibration.quantiles import SIDE, picture

EVEN = np.arange(1, 501) / 500


def lines(drawn: str) -> list[NDArray[np.float64]]:
    """The points of each curve of the plots."""
    found = re.findall(r"<g transform=.*?</g>", drawn)
    return [
        np.array([[float(c) for c in point.split(",")] for point in points.split()])
        for plot in found
        for points in re.findall(r'points="([^"]*)"', plot)
    ]


def test_uniform_p_values_lie_on_the_diagonal() -> None:
    (line,) = lines(picture("t", [("one", {"a": EVEN})]))
    assert np.allclose(line[:, 0] + line[:, 1], SIDE, atol=0.11)


def test_p_values_that_are_too_small_lie_below_it() -> None:
    small, large = lines(picture("t", [("one", {"a": EVEN**2, "b": EVEN**0.5})]))
    assert (small[:-1].sum(axis=1) > SIDE + 0.2).all()
    assert (large[:-1].sum(axis=1) < SIDE - 0.2).all()


def test_a_name_has_one_plot_with_a_line_for_each_set_that_has_it() -> None:
    drawn = picture("t", [("one", {"a": EVEN, "b": EVEN}), ("two", {"b": EVEN, "c": EVEN[:0]})])
    root = ElementTree.fromstring(drawn)
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [text for text in texts if text in ("a", "b", "c", "one", "two")] == [
        "one", "two", "a", "b", "c"
    ]  # fmt: skip
    assert len(lines(drawn)) == 3


def test_it_needs_nothing_else_and_follows_the_dark() -> None:
    drawn = picture("t", [("one", {"a": EVEN})])
    assert "prefers-color-scheme: dark" in drawn
    assert re.findall(r"(?:href|src|url)\b", drawn) == []
