"""Everything that the report says about one campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hydrometer.report import evidence as by_evidence
from hydrometer.report import members as by_members
from hydrometer.report.references import Comparison, comparisons
from hydrometer.report.run import Row, Rows, Run
from hydrometer.report.tactics import Tactic, tactics
from hydrometer.report.timeline import Timeline, timeline

VERDICTS = {
    "ruled_out": "ruled out",
    "possible": "still possible",
    "not_testable": "could not be tested",
}
"""How an honest explanation came out, in words."""


@dataclass(frozen=True)
class CampaignPage:
    """The facts of one campaign, gathered for the template."""

    place: int
    ident: str
    row: Row
    targets: Rows
    tactics: list[Tactic]
    membership: by_members.Membership
    others: int
    timeline: Timeline | None
    comparisons: list[Comparison]
    evidence: Rows
    account_signals: list[by_evidence.AccountSignal]
    families: list[by_evidence.FamilyEffect]
    correction: float
    spare: float | None
    flip: str
    alternatives: Rows
    exhibits: list[dict[str, Any]]


def campaign_page(run: Run, row: Row, place: int) -> CampaignPage:
    """Gather what ``run`` holds about the campaign in ``row``; ``place`` (from 1) makes its ids."""
    campaign_id = row["campaign_id"]
    held = run.of_campaign("evidence", campaign_id)
    members = run.of_campaign("members", campaign_id)
    ident = f"campaign-{place}"
    spare = by_evidence.spare_bits(row["q_value"], run.honest.get("fdr"))
    families = by_evidence.effects(row, held, spare)
    evidence = by_evidence.about_campaign(held)
    membership = by_members.membership(
        campaign_id, ident, members, by_members.binding(held, run.groups)
    )
    return CampaignPage(
        place=place,
        ident=ident,
        row=row,
        targets=sorted(row["targets"] or [], key=lambda target: -target["share"]),
        tactics=tactics(row["tactics"], [*evidence, *_first_of_each_signal(held)]),
        membership=membership,
        others=by_members.other_members(membership, row),
        timeline=timeline(ident, run.of_campaign("timelines", campaign_id)),
        comparisons=comparisons(ident, held, run.of_campaign("references", campaign_id)),
        evidence=evidence,
        account_signals=by_evidence.about_accounts(held),
        families=families,
        correction=(row["weight_bits"] or 0.0) - sum(effect.bits for effect in families),
        spare=spare,
        flip=by_evidence.flip_sentence(row, held, spare),
        alternatives=run.of_campaign("alternatives", campaign_id),
        exhibits=by_evidence.exhibits(held),
    )


def _first_of_each_signal(rows: Rows) -> Rows:
    """The strongest row of each signal about single accounts."""
    held: dict[str, Row] = {}
    for row in rows:
        if row["account_id"] is not None:
            held.setdefault(row["signal"], row)
    return list(held.values())
