"""Pools that say what hardly anybody else says."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from hydrometer.campaigns.kinship import first_of_kin

POOLS = [np.arange(low, low + 10, dtype=np.uint64) for low in (0, 20, 40, 60)]


def wording(*held: tuple[int, range], said: bool = True) -> pa.Table:
    rows = [(account, value) for value, accounts in held for account in accounts]
    return pa.table(
        {
            "account_key": pa.array([a for a, _ in rows], pa.uint64()),
            "value_key": pa.array([v for _, v in rows], pa.uint64()),
            "said": pa.array([said] * len(rows), pa.bool_()),
        }
    )


def test_pools_that_say_the_same_are_kin_link_by_link() -> None:
    held = [(5, range(3)), (5, range(40, 43)), (6, range(43, 46)), (6, range(60, 63))]
    assert first_of_kin(POOLS, wording(*held)) == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([(5, range(3)), (5, range(40, 42))], True),
        ([(5, range(3)), (5, range(40, 43)), (5, range(100, 101))], True),
        ([(5, range(3)), (5, range(40, 43))], False),
        ([(5, range(10)), (6, range(40, 50))], True),
        ([], True),
    ],
    ids=["two accounts", "said by others too", "only used", "each its own", "nothing"],
)
def test_others_are_no_kin(held: list[tuple[int, range]], said: bool) -> None:
    assert first_of_kin(POOLS, wording(*held, said=said)) == [0, 1, 2, 3]


def test_a_few_others_do_not_matter() -> None:
    held = [(5, range(10)), (5, range(40, 50)), (5, range(100, 102))]
    assert first_of_kin(POOLS, wording(*held)) == [0, 1, 0, 3]


def test_where_there_are_no_pools_nobody_is_kin() -> None:
    assert first_of_kin([], wording((5, range(3)))) == []
