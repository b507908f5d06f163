"""Which pools are kin: they say what hardly anybody else says, as the cells of one operator do."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.weighing import SMALLEST

OWN = 0.9
"""Share of those who say something from which, all in pools, it is the pools' own."""

Keys = NDArray[np.uint64]


def first_of_kin(pools: list[Keys], wording: pa.Table) -> list[int]:
    """By pool, the first of all pools that it is tied to, link by link, by wording of their own.

    Two pools are tied by what at least `SMALLEST` accounts of each say.

    Args:
        pools: the accounts of each; none is in two.
        wording: ``account_key``, ``value_key`` and ``said``, which is false of what is used rather
            than said; each pair once.
    """
    first = np.arange(len(pools))
    for holders in _own(pools, wording):
        roots = first[holders]
        first[np.isin(first, roots)] = roots.min()
    return [int(number) for number in first]


def _own(pools: list[Keys], wording: pa.Table) -> list[NDArray[np.int64]]:
    """For each wording that is the pools' own, the pools that say it."""
    said = wording.filter(wording["said"])
    if not pools or not said.num_rows:
        return []
    pool = _pool_of(said["account_key"].to_numpy(), pools)
    _, number, holders = np.unique(
        said["value_key"].to_numpy(), return_inverse=True, return_counts=True
    )
    inside = pool >= 0
    own = np.bincount(number[inside], minlength=len(holders)) >= OWN * holders
    cells = number[inside] * len(pools) + pool[inside]
    cells, counts = np.unique(cells[own[number[inside]]], return_counts=True)
    value, holder = np.divmod(cells[counts >= SMALLEST], len(pools))
    parts = np.split(holder, 1 + np.flatnonzero(np.diff(value)))
    return [part for part in parts if len(part)]


def _pool_of(accounts: Keys, pools: list[Keys]) -> NDArray[np.int64]:
    """The number of each account's pool, -1 where it is in none."""
    keys = np.concatenate(pools)
    order = np.argsort(keys, kind="stable")
    number = np.repeat(np.arange(len(pools)), [len(pool) for pool in pools])[order]
    place = np.searchsorted(keys[order], accounts).clip(max=len(keys) - 1)
    return np.where(keys[order][place] == accounts, number[place], -1)
