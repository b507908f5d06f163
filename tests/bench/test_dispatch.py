"""Dispatchers spread work as they say, and accounts leave by their own exits."""

import numpy as np
import pytest

from hydrometer.bench.dispatch import Exits, accounts_of
from hydrometer.bench.draft import Draft, Pool
from hydrometer.bench.ledger import NEVER, Ints
from hydrometer.bench.rhythm import DAY_US, Timeline, schedule
from hydrometer.bench.world import START


def served(pool: Pool, n: int = 6_000) -> tuple[Timeline, Ints]:
    draft = Draft(0, START, 10)
    draft.accounts.add(50, {})
    number = draft.pool(pool)
    fields = {"pool": number, "begins": START, "ends": draft.end, "session_size": 5.0}
    draft.work.add(1, fields | {"exchanges": n})
    line = schedule(draft.work, draft.start, draft.days, np.random.default_rng(1))
    return line, accounts_of(draft, line, np.random.default_rng(2))


def pool(scheduler: str, leak: float = 0.0) -> Pool:
    return Pool(np.arange(10)[:, None] + 7, np.full((10, 1), START), scheduler, leak)


def test_round_robin_is_even() -> None:
    _, account = served(pool("round_robin"))
    assert np.bincount(account)[7:].tolist() == [600] * 10


@pytest.mark.parametrize("scheduler", ["least_loaded", "random", "sticky"])
def test_the_others_are_about_even_and_use_every_account(scheduler: str) -> None:
    _, account = served(pool(scheduler))
    counts = np.bincount(account)[7:]
    assert counts.size == 10
    assert counts.min() > 350


def test_sticky_sessions_stay_and_leaking_ones_do_not() -> None:
    for leak, stays in ((0.0, True), (0.5, False)):
        line, account = served(pool("sticky", leak))
        used = {(s, a) for s, a in zip(line.session.tolist(), account.tolist(), strict=True)}
        assert (len(used) == np.unique(line.session).size) is stays


def test_slots_open_and_accounts_are_replaced() -> None:
    since = np.array([[START, START + 4 * DAY_US], [START + 6 * DAY_US, NEVER]])
    line, account = served(Pool(np.array([[1, 2], [3, 0]]), since, "round_robin"))
    for name, low, high in ((1, 0, 4), (2, 4, 10), (3, 6, 10)):
        mine = (line.sent_at[account == name] - START) / DAY_US
        assert mine.size > 0
        assert low <= mine.min() <= mine.max() < high
    assert set(account.tolist()) == {1, 2, 3}


def test_workloads_without_a_pool_keep_their_account() -> None:
    draft = Draft(0, START, 10)
    fields = {"account": np.array([4, 2]), "begins": START, "ends": draft.end, "exchanges": 30}
    draft.work.add(2, fields)
    rng = np.random.default_rng(1)
    line = schedule(draft.work, draft.start, draft.days, rng)
    assert np.bincount(accounts_of(draft, line, rng)).tolist() == [0, 0, 30, 0, 30]


def test_exits_belong_to_the_account_and_change_when_it_switches() -> None:
    draft = Draft(0, START, 10)
    accounts = draft.accounts.add(3, {"stray": 0.5, "lease": DAY_US})
    before, after = np.arange(6).reshape(3, 2), np.arange(6, 9).reshape(3, 1)
    draft.give_exits(accounts, before)
    draft.accounts.put("switch_at", accounts, START + 5 * DAY_US)
    draft.give_exits(accounts, after, "later")
    account = np.arange(3_000) % 3
    sent_at = START + np.arange(3_000) * DAY_US // 300
    exits = Exits(draft).of(account, np.arange(3_000), sent_at)
    early = sent_at < START + 5 * DAY_US
    assert (exits[early] // 2 == account[early]).all()
    assert (exits[~early] == account[~early] + 6).all()
    assert np.unique(exits[early]).size == 6
