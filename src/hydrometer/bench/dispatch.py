"""Which account serves an exchange, and by which exit it leaves."""

from __future__ import annotations

import numpy as np

from hydrometer.bench.draft import Draft, Pool
from hydrometer.bench.identifiers import mix, unit
from hydrometer.bench.ledger import NEVER, Floats, Ints
from hydrometer.bench.rhythm import Timeline

_ROWS = 1_000_000


def accounts_of(draft: Draft, line: Timeline, rng: np.random.Generator) -> Ints:
    """The account of every exchange: the workload's own, or the choice of its pool's dispatcher."""
    account = draft.work["account"][line.workload]
    pools = draft.work["pool"][line.workload]
    pooled = np.flatnonzero(pools >= 0)
    order = pooled[np.argsort(pools[pooled], kind="stable")]
    edges = np.flatnonzero(np.diff(pools[order], prepend=-1))
    for rows in np.split(order, edges[1:]):
        if rows.size:
            pool = draft.pools[int(pools[rows[0]])]
            account[rows] = _served(pool, line.sent_at[rows], line.session[rows], rng)
    return np.asarray(account)


def _served(pool: Pool, sent_at: Ints, session: Ints, rng: np.random.Generator) -> Ints:
    slots = np.maximum(1, np.searchsorted(pool.since[:, 0], sent_at, side="right"))
    chosen = _slots(pool, slots, session, rng)
    served = np.empty(chosen.size, np.int64)
    for first in range(0, chosen.size, _ROWS):
        rows = slice(first, first + _ROWS)
        age = (pool.since[chosen[rows]] <= sent_at[rows, None]).sum(axis=1) - 1
        served[rows] = pool.accounts[chosen[rows], np.maximum(age, 0)]
    return served


def _slots(pool: Pool, open_slots: Ints, session: Ints, rng: np.random.Generator) -> Ints:
    """The slot that serves each exchange, among those open; rows are in order of time."""
    n = open_slots.size
    turn = np.arange(n)
    if pool.scheduler == "round_robin":
        return turn % open_slots
    if pool.scheduler == "least_loaded":  # a turn late or early by up to a third of the pool
        return (turn + (rng.random(n) * open_slots / 3).astype(np.int64)) % open_slots
    draws = rng.random(n)
    if pool.scheduler == "sticky":
        stays = rng.random(n) >= pool.leak
        draws = np.where(stays, unit(session, 101), draws)
    return np.floor(draws * open_slots).astype(np.int64)


class Exits:
    """The exits of accounts, ready to be asked for many exchanges at once."""

    def __init__(self, draft: Draft) -> None:
        self._accounts = draft.accounts
        self._holdings = draft.holdings()

    def of(self, account: Ints, session: Ints, sent_at: Ints) -> Ints:
        """The exit of each exchange: the usual one of the time, or any for sessions that stray."""
        table = self._accounts
        later = sent_at >= table["switch_at"][account]
        first = np.where(later, table["later_at"][account], table["exits_at"][account])
        count = np.where(later, table["later_n"][account], table["exits_n"][account])
        lease = table["lease"][account]
        usual = np.where(lease == NEVER, 0, sent_at // lease)
        draws: Floats = unit(mix(session.astype(np.uint64) ^ mix(account)), 102)
        strays = draws < table["stray"][account]
        anywhere = np.floor(unit(session, 103) * count).astype(np.int64)
        place = np.where(strays, anywhere, usual % np.maximum(count, 1))
        return np.asarray(self._holdings[first + place])
