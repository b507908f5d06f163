"""Text for a terminal of 80 columns: headings, paragraphs and columns of numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from hydrometer.report.words import printable

WIDTH = 80
_NAME = 40
_CELL = 12


def heading(text: str) -> list[str]:
    """A heading underlined with dashes, with an empty line before it."""
    told = paragraph(text)
    return ["", *told, "-" * max(len(line) for line in told)]


def paragraph(text: str, indent: int = 0) -> list[str]:
    """Text wrapped to the width of the terminal; words that are longer are broken."""
    space = " " * indent
    return textwrap.wrap(printable(text), WIDTH, initial_indent=space, subsequent_indent=space) or [
        ""
    ]


def columns(name: str, cells: Sequence[str]) -> list[str]:
    """A name on the left and up to three short cells, right-aligned, below each other."""
    numbers = "".join(f"{printable(cell):>{_CELL}}" for cell in cells)
    first, *rest = textwrap.wrap(printable(name), _NAME, subsequent_indent="  ") or [""]
    return [f"{first:<{_NAME}}{numbers}".rstrip(), *rest]


def facts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Names and values, the values beneath each other and wrapped beside their names."""
    told = []
    for name, value in pairs:
        start = f"{printable(name):<18}"
        told += textwrap.wrap(
            printable(value), WIDTH, initial_indent=start, subsequent_indent=" " * len(start)
        ) or [start.rstrip()]
    return told


def document(*parts: Iterable[str]) -> str:
    """The parts below each other, ending with a line end."""
    return "\n".join(line for part in parts for line in part).strip("\n") + "\n"
