"""Pools: the accounts whose traffic is looked at together, judged ones and honest ones to compare.

Every group that shares more than chance allows is judged.  What its streams are compared with is
drawn from the accounts that are *not* judged, in two ways.

Customers: the null of a stream, one customer's traffic in a relay, is the traffic of an honest
account.  A relay deals its customers' requests out among its accounts, which is no extraction; so
the account's traffic is dealt out anew, by exchange or by session, among as many accounts as a
judged stream's panel has.  Accounts of declared organisations are left out: who declares itself
needs no relay; so are accounts that come another way (a console cannot be dealt out).  A small
group may be a firm, and undeclared evaluators, whom a campaign is most easily taken for, are mostly
such; each stands as one customer beside every pool but its own and its kin (`kinship`).

Crowds: what honest accounts look like together that nobody deals out: accounts that show the same
wording or client (a public tool, a viral prompt), and accounts picked by volume alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.kinship import first_of_kin
from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.weighing import SMALLEST
from hydrometer.store.protocol import Store

CROWDS = 400
CUSTOMERS_A_BUCKET = 300
"""Customers drawn from each half-octave of volume."""
FEWEST_EXCHANGES = 40
"""A pool with less traffic than this cannot be asked about its traffic."""
SAMPLED = 2_000
"""Exchanges of a stream that are asked what they take, at most."""
PANEL = 24
"""Accounts of a crowd, and those that a customer is dealt out among, at most."""
FIRM = PANEL
"""Accounts of a group, at most, that stands as one honest customer beside the other groups."""
LARGEST_FIRM = 64
"""Accounts of a pool, at most, that may be a firm's.  A firm was picked from among all customers
for acting as one, so it is the first of them more often than its share; more accounts than this
are a relay's or an operator's."""
MOST_IN_A_CROWD = 3_000
"""Exchanges of a crowd, at most."""

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """Accounts looked at together; ``group`` is the number of the judged group, -1 for honest.

    ``dealt`` says how its traffic is dealt out anew among ``among`` accounts: by exchange, by
    session, or not at all ("").  A customer that is dealt out has a ``volume``, its exchanges in
    the log.  ``kin`` is the number of the first judged pool that a judged pool is kin to, itself
    where there is none before; of a customer, that of the judged pool that it is as well, or -1.
    """

    accounts: Keys
    group: int = -1
    dealt: str = ""
    among: int = 0
    volume: int = 0
    kin: int = -1


@dataclass(frozen=True)
class Census:
    """The accounts, side by side and by key.

    Party, exchanges, whether it declares itself, and the pathway it uses most, as a number.
    """

    account: Keys
    party: Ints
    exchanges: Ints
    declared: NDArray[np.bool_]
    pathway: Ints

    @classmethod
    def of(cls, store: Store) -> Census:
        """Read it from ``parties``."""
        table = store.fetch(
            "select account_key, party, exchanges, declared, "
            "dense_rank() over (order by pathway nulls first) as pathway "
            "from parties order by account_key"
        )
        return cls(
            table["account_key"].to_numpy(),
            table["party"].to_numpy().astype(np.int64),
            table["exchanges"].to_numpy().astype(np.int64),
            table["declared"].to_numpy(zero_copy_only=False).astype(bool),
            table["pathway"].to_numpy().astype(np.int64),
        )


def judged_pools(groups: list[Group], census: Census, wording: pa.Table) -> list[Pool]:
    """The accounts of each group that hides something and has traffic enough to be asked about.

    ``wording`` has ``account_key``, ``value_key`` and ``said``: what accounts say or, where it is
    not ``said``, use in common.

    Declared organisations are one party each, and declared resellers say that they carry others'
    traffic, so neither is a hidden member; a group that is left with fewer than three is no pool.
    """
    order = np.argsort(census.party, kind="stable")
    start = np.searchsorted(census.party[order], np.arange(census.party.max(initial=-1) + 2))
    pools = []
    for number, group in enumerate(groups):
        rows = np.concatenate([order[start[p] : start[p + 1]] for p in group.members])
        rows = rows[~census.declared[rows]]
        if len(rows) >= SMALLEST and census.exchanges[rows].sum() >= FEWEST_EXCHANGES:
            pools.append(Pool(census.account[np.sort(rows)], number))
    kin = first_of_kin([pool.accounts for pool in pools], wording)
    return [replace(pool, kin=first) for pool, first in zip(pools, kin, strict=True)]


def reference_pools(judged: list[Pool], census: Census, wording: pa.Table, seed: int) -> list[Pool]:
    """Honest customers, dealt out anew, and honest crowds as they are.

    ``wording`` is as in `judged_pools`.
    """
    rng = np.random.default_rng(seed)
    keys = [pool.accounts for pool in judged]
    held = np.isin(census.account, np.concatenate([np.zeros(0, np.uint64), *keys]))
    ways = np.unique(census.pathway[held] if judged else census.pathway)
    free = np.flatnonzero(~held & np.isin(census.pathway, ways) & ~census.declared)
    if len(free) < SMALLEST:
        return []
    drawn = _Draw(census, free, judged, rng)
    if not judged:
        return drawn.customers()
    crowds = drawn.sharing(wording, CROWDS // 2)
    crowds += [p for p in (drawn.by_volume() for _ in range(CROWDS // 2)) if p is not None]
    return drawn.customers() + crowds


class _Draw:
    """Draws honest pools like the judged ones from the accounts that are free."""

    def __init__(
        self, census: Census, free: Ints, judged: list[Pool], rng: np.random.Generator
    ) -> None:
        self.census = census
        self.rng = rng
        self.judged = judged
        self.sizes = np.array([min(len(pool.accounts), PANEL) for pool in judged] or [PANEL])
        self.weights = np.sqrt([len(pool.accounts) for pool in judged] or [1])
        self.weights /= self.weights.sum()
        self.free = free[np.argsort(census.exchanges[free], kind="stable")]
        self.volumes = census.exchanges[self.free]

    def customers(self) -> list[Pool]:
        """Single accounts of every volume and all firms, each dealt out as a judged panel is."""
        bucket = np.floor(2 * np.log2(np.maximum(self.volumes, 1))).astype(np.int64)
        pools = []
        for half_octave in np.unique(bucket[self.volumes >= FEWEST_EXCHANGES]).tolist():
            rows = self.free[bucket == half_octave]
            rows = self.rng.permutation(rows)[:CUSTOMERS_A_BUCKET]
            pools += [self._customer(np.array([row]), -1) for row in np.sort(rows).tolist()]
        for pool in self.judged:
            if len(pool.accounts) <= FIRM:
                rows = np.searchsorted(self.census.account, pool.accounts)
                pools.append(self._customer(rows, pool.kin))
        return pools

    def _customer(self, rows: Ints, kin: int) -> Pool:
        """Accounts as one customer, dealt out among as many accounts as a judged panel has."""
        among = max(int(self.rng.choice(self.sizes, p=self.weights)), SMALLEST)
        dealt = ("exchange", "session")[int(self.rng.integers(2))]
        volume = int(self.census.exchanges[rows].sum())
        return Pool(self.census.account[rows], -1, dealt, among, volume, kin)

    def by_volume(self) -> Pool | None:
        """A crowd with about the volumes of a judged pool's members."""
        wanted = self._like()
        near = np.searchsorted(self.volumes, wanted)
        reach = max(len(self.free) // 50, 10)
        picks = near + self.rng.integers(-reach, reach + 1, len(near))
        return self._crowd(self.free[np.unique(np.clip(picks, 0, len(self.free) - 1))])

    def sharing(self, wording: pa.Table, number: int) -> list[Pool]:
        """Crowds that show one and the same wording or client."""
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
            chosen = self.rng.choice(held, min(len(self._like()), len(held)), replace=False)
            pool = self._crowd(np.searchsorted(self.census.account, chosen))
            pools += [pool] if pool else []
        return pools

    def _like(self) -> Ints:
        """Volumes of the members of a judged pool, of a panel at most."""
        pool = self.judged[int(self.rng.choice(len(self.judged), p=self.weights))]
        rows = np.searchsorted(self.census.account, pool.accounts)
        size = min(len(rows), PANEL)
        return np.asarray(self.census.exchanges[self.rng.choice(rows, size, replace=False)])

    def _crowd(self, rows: Ints) -> Pool | None:
        """The pool of these accounts, one of a party, cut so that no crowd is dear to look at."""
        rows = self.rng.permutation(rows)
        rows = rows[np.sort(np.unique(self.census.party[rows], return_index=True)[1])][:PANEL]
        within = np.cumsum(self.census.exchanges[rows]) <= MOST_IN_A_CROWD
        within[:SMALLEST] = True
        rows = rows[within]
        enough = self.census.exchanges[rows].sum() >= FEWEST_EXCHANGES
        if len(rows) < SMALLEST or not enough:
            return None
        return Pool(np.sort(self.census.account[rows]))
