"""Client software: a user agent and a TLS fingerprint, with versions that are taken up in time.

Public families are used by thousands; an own build belongs to one customer or one operator, and
both kinds of owner name theirs in the same ways.  Fingerprints have the form of JA4
(FoxIO, BSD-3-Clause part of the specification); the values are made up, one a TLS library.
"""

from __future__ import annotations

import numpy as np

from hydrometer.bench.wording.draws import vocabulary

STACKS = (
    "t13d1516h2_8daaf6152771_02713d6af862",  # browsers of one engine
    "t13d1717h2_5b57614c22b0_3cbfd9057e0d",
    "t13d2014h2_a09f3c656075_14788d8d241b",
    "t13d1812h1_85036bcba153_b26ce05bbdd6",  # Python
    "t13d1812h2_2a284e3b0c56_b26ce05bbdd6",
    "t13d5911h1_a33745022dd6_1f22a2ca17c4",  # Node
    "t13d1311h2_f57a46bbacb6_ab7e3b40a677",  # Go
    "t13d1312h1_55b375c5d22e_06cda9e17597",  # Java
    "t13d3112h2_e8f1e7e78f70_b26ce05bbdd6",  # command line
    "t13d1010h2_61a7ad8aa9b6_3fcd1a44f3e3",  # Rust
    "t13d4907h2_0d8feac7bc37_7395dae3b2f3",
)
_PYTHON, _NODE, _GO, _JAVA, _RUST, _ASYNC = 3, 5, 6, 7, 9, 10

AGENT_TOOLS = 5
VERSIONS = 6
VERSION_DAYS = 11.0

_MAKERS = vocabulary("makers")
_ROLES = vocabulary("roles")
_BUILDS = (
    ("Go-http-client/1.1", _GO),
    ("aiohttp/3.11.9", _ASYNC),
    ("httpx/0.27.2", _PYTHON),
    ("node-fetch", _NODE),
    ("okhttp/4.12.0", _JAVA),
    ("reqwest/0.12", _RUST),
)


class Clients:
    """All client families of a world; a family is known by its number."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._agents: list[tuple[str, int]] = []
        self._stacks: list[str] = []
        self.groups: dict[str, list[int]] = {}
        for line in vocabulary("clients"):
            group, stack, first, pattern = line.split("; ", 3)
            family = self._add(pattern, int(first), STACKS[int(stack)])
            self.groups.setdefault(group, []).append(family)

    def _add(self, pattern: str, first: int, stack: str) -> int:
        self._agents.append((pattern, first))
        self._stacks.append(stack)
        return len(self._agents) - 1

    def own_builds(self, n: int) -> list[int]:
        """Families of one owner each; some own builds hide behind the name of a plain library."""
        return [self._own_build() for _ in range(n)]

    def _own_build(self) -> int:
        library, stack = _BUILDS[int(self._rng.integers(len(_BUILDS)))]
        if self._rng.random() < 0.2:
            return self._add(library, 0, STACKS[stack])
        maker, role = self._rng.choice(_MAKERS), self._rng.choice(_ROLES)
        return self._add(
            f"{maker}-{role}/{self._rng.integers(1, 9)}.{{v}} {library}", 0, STACKS[stack]
        )

    def agents(self) -> list[str]:
        """User agents: family ``f`` in version ``v`` stands at ``f * VERSIONS + v``."""
        return [p.format(v=first + v) for p, first in self._agents for v in range(VERSIONS)]

    def stacks(self) -> list[str]:
        """TLS fingerprints by family."""
        return self._stacks
