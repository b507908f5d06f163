import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from hydrometer.report.svg import element, figure, percent, round_ceiling, steps, stretched


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"))))
def test_text_and_attributes_cannot_leave_their_place(text: str) -> None:
    drawn = element("text", text, class_="tick", data_of=text)
    read = ET.fromstring(drawn)
    assert (read.text or "") == text
    assert read.attrib == {"class": "tick", "data-of": " ".join(text.split("\t"))}


def test_a_figure_is_named_and_described() -> None:
    read = ET.fromstring(figure("f-1", "A <title>", "What it shows", 90, element("rect")))
    assert read.attrib["role"] == "img"
    assert read.attrib["aria-labelledby"] == "f-1-title f-1-about"
    assert [part.tag for part in read] == ["title", "desc", "rect"]
    assert read[0].text == "A <title>"


def test_a_stretched_part_has_its_own_units() -> None:
    read = ET.fromstring(stretched(24, 100, 14, 110, Markup("<path/>")))
    assert read.attrib["viewBox"] == "0 0 24 100"
    assert read.attrib["preserveAspectRatio"] == "none"


def test_steps_go_up_with_the_values() -> None:
    assert steps([0, 5, 10], 10) == "M0 100V100H1V50H2V0H3"


def test_numbers_are_short() -> None:
    assert percent(1, 3) == "33.33%"
    assert element("rect", x=2.0, y=0.126) == '<rect x="2" y="0.13"/>'


@given(st.floats(1e-6, 1e12))
def test_a_ceiling_is_round_and_not_far_above(value: float) -> None:
    ceiling = round_ceiling(value)
    assert value * 0.999999 <= ceiling <= value * 2.5000001


@pytest.mark.parametrize(("value", "ceiling"), [(0, 1), (-3, 1), (7, 10), (101, 200), (240, 250)])
def test_ceilings_by_example(value: float, ceiling: float) -> None:
    assert round_ceiling(value) == ceiling
