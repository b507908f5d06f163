"""The models that a world serves, and when they were launched.

Names are invented.  Two generations of three sizes; the large and the medium model of the next
generation are launched inside the window, the way a provider launches: on a working day, at 17:00.
"""

from __future__ import annotations

from dataclasses import dataclass

from hydrometer.bench.rhythm import DAY_US, HOUR_US

MODELS = (
    "meridian-2-large",
    "meridian-3-small",
    "meridian-3-medium",
    "meridian-3-large",
    "meridian-large-latest",
    "meridian-4-large",
)
OLD, SMALL, MEDIUM, LARGE, ALIAS, NEW = range(len(MODELS))
_AGES_DAYS = (400, 190, 190, 190, 190)


@dataclass(frozen=True)
class Launch:
    """A model and the moment of its launch, microseconds since 1970."""

    model: str
    released_at: int


def launches(start: int, days: int) -> list[Launch]:
    """All launches up to the end of a world that begins at ``start`` and lasts ``days``."""
    old = [
        Launch(MODELS[i], start - age * DAY_US + 17 * HOUR_US) for i, age in enumerate(_AGES_DAYS)
    ]
    return [*old, Launch(MODELS[NEW], released_at(start, days))]


def released_at(start: int, days: int) -> int:
    """When the new model comes: 17:00 on the working day nearest three fifths into the window."""
    day = start // DAY_US + round(days * 0.6)
    while (day + 3) % 7 > 4:
        day -= 1
    return int(day * DAY_US + 17 * HOUR_US)
