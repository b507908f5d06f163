"""What each stage of a run costs: seconds and memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


class Stages:
    """A record of stages: ``with stages("scan"): ...``, once or several times a name.

    ``seconds`` of the wall clock and ``cpu_seconds`` of all threads add up; ``peak_mb`` is the
    largest resident size in MB (10^6 bytes) during the stage, or since the start of the process
    where the kernel does not let its mark be set back.  ``progress`` hears each name as it begins.
    Stages do not nest.
    """

    def __init__(self, progress: Callable[[str], None] | None = None) -> None:
        self._progress = progress
        self._found: dict[str, dict[str, float]] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time what is done in the block, also if it fails."""
        if self._progress is not None:
            self._progress(name)
        _forget_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self._add(name, time.perf_counter() - wall, time.process_time() - cpu)

    def as_dict(self) -> dict[str, dict[str, float]]:
        """For `run.json`: what was found by stage, in the order of their first start."""
        return {
            name: {key: round(value, 3) for key, value in found.items()}
            for name, found in self._found.items()
        }

    def _add(self, name: str, wall: float, cpu: float) -> None:
        found = self._found.setdefault(name, {"seconds": 0.0, "cpu_seconds": 0.0, "peak_mb": 0.0})
        found["seconds"] += wall
        found["cpu_seconds"] += cpu
        found["peak_mb"] = max(found["peak_mb"], _peak_mb())


def _forget_peak() -> None:
    try:
        _CLEAR.write_text("5")  # proc(5): sets the mark of the resident size back
    except OSError:
        return


def _peak_mb() -> float:
    try:
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
