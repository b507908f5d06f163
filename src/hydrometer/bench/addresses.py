"""Exits: the addresses from which requests leave.

Five kinds share one format.  The blocks are a simulation's: an address says nothing about a real
network.  Datacentre and VPN addresses come from few /24 blocks, as they do in reality, so operators
and honest back ends are neighbours; a third of home lines have IPv6 (a /64 of their own).
"""

from __future__ import annotations

import numpy as np

from hydrometer.bench.ledger import Array, Ints

_FIRST_OCTETS = {
    "home": (24, 67, 71, 73, 76, 81, 82, 86, 88, 90, 92, 98, 108, 174, 176, 189, 201),
    "mobile": (100, 106, 107, 172),
    "cloud": (3, 13, 18, 34, 35, 52, 54),
    "office": (62, 80, 91, 193, 195, 212),
    "vpn": (89, 146, 185),
}
_BLOCKS = {"home": 60_000, "mobile": 400, "cloud": 900, "office": 9_000, "vpn": 60}
"""How many /24 blocks a kind has."""


class Addresses:
    """All exits of a world; an exit is known by its number."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._blocks = {kind: self._choose_blocks(kind, n) for kind, n in _BLOCKS.items()}
        self._high: list[Array] = []
        self._low: list[Array] = []
        self.count = 0

    def _choose_blocks(self, kind: str, n: int) -> Ints:
        first = self._rng.choice(_FIRST_OCTETS[kind], n)
        return first * 2**24 + self._rng.integers(0, 2**16, n) * 2**8

    def add(self, kind: str, n: int) -> Ints:
        """Make ``n`` exits of a kind (home, mobile, cloud, office, vpn); returns their numbers."""
        low = self._rng.choice(self._blocks[kind], n) + self._rng.integers(1, 255, n)
        high = np.zeros(n, np.int64)
        if kind == "home":
            six = self._rng.random(n) < 0.33
            high[six] = self._rng.integers(1, 2**48, int(six.sum()))
        self._low.append(low)
        self._high.append(high)
        self.count += n
        return np.arange(self.count - n, self.count)

    def texts(self) -> list[str]:
        """Every exit as an address, in the order of their numbers."""
        low, high = np.concatenate(self._low).tolist(), np.concatenate(self._high).tolist()
        return [_six(h, v) if h else _four(v) for h, v in zip(high, low, strict=True)]


def _four(low: int) -> str:
    return f"{low >> 24}.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}"


def _six(high: int, low: int) -> str:
    host = high * 0x9E3779B97F4A7C15 & (2**64 - 1)
    words = [0x2600 | high >> 40 & 0xFF, high >> 24 & 0xFFFF, high >> 8 & 0xFFFF, low & 0xFFFF]
    words += [host >> 48, host >> 32 & 0xFFFF, host >> 16 & 0xFFFF, host & 0xFFFF or 1]
    return ":".join(f"{word:x}" for word in words)
