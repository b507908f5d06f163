"""A world on the drawing board: accounts, workloads, exits, pools, and no exchange yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hydrometer.bench import ledger
from hydrometer.bench.addresses import Addresses
from hydrometer.bench.clients import Clients
from hydrometer.bench.ledger import Array, Ints, Keys, Ledger
from hydrometer.bench.lineup import released_at
from hydrometer.bench.rhythm import DAY_US


@dataclass(frozen=True)
class Pool:
    """Accounts over which a dispatcher spreads work.

    ``accounts[slot, generation]`` serves from ``since[slot, generation]`` (microseconds; NEVER
    where there is no such generation) until the next; slots are in the order in which they open.
    """

    accounts: Ints
    since: Ints
    scheduler: str  # round_robin, least_loaded, random, sticky
    leak: float = 0.0  # share of a sticky session's turns that go elsewhere


@dataclass(frozen=True)
class Target:
    """A campaign of the truth: who runs it and what share of it goes for each capability."""

    operator: str
    targets: dict[str, float]


class Draft:
    """Collects what populations and operators contribute; nothing here draws an exchange."""

    def __init__(self, seed: int, start: int, days: int) -> None:
        self.rng = np.random.default_rng([seed, 1])
        self.start, self.days, self.end = start, days, start + days * DAY_US
        self.release = released_at(start, days)
        self.accounts = Ledger(ledger.ACCOUNTS)
        self.work = Ledger(ledger.WORKLOADS)
        self.addresses = Addresses(self.rng)
        self.clients = Clients(self.rng)
        self.populations: list[str] = []
        self.campaigns: list[Target] = []
        self.pools: list[Pool] = []
        self.systems: list[str] = []
        self.domains: list[str] = []
        self._holdings: list[Ints] = []
        self._held = 0
        self._hubs: dict[str, Ints] = {}

    def moment(self, share: float | Array) -> Any:
        """The moment at a share (0 to 1) of the window."""
        return (self.start + np.asarray(share) * (self.end - self.start)).astype(np.int64)

    def keys(self, n: int) -> Keys:
        """Fresh 64-bit keys; 0 stands for null and is never drawn."""
        return np.asarray(self.rng.integers(1, 2**63, n, dtype=np.uint64))

    def population(self, name: str) -> int:
        """The number of a population, made on first use."""
        if name not in self.populations:
            self.populations.append(name)
        return self.populations.index(name)

    def campaign(self, operator: str, targets: dict[str, float]) -> int:
        """A new campaign of the truth."""
        self.campaigns.append(Target(operator, targets))
        return len(self.campaigns) - 1

    def pool(self, pool: Pool) -> int:
        """A new pool of accounts."""
        self.pools.append(pool)
        return len(self.pools) - 1

    def system(self, texts: Sequence[str]) -> Ints:
        """System prompts, each with a number."""
        self.systems.extend(texts)
        return np.arange(len(self.systems) - len(texts), len(self.systems))

    def domain(self, names: Sequence[str]) -> Ints:
        """E-mail domains, each with a number."""
        self.domains.extend(names)
        return np.arange(len(self.domains) - len(names), len(self.domains))

    def hub(self, name: str, kind: str, n: int) -> Ints:
        """Exits that many populations share: made once, then the same for everybody."""
        if name not in self._hubs:
            self._hubs[name] = self.addresses.add(kind, n)
        return self._hubs[name]

    def give_exits(self, accounts: Ints, exits: Array, field: str = "exits") -> None:
        """Let each account leave by its row of ``exits``; the first column is the usual one."""
        n, width = exits.shape
        self.accounts.put(f"{field}_at", accounts, self._held + np.arange(n) * width)
        self.accounts.put(f"{field}_n", accounts, width)
        self._holdings.append(exits.reshape(-1).astype(np.int64))
        self._held += n * width

    def holdings(self) -> Ints:
        """The exits of all accounts in one list; an account's part begins at ``exits_at``."""
        return np.concatenate([*self._holdings, np.zeros(0, np.int64)])

    def spread(self, n: int, total: float, log_sd: float, least: int = 1) -> Ints:
        """Exchanges of ``n`` customers that add up to about ``total``, log-normally unequal.

        ServeGen's 314 language-model clients have a log standard deviation of 2.2 to 2.7 over two
        weeks; those are large customers, and single people differ less (1.2 to 1.6 is used).
        """
        raw = self.rng.lognormal(0.0, log_sd, n)
        raw = np.minimum(raw, np.quantile(raw, 0.995) * 3) if n > 1 else raw
        return np.asarray(np.maximum(least, np.round(raw * (total / raw.sum()))), np.int64)
