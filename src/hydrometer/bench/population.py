"""What a file of honest people must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hydrometer.bench.draft import Draft


@dataclass(frozen=True)
class Population:
    """Honest customers of one kind.

    ``per_1000`` of all accounts are of this kind, at least ``least``; one of them sends
    ``volume`` times what a casual person sends.  ``build(draft, accounts, exchanges)`` adds them
    to the world.
    """

    per_1000: float
    volume: float
    least: int
    build: Callable[[Draft, int, float], None]
