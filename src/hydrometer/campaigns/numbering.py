"""The compiled parts of the incidence: which values are shared, and both directions laid out.

Keys are put in order by counting, eleven bits at a time, which is linear whatever they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

MOST_OF_A_KIND = 16
"""Shared values of one kind that a party needs to be told by.  A relay that hands thousands of
conversations from account to account shows in any few of them."""

_BITS = 11
_DIGITS = 1 << _BITS
_PASSES = 6

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Keys = NDArray[np.uint64]


class Sharing(NamedTuple):
    """The values of one kind that bind, in the order of their ``keys``.

    ``counts`` are the parties of each, and ``holders`` these parties, value after value.
    ``carried`` says of each party how many values it holds at all, and ``values`` how many there
    are, those that do not bind among them.
    """

    keys: Keys
    counts: Longs
    holders: Ints
    carried: Ints
    values: int


@njit(cache=True)
def in_order(party: Ints, key: Keys) -> tuple[Ints, Keys]:
    """The rows in the order of their keys, those of one key as they were."""
    counts = np.zeros((_PASSES, _DIGITS), np.int64)
    for i in range(len(key)):
        rest = key[i]
        for digit in range(_PASSES):
            counts[digit, np.int64(rest & np.uint64(_DIGITS - 1))] += 1
            rest >>= np.uint64(_BITS)
    for digit in range(_PASSES):
        if counts[digit].max() == len(key):
            continue
        shift = np.uint64(digit * _BITS)
        place = np.cumsum(counts[digit]) - counts[digit]
        moved_party, moved_key = np.empty_like(party), np.empty_like(key)
        for i in range(len(key)):
            d = np.int64((key[i] >> shift) & np.uint64(_DIGITS - 1))
            moved_party[place[d]] = party[i]
            moved_key[place[d]] = key[i]
            place[d] += 1
        party, key = moved_party, moved_key
    return party, key


@njit(cache=True)
def sharing(party: Ints, key: Keys, parties: int, hub: int) -> Sharing:
    """What is shared by at least 2 and at most ``hub`` parties; rows have to be `in_order`.

    Of a party's shared values the first `MOST_OF_A_KIND` are enough, and a value is kept if it is
    among these at one of its parties.  Keys are hashes, so that is a sample on which all parties
    agree, and a party with few values keeps them all.
    """
    rows = len(key)
    holders = np.empty(rows, np.int32)
    keys, counts = np.empty(rows // 2, np.uint64), np.empty(rows // 2, np.int64)
    carried, shared = np.zeros(parties, np.int32), np.zeros(parties, np.int32)
    latest = np.full(parties, -1, np.int64)
    values = kept = size = row = 0
    while row < rows:
        first, count = row, 0
        while row < rows and key[row] == key[first]:
            p = party[row]
            if latest[p] != values:
                latest[p] = values
                carried[p] += 1
                holders[size + count] = p
                count += 1
            row += 1
        values += 1
        if count < 2:
            continue
        early = False
        for p in holders[size : size + count]:
            early |= shared[p] < MOST_OF_A_KIND
            shared[p] += 1
        if early and count <= hub:
            keys[kept], counts[kept] = key[first], count
            kept += 1
            size += count
    return Sharing(keys[:kept].copy(), counts[:kept].copy(), holders[:size].copy(), carried, values)


@njit(cache=True)
def laid_out(value_start: Longs, holders: Ints, parties: int) -> tuple[Longs, Ints, Ints]:
    """By party where its values begin, and its values; and the parties of each value, in order.

    ``holders[value_start[v] : value_start[v + 1]]`` are the parties of value ``v``, in any order.
    """
    party_start = np.zeros(parties + 1, np.int64)
    for p in holders:
        party_start[p + 1] += 1
    party_start = np.cumsum(party_start)
    value_of, place = np.empty(len(holders), np.int32), party_start[:-1].copy()
    for v in range(len(value_start) - 1):
        for p in holders[value_start[v] : value_start[v + 1]]:
            value_of[place[p]] = v
            place[p] += 1
    party_of, place = np.empty(len(holders), np.int32), value_start[:-1].copy()
    for p in range(parties):
        for v in value_of[party_start[p] : party_start[p + 1]]:
            party_of[place[v]] = p
            place[v] += 1
    return party_start, value_of, party_of
