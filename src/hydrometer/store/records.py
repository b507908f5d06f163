"""JSON Lines and CSV, record by record: a broken one costs itself and no other.

Both give `Record` tuples: the 1-based line at which the record begins, its values as text by column
name, and, in their place, the reason where it cannot be read.  Reasons never repeat what stood
there, since it may be somebody's prompt.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hydrometer.store.lines import LONGEST, Line

TOO_LONG = f"is longer than {LONGEST >> 20} MiB"
NOT_TEXT = "is not valid UTF-8"
_SPAN = 100_000  # lines that one quoted CSV field may reach over


class Record(NamedTuple):
    """Either ``values`` or a ``reason``; ``size`` is in bytes."""

    line: int
    values: Mapping[str, str | None] | None
    reason: str | None
    size: int


def json_records(lines: Iterable[Line]) -> Iterator[Record]:
    """One JSON object a line; blank lines are passed over."""
    decode = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).decode
    for number, line in lines:
        if line is None:
            yield Record(number, None, TOO_LONG, 0)
        elif line.strip():
            try:
                found = decode(line.decode())
            except UnicodeDecodeError:
                yield Record(number, None, NOT_TEXT, 0)
            except (ValueError, RecursionError) as error:
                what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
                yield Record(number, None, f"is not JSON: {what}", 0)
            else:
                yield _object(number, found, len(line))


def _object(number: int, found: object, size: int) -> Record:
    if not isinstance(found, dict):
        return Record(number, None, "is not a JSON object", 0)
    return Record(number, {name: _text(value) for name, value in found.items()}, None, size)


def _text(value: object) -> str | None:
    # Numbers are strings already, as they were written.
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def csv_records(lines: Iterator[Line]) -> tuple[list[str], Iterator[Record]]:
    """The column names of a CSV file with a header (RFC 4180), and its records.

    No names are given for a file without a readable header.
    """
    for _, line in lines:
        if line is None or not line.strip():
            continue
        try:
            names = [name.strip() for name in _fields(line)]
        except (UnicodeDecodeError, csv.Error):
            break
        return names, _csv_rows(names, lines)
    return [], iter(())


def _csv_rows(names: list[str], lines: Iterator[Line]) -> Iterator[Record]:
    waiting: deque[Line] = deque()
    while True:
        found = _assembled(waiting, lines)
        if found is None:
            return
        text = None if found[0][1] is None else b"\n".join(line or b"" for _, line in found)
        record = _row(names, found[0][0], text)
        if record is not None and record.reason is not None and len(found) > 1:
            # A stray quote takes the following lines with it: each gets a chance of its own.
            waiting.extendleft(reversed(found[1:]))
            record = _row(names, *found[0])
        if record is not None:
            yield record


def _assembled(waiting: deque[Line], lines: Iterator[Line]) -> list[Line] | None:
    """The lines of the next record: as many as it takes to close its quotes."""
    found: list[Line] = []
    size, is_open = 0, False
    while size <= LONGEST and len(found) < _SPAN:
        following = waiting.popleft() if waiting else next(lines, None)
        if following is None:
            break
        found.append(following)
        if following[1] is None:
            break
        size += len(following[1])
        is_open ^= following[1].count(b'"') % 2 == 1
        if not is_open:
            break
    return found or None


def _row(names: list[str], number: int, text: bytes | None) -> Record | None:
    """A record of the lines, None where they are blank."""
    if text is None:
        return Record(number, None, TOO_LONG, 0)
    if not text.strip():
        return None
    try:
        fields = _fields(text)
    except UnicodeDecodeError:
        return Record(number, None, NOT_TEXT, 0)
    except csv.Error:
        return Record(number, None, "is not CSV", 0)
    if len(fields) != len(names):
        return Record(number, None, f"has {len(fields)} fields, the header {len(names)}", 0)
    return Record(number, dict(zip(names, fields, strict=True)), None, len(text))


def _fields(text: bytes) -> list[str]:
    decoded = text.decode()
    if '"' not in decoded:
        return decoded.split(",")
    before = csv.field_size_limit(LONGEST * 2)
    try:
        return next(csv.reader([decoded], strict=True))
    finally:
        csv.field_size_limit(before)
