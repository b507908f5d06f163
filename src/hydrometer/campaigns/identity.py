"""Names that stay: the same campaign found again on grown data keeps its id.

A campaign is named after the account of its that was seen first, which more data does not change.
Where an earlier run is given, a campaign takes over the id of the earlier one that it shares most
accounts with; one that split, or swallowed another, says so.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hydrometer.model import InputError


@dataclass(frozen=True)
class Named:
    """A campaign's id, and what became of earlier ones in it."""

    campaign_id: str
    remarks: tuple[str, ...] = ()


def anchor_id(account_id: str) -> str:
    """The id of a campaign that was not known before, from its first account."""
    return f"campaign-{hashlib.sha256(account_id.encode()).hexdigest()[:12]}"


def earlier_members(previous: Path | None, out: Path) -> dict[str, str]:
    """Account to campaign of the run in ``previous``, or else of the one in ``out``, if any.

    Raises `InputError` where ``previous`` is named and is no run that can be read.
    """
    path = (previous or out) / "members.parquet"
    if previous is None and not path.exists():
        return {}
    try:
        table = pq.read_table(path, columns=["account_id", "campaign_id"])
    except (OSError, pa.ArrowInvalid) as error:
        raise InputError(f"{path.parent}: no earlier run that can be read") from error
    return dict(zip(table["account_id"].to_pylist(), table["campaign_id"].to_pylist(), strict=True))


def name_campaigns(members: list[list[str]], earlier: dict[str, str]) -> list[Named]:
    """Ids for campaigns given as lists of accounts, the first seen first.

    Each earlier id goes to the campaign that holds most of its accounts; a campaign with several
    takes the one that it holds most of.
    """
    overlaps = [Counter(earlier[a] for a in accounts if a in earlier) for accounts in members]
    heirs: dict[str, int] = {}
    for old in sorted({old for overlap in overlaps for old in overlap}):
        heirs[old] = max(range(len(members)), key=lambda n: (overlaps[n][old], -n))
    named: list[Named] = []
    for number, accounts in enumerate(members):
        inherited = sorted(
            (old for old, heir in heirs.items() if heir == number),
            key=lambda old: (-overlaps[number][old], old),
        )
        remarks = [f"merged with {old}" for old in inherited[1:]]
        remarks += [f"split from {o}" for o in sorted(overlaps[number]) if heirs[o] != number]
        fresh = anchor_id(accounts[0])
        if fresh in heirs or fresh in {n.campaign_id for n in named}:
            fresh = anchor_id(f"{accounts[0]} {number}")
        named.append(Named(inherited[0] if inherited else fresh, tuple(remarks)))
    return named
