"""Figures as Markdown tables, and the machine and versions that they were measured with."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from hydrometer import __version__

PARTS = ("duckdb", "numpy", "pyarrow", "numba")
"""Packages on which speed and results depend most."""
_CPU = Path("/proc/cpuinfo")
_GIB = 2**30


def markdown(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, one line a row, without a newline at the end."""
    return "\n".join(_row(cells) for cells in (titles, ["---"] * len(titles), *rows))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def ratio(part: int, whole: int) -> str:
    """A share with two decimals; a dash where there is nothing to divide by."""
    return f"{part / whole:.2f}" if whole else "-"


def number(value: int) -> str:
    """An integer with its thousands apart."""
    return f"{value:,}"


def machine() -> str:
    """Processor, cores that may be used, and memory (GiB), as far as the system tells."""
    parts = [_processor(), f"{_cores()} cores", _memory(), platform.system()]
    return ", ".join(part for part in parts if part)


def versions() -> str:
    """This program's version, Python's and those of the packages that matter."""
    packages = [f"{name} {version(name)}" for name in PARTS]
    own = [f"hydrometer {__version__}", f"Python {platform.python_version()}"]
    return ", ".join([*own, *packages])


def _processor() -> str:
    try:
        lines = _CPU.read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return ""
    return f"{size / _GIB:.0f} GiB"
