"""Pools: the accounts whose traffic is looked at together, judged ones and honest ones to compare.

Every group that shares more than chance allows is judged.  The null of a judged pool is an honest
pool of about the same number of accounts with about the same traffic each; such pools are drawn
from the accounts that are *not* judged, in two ways: accounts that show the same wording or client
(a public tool, a viral prompt), and accounts picked by volume alone.  No two accounts of such a pool
are of one party: a declared organisation acts as one, and a judged pool claims to be many.

A relay deals its customers' requests out among its accounts, which is no extraction.  So half of
the honest pools are dealt out anew, by exchange or by session, as if a relay stood before them:
what a judged stream has to stand out against is honest customers *of a relay*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.seeds import SMALLEST
from hydrometer.store.protocol import Store

REFERENCES = 800
"""Honest pools drawn; a p-value cannot be smaller than one over the streams that they hold."""
LARGEST_REFERENCE = 24
FEWEST_EXCHANGES = 40
"""A pool with less traffic than this cannot be asked about its traffic."""
_MOST_EXCHANGES = 6_000

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """Accounts looked at together; ``group`` is the number of the judged group, -1 for honest.

    ``dealt`` says that its traffic is dealt out among its accounts anew: by exchange, by session,
    or not at all ("").
    """

    accounts: Keys
    group: int
    dealt: str = ""


@dataclass(frozen=True)
class Census:
    """The accounts, side by side: key, party and exchanges, by key."""

    account: Keys
    party: Ints
    exchanges: Ints

    @classmethod
    def of(cls, store: Store) -> Census:
        """Read it from ``parties``."""
        table = store.fetch(
            "select account_key, party, exchanges from parties order by account_key"
        )
        return cls(
            table["account_key"].to_numpy(),
            table["party"].to_numpy().astype(np.int64),
            table["exchanges"].to_numpy().astype(np.int64),
        )


def judged_pools(groups: list[Group], census: Census) -> list[Pool]:
    """The accounts of each group that has traffic enough to be asked about."""
    order = np.argsort(census.party, kind="stable")
    start = np.searchsorted(census.party[order], np.arange(census.party.max(initial=-1) + 2))
    pools = []
    for number, group in enumerate(groups):
        rows = np.concatenate([order[start[p] : start[p + 1]] for p in group.members])
        if census.exchanges[rows].sum() >= FEWEST_EXCHANGES:
            pools.append(Pool(census.account[np.sort(rows)], number))
    return pools


def reference_pools(judged: list[Pool], census: Census, wording: pa.Table, seed: int) -> list[Pool]:
    """Honest pools of the sizes and volumes of the judged ones.

    ``wording`` has ``account_key`` and ``value_key``: what accounts say or use in common.
    """
    rng = np.random.default_rng(seed)
    taken = np.unique(np.concatenate([pool.accounts for pool in judged]))
    free = np.flatnonzero(~np.isin(census.account, taken) & (census.exchanges > 0))
    if len(free) < SMALLEST:
        return []
    drawn = _Draw(census, free, judged, rng)
    pools = drawn.sharing(wording, REFERENCES // 2)
    pools += [p for p in (drawn.by_volume() for _ in range(REFERENCES // 2)) if p is not None]
    dealing = ("", "exchange", "", "session")
    return [replace(pool, dealt=dealing[n % len(dealing)]) for n, pool in enumerate(pools)]


class _Draw:
    """Draws honest pools like the judged ones from the accounts that are free."""

    def __init__(
        self, census: Census, free: Ints, judged: list[Pool], rng: np.random.Generator
    ) -> None:
        self.census = census
        self.rng = rng
        self.judged = judged
        self.weights = np.sqrt([len(pool.accounts) for pool in judged])
        self.weights /= self.weights.sum()
        self.free = free[np.argsort(census.exchanges[free], kind="stable")]
        self.volumes = census.exchanges[self.free]

    def _like(self) -> Ints:
        """Volumes of the members of a judged pool, at most `LARGEST_REFERENCE` of them."""
        pool = self.judged[int(self.rng.choice(len(self.judged), p=self.weights))]
        rows = np.searchsorted(self.census.account, pool.accounts)
        size = min(len(rows), LARGEST_REFERENCE)
        return self.census.exchanges[self.rng.choice(rows, size, replace=False)]

    def by_volume(self) -> Pool | None:
        """Accounts with about the volumes of a judged pool's members."""
        wanted = self._like()
        near = np.searchsorted(self.volumes, wanted)
        reach = max(len(self.free) // 50, 10)
        picks = near + self.rng.integers(-reach, reach + 1, len(near))
        return self._pool(self.free[np.unique(np.clip(picks, 0, len(self.free) - 1))])

    def sharing(self, wording: pa.Table, number: int) -> list[Pool]:
        """Accounts that show one and the same wording or client."""
        free = np.isin(wording["account_key"].to_numpy(), self.census.account[self.free])
        account = wording["account_key"].to_numpy()[free]
        value = wording["value_key"].to_numpy()[free]
        order = np.argsort(value, kind="stable")
        account, value = account[order], value[order]
        _, starts, counts = np.unique(value, return_index=True, return_counts=True)
        wide = np.flatnonzero(counts >= SMALLEST)
        pools = []
        for _ in range(number if len(wide) else 0):
            v = int(self.rng.choice(wide))
            held = np.unique(account[starts[v] : starts[v] + counts[v]])
            size = min(len(self._like()), len(held))
            chosen = self.rng.choice(held, size, replace=False)
            pool = self._pool(np.searchsorted(self.census.account, chosen))
            pools += [pool] if pool else []
        return pools

    def _pool(self, rows: Ints) -> Pool | None:
        """The pool of these accounts, cut so that no honest pool is dear to look at."""
        rows = self.rng.permutation(rows)
        rows = rows[np.sort(np.unique(self.census.party[rows], return_index=True)[1])]
        rows = rows[:LARGEST_REFERENCE]
        within = np.cumsum(self.census.exchanges[rows]) <= _MOST_EXCHANGES
        within[:SMALLEST] = True
        rows = rows[within]
        enough = self.census.exchanges[rows].sum() >= FEWEST_EXCHANGES
        if len(rows) < SMALLEST or not enough:
            return None
        return Pool(np.sort(self.census.account[rows]), -1)
