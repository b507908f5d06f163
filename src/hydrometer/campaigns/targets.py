"""What a campaign is after, and the tactics it shows, each only with its evidence."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hydrometer.campaigns.assembly import Found
from hydrometer.store.protocol import Store

LIKELY = 0.05
"""A tactic is named when its signal's p-value is at most this; it decides nothing."""
MOVED = 0.2
FASTER = 2.0
"""A launch pivot is named where at least this share moved, so many times everybody else's."""
FEWEST = 20
PARTS = 8
"""How fast a campaign moves is read from so many exchanges in a row, or from an eighth of two days'
where that is more: six hours of them, were they even."""
AT_ONCE = 16
"""Hours until half of it had moved, at most: what rises for days has half of it at 18."""


def find_targets(store: Store) -> dict[int, list[dict[str, Any]]]:
    """By campaign, the capability mix of its extraction exchanges, largest share first.

    A request that begins a task is after what most requests in the same wording, of the same
    program, are after: a wording has one purpose, and its inputs may be about anything.  A later
    turn says little of its own (a tool's output, "continue"): it is counted with its conversation,
    and where the log does not tell conversations apart with what its program begins most.
    """
    rows = store.fetch(_TARGETS).to_pylist()
    mix: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        share = {"capability": row["capability"], "share": row["share"]}
        mix.setdefault(row["campaign"], []).append(share)
    return mix


def _most(source: str, *keys: str) -> str:
    """SQL for the capability that most rows of each key have, the last by name of equals.

    Not ``mode``, which takes whichever of equals a thread comes upon first.
    """
    by = ", ".join(("campaign", *keys))
    known = " and ".join(f"{key} is not null" for key in keys)
    return f"""
    select {by}, max_by(capability, struct_pack(n := n, name := capability)) as capability from (
        select {by}, capability, count(*) as n from {source}
        where {known} group by {by}, capability)
    group by {by}"""


_TARGETS = f"""
with turns as (
    select campaign, capability, scaffold_key, session_key, coalesce(turn_count, 1) <= 2 as begins,
        hash(system_key, max_tokens, temperature, tool_count) as program
    from attributed
),
first_turns as (select * from turns where begins),
wordings as ({_most("first_turns", "program", "scaffold_key")}),
begun as (
    select t.campaign, t.program, t.session_key,
        coalesce(w.capability, t.capability) as capability
    from first_turns t
    left join wordings w on t.campaign = w.campaign and t.program = w.program
        and t.scaffold_key = w.scaffold_key
),
conversations as ({_most("begun", "session_key")}),
programs as ({_most("begun", "program")}),
meant as (
    select campaign, capability from begun
    union all
    select t.campaign, coalesce(c.capability, p.capability, t.capability)
    from turns t
    left join conversations c on t.campaign = c.campaign and t.session_key = c.session_key
    left join programs p on t.campaign = p.campaign and t.program = p.program
    where not t.begins
)
select campaign, capability,
    count(*)::double / sum(count(*)) over (partition by campaign) as share
from meant group by campaign, capability order by campaign, share desc, capability
"""

_SPOKEN = {
    "allocation_dispersion": "load balancing",
    "concurrence": "one queue behind all accounts",
    "session_replay": "conversations handed between accounts",
    "partitioned_inputs": "one list divided among accounts",
    "diurnal_flatness": "round-the-clock operation",
    "steady_rate": "machine pacing",
}


def find_pivots(store: Store) -> dict[int, dict[str, Any]]:
    """By campaign, its move to a newly launched model, if most others did not move as it did.

    ``model``; ``share``, of the campaign's exchanges from the second to the fourth day after the
    launch that went to it; ``usual``, of everybody else's, counted by whole hours; ``hours`` from
    the launch until half of that share was reached, over some exchanges in a row.  What is asked of
    a stream through a few accounts (the signal) has few references, since few customers send enough
    on one day; this is of all of the campaign's exchanges.
    """
    rows = store.fetch(_PIVOTS).to_pylist()
    return {row["campaign"]: row for row in rows}


_SETTLED = """sent_at >= l.released_at + interval 24 hour
        and sent_at < l.released_at + interval 96 hour"""

_PIVOTS = f"""
with moved as (
    select a.campaign, l.model, l.released_at,
        count(*) filter (where a.model = l.model)::double / count(*) as share
    from attributed a join launches l on a.{_SETTLED}
    group by a.campaign, l.model, l.released_at having count(*) >= {FEWEST}
),
traffic as (
    select date_trunc('hour', sent_at) as sent_at, model, count(*) as n
    from observations group by all
    union all
    select date_trunc('hour', sent_at), model, -count(*) from attributed group by all
),
others as (
    select l.model, sum(case when o.model = l.model then o.n else 0 end) / sum(o.n) as usual
    from traffic o join launches l on o.{_SETTLED}
    group by l.model having sum(o.n) > 0
),
placed as (
    select a.campaign, m.model, m.share, a.sent_at, m.released_at,
        row_number() over through as place,
        sum(case when a.model = m.model then 1 else 0 end) over through as k,
        count(*) over (partition by a.campaign, m.model) as n
    from attributed a join moved m on a.campaign = m.campaign
        and a.sent_at >= m.released_at and a.sent_at < m.released_at + interval 48 hour
    window through as (partition by a.campaign, m.model order by a.sent_at, a.exchange_id
        rows between unbounded preceding and current row)
),
running as (
    select *, greatest({FEWEST}, n // {PARTS}) as wide from placed
),
half as (
    select f.campaign, f.model, f.share,
        min(epoch(m.sent_at - m.released_at)) / 3600.0 as hours
    from running f
    join placed l on f.campaign = l.campaign and f.model = l.model and l.place = f.place + f.wide
    join placed m on f.campaign = m.campaign and f.model = m.model
        and m.place = f.place + f.wide // 2
    where l.k - f.k >= 0.5 * f.share * f.wide
    group by f.campaign, f.model, f.share
)
select h.campaign, max_by(h.model, h.share) as model, max(h.share) as share,
    max_by(coalesce(o.usual, 0), h.share) as usual, max_by(h.hours, h.share) as hours
from half h left join others o on h.model = o.model
where h.share >= {MOVED} and h.share >= {FASTER} * coalesce(o.usual, 0) and h.hours <= {AT_ONCE}
group by h.campaign
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
    if pivot is not None:
        tactics.append(
            f"launch pivot to {pivot['model']} in {pivot['hours']:.0f} hours: "
            f"{pivot['share']:.0%} of the traffic, {pivot['usual']:.0%} of everybody else's"
        )
    named = {
        "payment": "shared payment",
        "signup_hour": "sign-up burst",
        "device": "shared devices",
        "email_domain": "shared e-mail domain",
        "address": "shared exits",
        "subnet": "shared exits",
        "scaffold": "shared prompts",
        "system": "shared prompts",
    }
    tactics += sorted({text for kind, text in named.items() if kind in shared})
    if share < 0.9:
        tactics.append("relay: extraction among other customers' traffic")
    return tactics
