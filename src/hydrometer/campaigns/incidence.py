"""The evidence table as a sparse matrix of parties by values, for the scan and its seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hydrometer.campaigns.numbering import Sharing, in_order, laid_out, sharing

HUB_SHARE = 0.004
HUB_FLOOR = 500
HUB_SHARE_SMALL = 0.1


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


@dataclass(frozen=True)
class Held:
    """Who holds which values of one kind, row by row; rows may repeat."""

    kind: str
    family: str
    party: NDArray[np.int32]
    key: NDArray[np.uint64]


def build_incidence(held: Iterable[Held], stratum_of: NDArray[np.int32], hub: int) -> Incidence:
    """Number the values and lay both directions out; hubs above ``hub`` parties are left out.

    ``held`` has each kind once, and is taken one at a time; values are numbered in its order, and
    within a kind by key.  ``stratum_of`` is by party.
    """
    parties = len(stratum_of)
    kinds: list[str] = []
    families: list[str] = []
    found: list[Sharing] = []
    for one in held:
        kinds.append(one.kind)
        families.append(one.family)
        found.append(sharing(*in_order(one.party, one.key), parties, hub))
    named = tuple(sorted(set(families)))
    value_start = np.concatenate([[0], np.cumsum(_joined([s.counts for s in found], np.int64))])
    party_start, value_of, party_of = laid_out(
        value_start, _joined([s.holders for s in found], np.int32), parties
    )
    carried = np.zeros((parties, len(kinds)), dtype=np.int32)
    for k, s in enumerate(found):
        carried[:, k] = s.carried
    return Incidence(
        party_start=party_start,
        value_of=value_of,
        value_start=value_start,
        party_of=party_of,
        kind_of=np.repeat(np.arange(len(kinds), dtype=np.int32), [len(s.keys) for s in found]),
        key_of=_joined([s.keys for s in found], np.uint64),
        stratum_of=stratum_of,
        carried=carried,
        typical=carried.sum(axis=0) / [max(s.values, 1) for s in found],
        kinds=tuple(kinds),
        family_of=np.array([named.index(f) for f in families], np.int32),
        families=named,
    )


def _joined(arrays: list[NDArray[Any]], kind: DTypeLike) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *arrays]).astype(kind)


def within(full: Incidence, members: NDArray[np.int32], hub: int, without: str) -> Incidence:
    """The same among ``members`` alone, one family left out and hubs cut relative to them."""
    lengths = np.diff(full.party_start)[members]
    party = np.repeat(np.arange(len(members), dtype=np.int32), lengths)
    value = _joined([full.held_by(int(p)) for p in members], np.int32)
    left_out = full.families.index(without) if without in full.families else -1
    keep = full.family_of[full.kind_of[value]] != left_out
    found, number, counts = np.unique(value[keep], return_inverse=True, return_counts=True)
    kept = (counts >= 2) & (counts <= hub)
    chosen = kept[number]
    holders = party[keep][chosen][np.argsort(number[chosen], kind="stable")]
    value_start = np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64)
    party_start, value_of, party_of = laid_out(value_start, holders, len(members))
    return replace(
        full,
        party_start=party_start,
        value_of=value_of,
        value_start=value_start,
        party_of=party_of,
        kind_of=full.kind_of[found[kept]],
        key_of=full.key_of[found[kept]],
        stratum_of=full.stratum_of[members],
        carried=full.carried[members],
        typical=np.maximum(full.typical * len(members) / full.parties, 1.0),
    )
