"""Operators inside a relay: the scan again, among the relay's own accounts.

Everybody in a relay shares its exits, so the network family says nothing there and is left out;
what is a hub is measured against the relay, and the null is the relay's own population.
"""

from __future__ import annotations

from hydrometer.campaigns.incidence import HUB_SHARE_SMALL, Incidence, within
from hydrometer.campaigns.scan import Group, scan, seeds_of
from hydrometer.model import Family

LARGE = 200
"""Parties above which a group is searched for groups inside it."""


def rescan(incidence: Incidence, group: Group) -> list[Group]:
    """Groups inside a large group, by what they share besides its network; its own parties."""
    if len(group.members) < LARGE:
        return []
    hub = int(HUB_SHARE_SMALL * len(group.members))
    inner = within(incidence, group.members, hub, Family.NETWORK)
    found = scan(inner, seeds_of(inner), len(group.members))
    return [
        Group(group.members[part.members], part.score, part.by_family, part.binds) for part in found
    ]
