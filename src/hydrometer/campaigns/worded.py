"""Groups that only wording gives away: accounts that say the same and take turns at it.

An operator with a card, an address and a device for each account leaves nothing in common but what
it says.  Users of a public tool say the same too, and so do a class and those whom a viral prompt
has reached, but they come when they like.  So a group by wording is looked at only where what it
says in common is dealt out among its accounts, and only if it is larger than a firm, whose accounts
may well say the same.

The null of the search is the scan's.  That a group takes turns is no verdict and has no p-value: it
keeps the crowds of public tools out of the judgement, which would cost reading them, and them their
place among the honest.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hydrometer.campaigns.incidence import Incidence
from hydrometer.campaigns.pools import FIRM
from hydrometer.campaigns.scan import MOSTLY, Group, Scanner
from hydrometer.campaigns.visits import VISITS
from hydrometer.model import Signal
from hydrometer.store.protocol import Store

TURNS = 0.01
"""The most that is surely the correlation with which visits of an account keep together, where its
group takes turns."""
ASKED = 200
"""Accounts of a group, at most, that are asked whether they take turns; any, and not those that
begin at one time, since users of a tool who begin together have days in common."""


def take_turns(
    store: Store, worded: list[Group], groups: list[Group], said: Incidence, dispatch: Signal
) -> list[Group]:
    """Groups by wording which mostly nothing else groups, and whose accounts take turns.

    What a relay's customer says, the relay's accounts say, and firms of one trade say the same.  So
    only those parties count, and are asked, that no other group has; they have to be more than a
    firm may have.

    Args:
        store: holds ``parties`` and ``observations``.
        worded: groups of parties that say the same, those that are part of another after it.
        groups: groups of parties that share anything else.
        said: who says what.
        dispatch: the question how evenly accounts share their traffic; its statistic is the
            negative of an upper bound on a correlation.
    """
    grouped = np.concatenate([np.zeros(0, np.int32), *(group.members for group in groups)])
    free = [np.setdiff1d(group.members, grouped) for group in worded]
    asked = [
        n for n, group in enumerate(worded)
        if len(free[n]) > FIRM and len(free[n]) >= MOSTLY * len(group.members)
    ]  # fmt: skip
    if not asked:
        return []
    scanner = Scanner(said, said.parties)
    common = [said.key_of[scanner.weigh(worded[n].members)[1]] for n in asked]
    store.put("worded_parties", _numbered("party", [free[n] for n in asked]))
    store.put("worded_values", _numbered("value_key", common))
    rows = store.fetch(
        f"with worded as ({_WORDED}), panel_exchanges as ({_PANEL}), {VISITS} "
        f"select panel, statistic from ({dispatch.sql})"
    ).to_pylist()
    turning = {asked[row["panel"]] for row in rows if -row["statistic"] <= TURNS}
    taken: list[Group] = []
    for n in sorted(turning):
        if not any(np.isin(worded[n].members, other.members).any() for other in taken):
            taken.append(worded[n])
    return taken


def give_way(incidence: Incidence, groups: list[Group], worded: list[Group]) -> list[Group]:
    """The groups, and after them those by wording, to which they leave what both have.

    ``incidence`` is what ``groups`` are from.  What one of them has left stays a group if it still
    pays for having been searched for.
    """
    if not worded:
        return groups
    scanner = Scanner(incidence, incidence.parties)
    for group in worded:
        groups = [left for other in groups for left in scanner.without(other, group.members)]
    return groups + worded


def _numbered(name: str, columns: list[NDArray[np.int32]] | list[NDArray[np.uint64]]) -> pa.Table:
    number = np.repeat(np.arange(len(columns)), [len(column) for column in columns])
    return pa.table({"number": number, name: np.concatenate(columns)})


_WORDED = """
select p.number as panel, o.account_key, o.sent_at,
    cast(floor(epoch(o.sent_at) / 3600) as bigint) as hour_no
from observations o
join parties a on o.account_key = a.account_key
join worded_parties p on a.party = p.party
left join worded_values s on p.number = s.number and o.scaffold_key = s.value_key
left join worded_values y on p.number = y.number and o.system_key = y.value_key
where s.value_key is not null or y.value_key is not null
"""

_PANEL = f"""
select w.* from worded w join (
    select panel, account_key,
        row_number() over (partition by panel order by hash(account_key)) as turn
    from worded group by panel, account_key having count(*) >= 2) c
on w.panel = c.panel and w.account_key = c.account_key
where c.turn <= {ASKED}
"""
