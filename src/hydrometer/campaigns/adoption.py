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
from hydrometer.store.protocol import Store

KIND = "session"
"""Strangers share addresses, clients and wording; nobody carries on a stranger's conversation."""
_ROUNDS = 8

_HANDED_ON = f"""
select value_key, party, count(*) over (partition by value_key) as holders
from (select distinct party, value_key from holdings where kind = '{KIND}')
"""

_TIES = """
with placed as (
    select h.value_key, h.party, h.holders, g.number
    from handed_on h left join grouped g on h.party = g.party
),
inside as (
    select value_key, number, count(*) as members from placed
    where number is not null group by value_key, number
),
shares as (select party, count(*) as shared from placed where number is null group by party)
select p.party, i.number, any_value(s.shared) as shared, count(*) as tied
from placed p
join inside i on p.value_key = i.value_key and 2 * i.members > p.holders - 1
join shares s on p.party = s.party
where p.number is null and p.holders <= {hub}
group by p.party, i.number order by p.party, i.number
"""


def adopt(store: Store, groups: list[Group], population: int, hub: int) -> list[Group]:
    """The groups with the parties that carry on their conversations, until none is left to take.

    Args:
        store: holds ``holdings`` and ``carried``.
        groups: disjoint groups of parties.
        population: parties in all.
        hub: holders above which a value ties nobody.

    Returns:
        As many groups, in the same order; ``binds`` of a party that was taken in are its nats.
    """
    store.create("handed_on", _HANDED_ON)
    for _ in range(_ROUNDS):
        taken = _round(store, groups, population, hub)
        if not taken:
            break
        groups = [_with(group, taken.get(n, {})) for n, group in enumerate(groups)]
    store.drop("handed_on")
    return groups


def _round(
    store: Store, groups: list[Group], population: int, hub: int
) -> dict[int, dict[int, float]]:
    """By group, the free parties that it takes in, and the nats that tie each."""
    sizes = [len(group.members) for group in groups]
    columns = {
        "party": np.concatenate([np.zeros(0, np.int64), *(g.members for g in groups)]),
        "number": np.repeat(np.arange(len(groups)), sizes),
    }
    store.put("grouped", pa.table({name: c.astype(np.int64) for name, c in columns.items()}))
    parts = store.fetch(f"""
        select g.number, sum(c.n) / (select sum(n) from carried where kind = '{KIND}') as part
        from carried c join grouped g on c.party = g.party
        where c.kind = '{KIND}' group by g.number""")
    part_of = dict(zip(parts["number"].to_pylist(), parts["part"].to_pylist(), strict=True))
    best: dict[int, tuple[float, int]] = {}
    for row in store.fetch(_TIES.format(hub=hub)).to_pylist():
        nats = tied_nats(row["tied"], row["shared"], part_of[row["number"]])
        toll = math.log(population / sizes[row["number"]]) + 1.0
        if nats >= toll and nats > best.get(row["party"], (0.0, 0))[0]:
            best[row["party"]] = (nats, row["number"])
    taken: dict[int, dict[int, float]] = {}
    for party, (nats, number) in best.items():
        taken.setdefault(number, {})[party] = nats
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


def _with(group: Group, taken: dict[int, float]) -> Group:
    members = np.concatenate([group.members, np.array(list(taken), dtype=group.members.dtype)])
    binds = np.concatenate([group.binds, np.array(list(taken.values()), dtype=np.float64)])
    order = np.argsort(members)
    return replace(group, members=members[order], binds=binds[order])
