from hypothesis import given
from hypothesis import strategies as st

from hydrometer.report import plain

TEXT = st.text(max_size=300)


@given(TEXT, TEXT, st.lists(st.text(max_size=12), max_size=3))
def test_no_line_is_wider_than_the_terminal(one: str, two: str, cells: list[str]) -> None:
    told = plain.document(
        plain.heading(one), plain.paragraph(two, 4), plain.facts([(one[:10], two)]),
        plain.columns(one, cells),
    )  # fmt: skip
    assert all(len(line) <= plain.WIDTH for line in told.split("\n"))
    assert told.replace("\n", "").isprintable()


def test_a_heading_is_underlined_to_its_length() -> None:
    assert plain.heading("Evidence") == ["", "Evidence", "--------"]


def test_cells_stand_below_each_other() -> None:
    first = plain.columns("network", ("318", "9.4"))[0]
    second = plain.columns("pay", ("7.6", "1,171"))[0]
    assert len(first) == len(second)


def test_a_long_name_goes_on_below() -> None:
    first, rest = plain.columns("word " * 10, ("1",))
    assert first.endswith("1")
    assert rest.startswith("  word")


def test_values_stand_beside_their_names() -> None:
    assert plain.facts([("Ceiling", "block"), ("After", "")]) == [
        "Ceiling           block",
        "After",
    ]
