"""The physical lines of a text file, however long the file or a line of it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

CHUNK = 1 << 18
LONGEST = 64 << 20
"""Bytes beyond which a line is given up: a file without line ends must not fill the memory."""

Line = tuple[int, bytes | None]
"""Its 1-based number and its bytes without the line end; None where it is too long."""


class Readable(Protocol):
    """What `lines` needs of a stream."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


def lines(stream: Readable) -> Iterator[Line]:
    """Every line with its number, blank ones too.  A byte order mark at the start is left out."""
    for number, line in enumerate(_split(stream), 1):
        if line is None:
            yield number, None
        else:
            start = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
            yield number, start.removesuffix(b"\r")


def _split(stream: Readable) -> Iterator[bytes | None]:
    begun, size = [b""], 0
    while chunk := stream.read(CHUNK):
        first, *rest = chunk.split(b"\n")
        if size <= LONGEST:
            begun.append(first)
        size += len(first)
        if rest:
            *whole, last = rest
            yield b"".join(begun) if size <= LONGEST else None
            yield from whole
            begun, size = [last], len(last)
    if size:
        yield b"".join(begun) if size <= LONGEST else None
