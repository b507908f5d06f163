"""Markdown is well formed, and figures are written for people."""

import re
from pathlib import Path

import numpy
import pytest

from hydrometer import __version__
from hydrometer.bench import tabular


def test_a_table_has_a_line_a_row_and_as_many_cells_in_each() -> None:
    lines = tabular.markdown(("a", "b"), [["1", "2"], ["3", "4"]]).split("\n")
    assert lines == ["| a | b |", "| --- | --- |", "| 1 | 2 |", "| 3 | 4 |"]


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    line = tabular.markdown(("a",), [["x|y"]]).split("\n")[-1]
    assert re.split(r"(?<!\\)\|", line)[1:-1] == [r" x\|y "]


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 2, "0.50"), (0, 3, "0.00"), (0, 0, "-")])
def test_a_share_of_nothing_is_not_zero(part: int, whole: int, shown: str) -> None:
    assert tabular.ratio(part, whole) == shown


def test_thousands_are_apart() -> None:
    assert tabular.number(16_550_000) == "16,550,000"


def test_versions_are_those_that_run() -> None:
    told = tabular.versions()
    assert told.startswith(f"hydrometer {__version__}, Python 3.")
    assert f"numpy {numpy.__version__}" in told


def test_the_machine_is_told_also_where_the_kernel_lists_no_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = tmp_path / "cpuinfo"
    monkeypatch.setattr(tabular, "_CPU", listing)
    without = tabular.machine()
    assert re.search(r"\d+ cores, \d+ GiB", without)
    listing.write_text("processor\t: 0\nmodel name\t: Example 3000\nmodel name\t: Example 3000\n")
    assert tabular.machine().startswith("Example 3000, ")
