"""What a campaign is after, and the tactics it shows, each only with its evidence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hydrometer.campaigns.assembly import Found
from hydrometer.store.protocol import Store

LIKELY = 0.05
"""A tactic is named when its signal's p-value is at most this; it decides nothing."""


def find_targets(store: Store) -> dict[int, list[dict[str, Any]]]:
    """By campaign, the capability mix of its extraction exchanges, largest share first.

    A turn that says nothing of its own (``other``) is counted with its conversation.
    """
    rows = store.fetch(_TARGETS).to_pylist()
    mix: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        share = {"capability": row["capability"], "share": row["share"]}
        mix.setdefault(row["campaign"], []).append(share)
    return mix


_TARGETS = """
with known as (
    select campaign, session_key, mode(capability) as capability from attributed
    where capability not in ('other', 'instruction_following') and session_key is not null
    group by campaign, session_key
),
meant as (
    select a.campaign, case when a.capability in ('other', 'instruction_following')
        then coalesce(k.capability, a.capability) else a.capability end as capability
    from attributed a
    left join known k on a.campaign = k.campaign and a.session_key = k.session_key
)
select campaign, capability,
    count(*)::double / sum(count(*)) over (partition by campaign) as share
from meant group by campaign, capability order by campaign, share desc, capability
"""

_SPOKEN = {
    "allocation_dispersion": "load balancing",
    "session_replay": "conversations handed between accounts",
    "partitioned_inputs": "one list divided among accounts",
    "diurnal_flatness": "round-the-clock operation",
    "steady_rate": "machine pacing",
}


def find_pivots(store: Store) -> dict[int, dict[str, Any]]:
    """By campaign: the launched model, and hours until it took half of the traffic."""
    rows = store.fetch(_PIVOTS).to_pylist()
    return {row["campaign"]: row for row in rows}


_PIVOTS = """
with hourly as (
    select a.campaign, l.model, floor(epoch(a.sent_at - l.released_at) / 3600) as h,
        count(*) as n, count(*) filter (where a.model = l.model) as k
    from attributed a join launches l
        on a.sent_at >= l.released_at and a.sent_at < l.released_at + interval 72 hour
    group by a.campaign, l.model, h
),
running as (
    select campaign, model, h, sum(n) over ahead as n, sum(k) over ahead as k from hourly
    window ahead as (partition by campaign, model order by h
        rows between current row and 5 following)
)
select campaign, max_by(model, -h) as model, min(h) as hours
from running where n >= 20 and k >= 0.5 * n group by campaign
"""


def find_tactics(
    found: Found, shared: Collection[str], pivot: dict[str, Any] | None, share: float
) -> list[str]:
    """Tactics in plain words.

    ``shared`` are the kinds of value that the members hold in common, ``pivot`` is as of
    `find_pivots`, ``share`` the part of the members' traffic that is extraction.
    """
    likely = {
        answer.signal.name
        for verdict in found.verdicts
        for answer in verdict.answers
        if answer.p_value <= LIKELY
    }
    tactics = [spoken for name, spoken in _SPOKEN.items() if name in likely]
    if pivot is not None and "launch_pivot" in likely:
        tactics.append(f"launch pivot to {pivot['model']} in {pivot['hours']:.0f} hours")
    named = {
        "payment": "shared payment",
        "signup_hour": "sign-up burst",
        "device": "shared devices",
        "email_domain": "shared e-mail domain",
        "address": "shared exits",
        "subnet": "shared exits",
    }
    tactics += sorted({text for kind, text in named.items() if kind in shared})
    if share < 0.9:
        tactics.append("relay: extraction among other customers' traffic")
    return tactics
