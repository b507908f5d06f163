"""Parties that carry on a group's conversations, though they share no value that pays by itself.

A dispatcher may hand each conversation to two or three of its thousand accounts.  No single one of
those conversations pays for having been searched for, so the scan leaves an account out that shares
nothing else; hundreds of them, all held by the members of one group, are no accident.

Null          what a party shares, it shares with holders picked at random: a value is mostly the
              group's with a chance of at most the group's part in all holdings of the kind.
Statistic     of the S values that a party shares, k are mostly the group's; Chernoff's bound of the
              binomial, k ln(k / S q) + (S - k) ln((S - k) / S (1 - q)), in nats.
Price         what the scan asks of a member, ln(N / m) + 1.
Assumptions   values are counted and not their holders, so that one popular value is one accident.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.scan import Group
from hydrometer.campaigns.weighing import SMALLEST
from hydrometer.store.protocol import Store

KIND = "session"
"""Strangers share addresses, clients and wording; nobody carries on a stranger's conversation."""
_ROUNDS = 8

_CONVERSED = f"select distinct party, value_key from holdings where kind = '{KIND}'"
_HANDED_ON = """
select c.value_key, c.party, h.holders from conversed c join (
    select value_key, count(*) as holders from conversed group by value_key having count(*) > 1) h
on c.value_key = h.value_key
"""
_PARTS = """
select g.number, count(*)::double / (select count(*) from conversed) as part
from conversed c join grouped g on c.party = g.party group by g.number
"""

_TIES = """
with placed as (
    select h.value_key, h.party, h.holders, g.number
    from handed_on h left join grouped g on h.party = g.party
    where h.holders <= {hub}
),
inside as (
    select value_key, number, count(*) as members from placed
    where number is not null group by value_key, number
),
shares as (select party, count(*) as shared from placed group by party)
select p.party, any_value(p.number) as own, i.number, any_value(s.shared) as shared,
    count(*) as tied
from placed p
join inside i on p.value_key = i.value_key and p.holders - 1
    < 2 * (i.members - case when i.number = p.number then 1 else 0 end)
join shares s on p.party = s.party
group by p.party, i.number order by p.party, i.number
"""
"""By party and group, how many of the values that the party shares are mostly the group's, the
party itself left out; ``own`` is the party's group, null where it has none."""


def adopt(store: Store, groups: list[Group], population: int, hub: int) -> list[Group]:
    """The groups with the parties that carry on their conversations.

    A party of no group is taken in, and one of another group moves, where the conversations that
    it shares say so; again until none does.

    Args:
        store: holds ``holdings``.
        groups: disjoint groups of parties.
        population: parties in all.
        hub: holders above which a value ties nobody.

    Returns:
        The groups in the same order, without those that are left too small; ``binds`` of a party
        that was taken in are its nats.
    """
    store.create("conversed", _CONVERSED)
    store.create("handed_on", _HANDED_ON)
    for _ in range(_ROUNDS):
        taken = _round(store, groups, population, hub)
        if not taken:
            break
        groups = [_with(group, n, taken) for n, group in enumerate(groups)]
    store.drop("handed_on")
    store.drop("conversed")
    return [group for group in groups if len(group.members) >= SMALLEST]


def _round(
    store: Store, groups: list[Group], population: int, hub: int
) -> dict[int, tuple[int, float]]:
    """By party that a group takes in, the group's number and the nats that tie it."""
    sizes = [len(group.members) for group in groups]
    columns = {
        "party": np.concatenate([np.zeros(0, np.int64), *(g.members for g in groups)]),
        "number": np.repeat(np.arange(len(groups)), sizes),
    }
    store.put("grouped", pa.table({name: c.astype(np.int64) for name, c in columns.items()}))
    parts = store.fetch(_PARTS)
    part_of = dict(zip(parts["number"].to_pylist(), parts["part"].to_pylist(), strict=True))
    ties: dict[int, dict[int, float]] = {}
    own_of: dict[int, int | None] = {}
    for row in store.fetch(_TIES.format(hub=hub)).to_pylist():
        nats = tied_nats(row["tied"], row["shared"], part_of[row["number"]])
        ties.setdefault(row["party"], {})[row["number"]] = nats
        own_of[row["party"]] = row["own"]
    taken: dict[int, tuple[int, float]] = {}
    for party, nats_of in ties.items():
        best = max(nats_of, key=lambda number: (nats_of[number], -number))
        own = own_of[party]
        more = nats_of[best] - (0.0 if own is None else nats_of.get(own, 0.0))
        if best != own and more >= math.log(population / sizes[best]) + 1.0:
            taken[party] = (best, nats_of[best])
    return taken


def tied_nats(tied: int, shared: int, part: float) -> float:
    """Chernoff's bound in nats that ``tied`` of ``shared`` fall to a group with this ``part``.

    0 where no more do than by chance.

    >>> round(tied_nats(10, 10, 0.1), 1), tied_nats(1, 10, 0.1)
    (23.0, 0.0)
    """
    share = tied / shared
    if share <= part:
        return 0.0
    nats = tied * math.log(share / part)
    if tied < shared:
        nats += (shared - tied) * math.log((1.0 - share) / (1.0 - part))
    return nats


def _with(group: Group, number: int, taken: dict[int, tuple[int, float]]) -> Group:
    """The group with the parties that it takes in, and without those that another does."""
    stays = np.array([party not in taken for party in group.members.tolist()], dtype=bool)
    new = {party: nats for party, (taker, nats) in taken.items() if taker == number}
    members = np.concatenate([group.members[stays], np.array(list(new), group.members.dtype)])
    binds = np.concatenate([group.binds[stays], np.array(list(new.values()), np.float64)])
    order = np.argsort(members)
    return replace(group, members=members[order], binds=binds[order])
