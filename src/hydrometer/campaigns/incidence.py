"""The evidence table as a sparse matrix of parties by values, for the scan and its seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray

HUB_SHARE = 0.004
HUB_FLOOR = 500
HUB_SHARE_SMALL = 0.1
MOST_OF_A_KIND = 16
"""Shared values of one kind that a party needs to be told by.  A relay that hands thousands of
conversations from account to account shows in any few of them."""


def hub_limit(parties: int) -> int:
    """Parties above which a value is a hub: 0.4% of all, but a tenth where all are few."""
    return int(max(HUB_SHARE * parties, min(HUB_SHARE_SMALL * parties, HUB_FLOOR), 3))


@dataclass(frozen=True)
class Incidence:
    """Who holds what, without hubs and without values that one party alone holds.

    ``value_of[party_start[p]:party_start[p + 1]]`` are the values of party ``p``, and
    ``party_of[value_start[v]:value_start[v + 1]]`` the parties of value ``v``.  ``carried`` is
    parties x kinds: how many values of a kind a party shows at all, hubs and its own among them,
    since a configuration model has to know how often anything could have been shared.  By kind,
    ``typical`` is the number of parties that show a value of it on average, and ``family_of`` the
    number of its family.
    """

    party_start: NDArray[np.int64]
    value_of: NDArray[np.int32]
    value_start: NDArray[np.int64]
    party_of: NDArray[np.int32]
    kind_of: NDArray[np.int32]
    key_of: NDArray[np.uint64]
    stratum_of: NDArray[np.int32]
    carried: NDArray[np.int32]
    typical: NDArray[np.float64]
    kinds: tuple[str, ...]
    family_of: NDArray[np.int32]
    families: tuple[str, ...]

    @property
    def parties(self) -> int:
        """Number of parties, with or without values."""
        return len(self.party_start) - 1

    @property
    def values(self) -> int:
        """Number of values."""
        return len(self.value_start) - 1

    def holders(self, value: int) -> NDArray[np.int32]:
        """Parties that hold a value."""
        return self.party_of[self.value_start[value] : self.value_start[value + 1]]

    def held_by(self, party: int) -> NDArray[np.int32]:
        """Values that a party holds."""
        return self.value_of[self.party_start[party] : self.party_start[party + 1]]


def build_incidence(
    holdings: pa.Table, carried: pa.Table, stratum_of: NDArray[np.int32], hub: int
) -> Incidence:
    """Number the values and lay both directions out; hubs above ``hub`` parties are left out.

    ``holdings`` has ``party, family, kind, value_key``; ``carried`` has ``party, kind, n`` and
    ``values``, how many values the kind has in all; ``stratum_of`` is by party.
    """
    kinds, kind = _numbered(holdings["kind"])
    families, family = _numbered(holdings["family"])
    party = holdings["party"].to_numpy().astype(np.int64)
    key = holdings["value_key"].to_numpy()
    family_of = np.zeros(len(kinds), dtype=np.int32)
    family_of[kind] = family
    party, kind, key = _thinned(*_distinct(party, kind, key))
    value, value_kind, value_key = _rare(kind, key, hub)
    keep = value >= 0
    counts, typical = _carried(carried, kinds, len(stratum_of))
    return _lay_out(
        party[keep],
        value[keep],
        value_kind,
        value_key,
        stratum_of,
        counts,
        typical,
        kinds,
        family_of,
        families,
    )


def _carried(
    table: pa.Table, kinds: tuple[str, ...], parties: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Values that each party shows, by kind, and the parties that a value has on average."""
    counts = np.zeros((parties, len(kinds)), dtype=np.int32)
    known = pa.array(kinds, pa.string())
    table = table.filter(pa.compute.is_in(table["kind"], value_set=known))
    kind = pa.compute.index_in(table["kind"], value_set=known).to_numpy()
    np.add.at(counts, (table["party"].to_numpy(), kind), table["n"].to_numpy())
    values = np.ones(len(kinds))
    values[kind] = table["values"].to_numpy()
    return counts, counts.sum(axis=0) / values


def within(full: Incidence, members: NDArray[np.int32], hub: int, without: str) -> Incidence:
    """The same among ``members`` alone, one family left out and hubs cut relative to them."""
    lengths = np.diff(full.party_start)[members]
    party = np.repeat(np.arange(len(members), dtype=np.int64), lengths)
    value = np.concatenate([full.held_by(int(p)) for p in members]) if len(members) else party
    kind = full.kind_of[value]
    keep = full.family_of[kind] != (
        full.families.index(without) if without in full.families else -1
    )
    party, kind, key = party[keep], kind[keep], full.key_of[value[keep]]
    numbered, value_kind, value_key = _rare(kind, key, hub)
    kept = numbered >= 0
    return _lay_out(
        party[kept],
        numbered[kept],
        value_kind,
        value_key,
        full.stratum_of[members],
        full.carried[members],
        np.maximum(full.typical * len(members) / full.parties, 1.0),
        full.kinds,
        full.family_of,
        full.families,
    )


def _numbered(column: pa.ChunkedArray) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    names = sorted(column.unique().to_pylist())
    codes = pa.compute.index_in(column, value_set=pa.array(names, pa.string()))
    return tuple(names), codes.to_numpy().astype(np.int32)


def _distinct(
    party: NDArray[np.int64], kind: NDArray[np.int32], key: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    order = np.lexsort((key, kind, party))
    party, kind, key = party[order], kind[order], key[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(party) != 0) | (np.diff(kind) != 0) | (key[1:] != key[:-1])
    return party[new], kind[new], key[new]


def _thinned(
    party: NDArray[np.int64], kind: NDArray[np.int32], key: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """The values that are among the first of their kind, by key, at one of their parties.

    Keys are hashes, so these are a sample on which all parties agree, and a party with few values
    keeps them all.  The rows have to be in the order of `_distinct`.
    """
    first = np.ones(len(party), dtype=bool)
    first[1:] = (np.diff(party) != 0) | (np.diff(kind) != 0)
    start = np.flatnonzero(first)
    if len(start) == 0 or np.diff([*start, len(party)]).max() <= MOST_OF_A_KIND:
        return party, kind, key
    place = np.arange(len(party)) - np.repeat(start, np.diff([*start, len(party)]))
    early = place < MOST_OF_A_KIND
    keep = np.isin(key, key[early])
    return party[keep], kind[keep], key[keep]


def _rare(
    kind: NDArray[np.int32], key: NDArray[np.uint64], hub: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """Number the values held by 2 to ``hub`` parties; -1 marks the others."""
    order = np.lexsort((key, kind))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(kind[order]) != 0) | (key[order][1:] != key[order][:-1])
    run = np.cumsum(new) - 1
    count = np.bincount(run) if len(run) else np.zeros(0, dtype=np.int64)
    kept = (count >= 2) & (count <= hub)
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    value = np.empty(len(order), dtype=np.int64)
    value[order] = number[run] if len(run) else run
    first = order[new][kept] if len(order) else order
    return value, kind[first], key[first]


def _lay_out(
    party: NDArray[np.int64],
    value: NDArray[np.int64],
    value_kind: NDArray[np.int32],
    value_key: NDArray[np.uint64],
    stratum_of: NDArray[np.int32],
    carried: NDArray[np.int32],
    typical: NDArray[np.float64],
    kinds: tuple[str, ...],
    family_of: NDArray[np.int32],
    families: tuple[str, ...],
) -> Incidence:
    parties = len(stratum_of)
    by_party = np.lexsort((value, party))
    by_value = np.lexsort((party, value))
    return Incidence(
        party_start=_starts(party, parties),
        value_of=value[by_party].astype(np.int32),
        value_start=_starts(value, len(value_kind)),
        party_of=party[by_value].astype(np.int32),
        kind_of=value_kind.astype(np.int32),
        key_of=value_key,
        stratum_of=stratum_of,
        carried=carried,
        typical=typical,
        kinds=kinds,
        family_of=family_of,
        families=families,
    )


def _starts(of: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(of, minlength=size))]).astype(np.int64)
