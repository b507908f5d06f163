import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.store import records as module
from hydrometer.store.lines import lines
from hydrometer.store.records import NOT_TEXT, TOO_LONG, Record, csv_records, json_records


def of_json(data: bytes) -> list[Record]:
    return list(json_records(lines(io.BytesIO(data))))


def of_csv(data: bytes) -> tuple[list[str], list[Record]]:
    names, records = csv_records(lines(io.BytesIO(data)))
    return names, list(records)


@given(st.binary(max_size=60))
def test_any_bytes_of_json_are_accounted_for(data: bytes) -> None:
    found = of_json(data)
    filled = sum(1 for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip())
    assert len(found) == filled
    assert all((record.values is None) == (record.reason is not None) for record in found)


@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"a", b"\xff", b"\r", b" "]), max_size=30))
def test_any_bytes_of_csv_are_accounted_for(pieces: list[bytes]) -> None:
    names, found = of_csv(b"a,b\n" + b"".join(pieces))
    numbers = [record.line for record in found]
    assert names == ["a", "b"]
    assert numbers == sorted(set(numbers))
    assert all((record.values is None) == (record.reason is not None) for record in found)


fields = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@given(st.lists(st.tuples(fields, fields), max_size=5))
def test_csv_reads_what_a_writer_wrote(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    _, found = of_csv(text.getvalue().encode())
    # A line end of two characters inside quotes comes back as one.
    expected = [tuple(value.replace("\r\n", "\n") for value in row) for row in rows]
    assert [tuple(record.values.values()) for record in found if record.values] == expected


@given(st.dictionaries(st.text(max_size=3), st.one_of(st.integers(), st.booleans(), st.none())))
def test_json_values_become_text(row: dict[str, Any]) -> None:
    [found] = of_json(json.dumps(row).encode())
    assert found.values == {
        name: None if value is None else json.dumps(value) for name, value in row.items()
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is not JSON: Expecting property name enclosed in double quotes"),
        (b"3", "is not a JSON object"),
        (b'"\xc3"', NOT_TEXT),
        (b"[" * 10_000, "is not JSON: nested too deep"),
    ],
)
def test_broken_json_says_how_and_not_what(line: bytes, reason: str) -> None:
    assert of_json(line) == [Record(1, None, reason, 0)]


def test_lines_that_are_too_long_are_named() -> None:
    assert list(json_records([(1, None)])) == [Record(1, None, TOO_LONG, 0)]
    _, found = csv_records(iter([(1, b"a,b"), (2, None), (3, b"1,2")]))
    assert [(record.line, record.reason) for record in found] == [(2, TOO_LONG), (3, None)]


def test_a_stray_quote_costs_its_line_and_no_other() -> None:
    names, found = of_csv(b'a,b\n1,"open\n2,x\n3,"two\nlines"\n4,5" disk\n')
    assert names == ["a", "b"]
    assert [(record.line, record.reason is None) for record in found] == [
        (2, False),
        (3, True),
        (4, True),
        (6, True),
    ]


def test_a_quote_that_never_closes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SPAN", 10)
    _, found = of_csv(b'a,b\n"open,1\n' + b"1,2\n" * 100)
    assert sum(record.reason is None for record in found) == 100


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff,b\n1,2\n", b'"open\n1,2\n'])
def test_csv_without_a_header_has_no_names(data: bytes) -> None:
    assert of_csv(data) == ([], [])


def test_the_limit_of_the_csv_module_is_left_as_it_was() -> None:
    before = csv.field_size_limit()
    long = b"x" * (before + 10)
    _, [found] = of_csv(b'a,b\n1,"' + long + b'"\n')
    assert found.values == {"a": "1", "b": long.decode()}
    assert csv.field_size_limit() == before
