"""The answer as tables: campaigns, members, attributions, evidence, groups and the rest."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.alternatives import try_explanations
from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.attribution import attribute
from hydrometer.campaigns.evidence import shared_evidence, signal_evidence
from hydrometer.campaigns.identity import Named, anchor_id, name_campaigns
from hydrometer.campaigns.scan import Group, Shared
from hydrometer.campaigns.targets import find_pivots, find_tactics, find_targets
from hydrometer.campaigns.timelines import find_timelines
from hydrometer.model import (
    ALTERNATIVES,
    ATTRIBUTIONS,
    CAMPAIGNS,
    EVIDENCE,
    GROUPS,
    MEMBERS,
    REFERENCES,
    TIMELINES,
    Table,
)
from hydrometer.store.protocol import Store

EXAMPLES = 5
AUTOMATIC_FDR = 0.001
"""The false discovery rate at which an action may be taken without a person."""
MOSTLY = 0.9
"""Share of the members' traffic from which extraction is nearly all that they carry."""


def write_down(
    store: Store,
    found: list[Found],
    groups: list[Group],
    inner: list[Group],
    shared: list[dict[str, Shared]],
    population: int,
    earlier: dict[str, str],
) -> dict[str, pa.Table]:
    """Every table of results, by name.

    Args:
        store: holds ``streamed``, ``parties``, ``observations`` and ``launches``.
        found: the campaigns reported.
        groups: every group that the scan found.
        inner: the groups inside large ones.
        shared: for each group, what binds it.
        population: parties in all.
        earlier: account to campaign of an earlier run, for ids that stay.
    """
    attribute(store, found, groups, population)
    members = _members(store)
    order = [[row["account_id"] for row in members if row["campaign"] == n]
             for n in range(len(found))]  # fmt: skip
    kept = [n for n, accounts in enumerate(order) if accounts]
    names = dict(zip(kept, name_campaigns([order[n] for n in kept], earlier), strict=True))
    binds = _binds(groups)
    held = {n: {} if found[n].alone else shared[found[n].group] for n in kept}
    evidence = {n: signal_evidence(found[n]) for n in kept}
    for n in kept:
        if not found[n].alone:
            binding = shared_evidence(groups[found[n].group], held[n], population)
            evidence[n] = binding + evidence[n]
    totals = _totals(store)
    targets, pivots = find_targets(store), find_pivots(store)
    campaigns = [
        _campaign(found[n], names[n], totals[n], evidence[n], targets.get(n, []),
                  find_tactics(found[n], held[n], pivots.get(n), totals[n]["share"]))
        | {"launch_pivot": pivots.get(n)}
        for n in kept
    ]  # fmt: skip
    return {
        CAMPAIGNS.name: _table(CAMPAIGNS, campaigns),
        MEMBERS.name: _table(
            MEMBERS,
            [_member(row, names, binds) for row in members if row["campaign"] in names],
        ),
        ATTRIBUTIONS.name: _attributions(store, names),
        EVIDENCE.name: _table(EVIDENCE, _evidence_rows(store, names, evidence)),
        GROUPS.name: _groups(store, [*groups, *inner]),
        TIMELINES.name: _named(find_timelines(store), names, TIMELINES),
        REFERENCES.name: _table(REFERENCES, _reference_rows(found, names)),
        ALTERNATIVES.name: _table(
            ALTERNATIVES,
            [
                {"campaign_id": names[n].campaign_id, **row}
                for n in kept
                for row in try_explanations(store, n, held[n])
            ],
        ),
    }


def _table(declared: Table, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=declared.schema)


def _members(store: Store) -> list[dict[str, Any]]:
    """Members of every campaign, the first seen first."""
    rows: list[dict[str, Any]] = store.fetch(
        """
        select m.campaign, p.account_id, p.party, m.n, m.total, m.first_at, m.last_at
        from membership m join parties p on m.account_key = p.account_key
        order by m.campaign, p.first_at, p.account_id
        """
    ).to_pylist()
    return rows


def _member(
    row: dict[str, Any], names: dict[int, Named], binds: dict[int, float]
) -> dict[str, Any]:
    return {
        "campaign_id": names[row["campaign"]].campaign_id,
        "account_id": row["account_id"],
        "weight_bits": binds.get(row["party"], 0.0),
        "extraction_share": row["n"] / row["total"],
        "first_seen": row["first_at"],
        "last_seen": row["last_at"],
    }


def _binds(groups: list[Group]) -> dict[int, float]:
    """By party, the bits that tie it to its group."""
    return {
        int(party): float(nats) / math.log(2)
        for group in groups
        for party, nats in zip(group.members, group.binds, strict=True)
    }


def _totals(store: Store) -> dict[int, dict[str, Any]]:
    rows = store.fetch(
        """
        select m.campaign, count(*) as accounts, sum(m.n)::bigint as exchanges,
            min(case when m.n > 0 then m.first_at end) as first_seen,
            max(case when m.n > 0 then m.last_at end) as last_seen,
            sum(m.n)::double / sum(m.total) as share
        from membership m group by m.campaign
        """
    ).to_pylist()
    return {row["campaign"]: row for row in rows}


def _campaign(
    found: Found,
    named: Named,
    totals: dict[str, Any],
    evidence: list[dict[str, Any]],
    targets: list[dict[str, Any]],
    tactics: list[str],
) -> dict[str, Any]:
    bits = sum(row["weight_bits"] for row in evidence)
    aims = ", ".join(f"{t['capability'].replace('_', ' ')} {t['share']:.0%}" for t in targets[:3])
    remarks = "".join(f" This campaign {remark}." for remark in named.remarks)
    days = (totals["last_seen"] - totals["first_seen"]).days + 1
    return {
        "campaign_id": named.campaign_id,
        "first_seen": totals["first_seen"],
        "last_seen": totals["last_seen"],
        "account_count": totals["accounts"],
        "exchange_count": totals["exchanges"],
        "weight_bits": bits,
        "q_value": found.q_value,
        "targets": targets,
        "tactics": tactics,
        "ceiling": _ceiling(found, totals["share"]),
        "summary": (
            f"{_who(found, totals['accounts'])} sent {totals['exchanges']} exchanges "
            f"judged extraction over {days} days, {totals['share']:.0%} of "
            f"{'its' if found.alone else 'their'} traffic. "
            f"After: {aims or 'not known'}. "
            f"Tactics: {', '.join(tactics) or 'none named'}. "
            f"Evidence {bits:.0f} bits; reported at a false discovery rate of {found.q_value:.2g}."
            f"{remarks}"
        ),
    }


def _who(found: Found, accounts: int) -> str:
    return "One account alone" if found.alone else f"{accounts} accounts act as one and"


def _ceiling(found: Found, share: float) -> str:
    """The most that the evidence may lead to.

    Of an account alone one key is turned only, so a person has to look.  Blocking needs a rate fit
    for acting without a person, and accounts that carry nearly nothing else: who blocks a relay's
    account cuts off its other customers.
    """
    if found.alone:
        return "verify"
    pure = share >= MOSTLY
    return "block" if pure and found.q_value <= AUTOMATIC_FDR else "throttle"


def _attributions(store: Store, names: dict[int, Named]) -> pa.Table:
    rows = store.fetch(
        "select campaign, exchange_id, certainty from attributed order by campaign, exchange_id"
    )
    return _named(rows, names, ATTRIBUTIONS)


def _named(rows: pa.Table, names: dict[int, Named], declared: Table) -> pa.Table:
    """Replace the campaign's number by its id, and keep the declared columns."""
    ids = pa.array([names[n].campaign_id if n in names else None
                    for n in range(max(names, default=-1) + 1)], pa.string())  # fmt: skip
    column = ids.take(rows["campaign"].combine_chunks()) if len(ids) else pa.nulls(0, pa.string())
    return rows.append_column("campaign_id", column).select(list(declared.names))


def _evidence_rows(
    store: Store, names: dict[int, Named], evidence: dict[int, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    examples = store.fetch(
        f"""
        select campaign, list(exchange_id order by exchange_id) as ids from (
            select campaign, exchange_id, row_number() over (
                partition by campaign order by certainty desc, exchange_id) as place
            from attributed) where place <= {EXAMPLES} group by campaign
        """
    ).to_pylist()
    ids = {row["campaign"]: row["ids"] for row in examples}
    rows = []
    for n, found in evidence.items():
        rows += [
            {"campaign_id": names[n].campaign_id, "exchange_ids": ids.get(n, []), **row}
            for row in found
        ]
    return rows


def _reference_rows(found: list[Found], names: dict[int, Named]) -> list[dict[str, Any]]:
    return [
        {"campaign_id": names[n].campaign_id, "signal": a.signal.name, "value": float(value)}
        for n in names
        for a in found[n].leading.answers
        for value in a.references
    ]


def _groups(store: Store, groups: list[Group]) -> pa.Table:
    """One row a member account of every group."""
    accounts = _accounts(store, groups)
    columns: dict[str, list[Any]] = {name: [] for name in GROUPS.names}
    named: set[str] = set()
    for group in groups:
        ids = sorted(a for p in group.members.tolist() for a in accounts[p])
        name = anchor_id(ids[0])
        if name in named:  # the first account of a group inside another may be that one's first
            name = anchor_id(f"{ids[0]} {len(named)}")
        named.add(name)
        columns["group_id"] += [name.replace("campaign", "group")] * len(ids)
        columns["account_id"] += ids
        columns["weight_bits"] += [group.score / math.log(2)] * len(ids)
        columns["families"] += [sorted(group.by_family)] * len(ids)
    return pa.Table.from_pydict(columns, schema=GROUPS.schema)


def _accounts(store: Store, groups: list[Group]) -> dict[int, list[str]]:
    """The accounts of each party that is in a group; most parties are in none."""
    rows = store.fetch("select party, account_id from parties")
    members = np.concatenate([np.zeros(0, np.int32), *(group.members for group in groups)])
    rows = rows.filter(pa.array(np.isin(rows["party"].to_numpy(), members)))
    accounts: dict[int, list[str]] = defaultdict(list)
    for party, account in zip(
        rows["party"].to_pylist(), rows["account_id"].to_pylist(), strict=True
    ):
        accounts[party].append(account)
    return accounts
