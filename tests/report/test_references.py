import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.report.references import comparison, comparisons, tail


def row(signal: str = "flatness", observed: float | None = 0.9, **changes: Any) -> dict[str, Any]:
    return {"signal": signal, "observed": observed, "account_id": None, "p_value": None} | changes


def reference(value: float | None, signal: str = "flatness") -> dict[str, Any]:
    return {"signal": signal, "value": value}


def heights(picture: str) -> list[float]:
    return [float(h) for h in re.findall(r'class="honest"[^>]* height="([\d.]+)"', picture)]


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=60), st.floats(-60, 60))
def test_a_comparison_counts_and_places_everything(values: list[float], observed: float) -> None:
    told = comparison("i", row(observed=observed), values)
    assert told.groups == len(values)
    high = sum(value >= observed for value in values)
    low = sum(value <= observed for value in values)
    assert told.as_extreme == min(low, high) == (low if told.downwards else high)
    assert told.lowest <= observed <= told.highest
    places = [float(x) for x in re.findall(r' x1?="([\d.-]+)%"', told.picture)]
    assert all(0 <= place <= 100 for place in places)
    assert all(2 <= height <= 116.01 for height in heights(told.picture))


def test_values_far_apart_are_drawn_on_a_logarithmic_scale() -> None:
    assert comparison("i", row(observed=900.0), [1.0, 2.0]).logarithmic
    assert not comparison("i", row(observed=900.0), [0.0, 2.0]).logarithmic
    assert not comparison("i", row(observed=9.0), [1.0, 2.0]).logarithmic


def test_values_that_are_all_the_same_are_drawn() -> None:
    told = comparison("i", row(observed=1.0), [1.0, 1.0])
    assert (told.as_extreme, len(heights(told.picture))) == (2, 1)


@pytest.mark.parametrize(("p_value", "downwards", "as_extreme"), [(0.9, True, 8), (0.3, False, 2)])
def test_the_p_value_says_which_side_is_striking(
    p_value: float, downwards: bool, as_extreme: int
) -> None:
    values = [float(n) for n in range(9)]
    told = tail(row(observed=7.0, p_value=p_value), values)
    assert told == (downwards, as_extreme)


def test_dispersion_comes_first_and_only_what_can_be_compared() -> None:
    evidence = [
        row("flatness"),
        row("allocation_dispersion"),
        row("shared_payment"),
        row("launch_pivot", None),
        row("launch_pivot", math.inf),
        row("flatness", account_id="a"),
    ]
    names = ("flatness", "allocation_dispersion", "launch_pivot")
    values = [reference(0.5, name) for name in names]
    told = comparisons("i", evidence, [*values, reference(None), reference(math.nan)])
    assert [one.evidence["signal"] for one in told] == ["allocation_dispersion", "flatness"]
    assert [one.groups for one in told] == [1, 1]
