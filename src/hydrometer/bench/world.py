"""What a file of a world must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hydrometer.bench.relay import Relay

START = int(datetime(2026, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
"""Midnight of a Monday, in microseconds: when every world begins."""


@dataclass(frozen=True)
class World:
    """Honest traffic and the operators in it, at scale 1."""

    accounts: int  # honest ones; those of operators come on top
    exchanges: int  # honest ones outside relays of operators
    operators: tuple[Relay, ...] = ()
    days: int = 30
    text: bool = True
