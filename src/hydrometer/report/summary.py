"""The top of the report: what was found, how sure that is, and whom it could harm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hydrometer.report import words
from hydrometer.report.run import Row, Run, group_totals, reject_totals

CEILINGS = ("verify", "throttle", "block")
"""What evidence may lead to, mildest first; ``None`` in a campaign is read as the mildest."""

CEILING_WORDS = {
    "verify": "ask the account to show who it is",
    "throttle": "slow the account down",
    "block": "close the account, with appeal",
}


@dataclass(frozen=True)
class Ceiling:
    """How many campaigns and accounts a ceiling of action concerns."""

    name: str
    means: str
    campaigns: int
    accounts: int


@dataclass(frozen=True)
class Summary:
    """Facts about the whole run, ready for the page."""

    headline: str
    accounts: int
    exchanges: int
    judged: int | None
    reference: int | None
    fdr: float | None
    expected_false: float | None
    expected_accounts: float | None
    mixed: int
    ceilings: list[Ceiling]
    asked: list[Row]
    not_asked: list[Row]
    groups: list[Row]
    group_accounts: int
    rows: dict[str, Row]
    rejects: list[tuple[str, int]]
    stages: list[Row]
    parameters: dict[str, Any]
    capped: list[str]


def summarise(run: Run) -> Summary:
    """Gather what the page says about the run as a whole."""
    facts, honest = run.facts, run.honest
    coverage = facts.get("coverage") or []
    groups = group_totals(run.groups)
    return Summary(
        headline=headline(run),
        accounts=touched(run),
        exchanges=sum(row["exchange_count"] or 0 for row in run.campaigns),
        judged=honest.get("accounts_judged"),
        reference=honest.get("reference_accounts"),
        fdr=honest.get("fdr"),
        expected_false=expected_false(run),
        expected_accounts=_expected_accounts(run),
        mixed=_mixed(run),
        ceilings=_ceilings(run.campaigns),
        asked=[row for row in coverage if row["asked"]],
        not_asked=[row for row in coverage if not row["asked"]],
        groups=groups,
        group_accounts=len(run.groups["account_id"].unique()),
        rows=facts.get("rows") or {},
        rejects=reject_totals(run.rejects),
        stages=facts.get("stages") or [],
        parameters=facts.get("parameters") or {},
        capped=[str(note) for note in facts.get("capped") or []],
    )


def headline(run: Run) -> str:
    """What was found, in one calm sentence."""
    found = len(run.campaigns)
    if not found:
        return "No campaign was found."
    verb = "was" if found == 1 else "were"
    accounts = words.plural(touched(run), "account")
    return f"{words.plural(found, 'campaign')} {verb} found, acting through {accounts}."


def touched(run: Run) -> int:
    """Accounts that belong to any campaign, each counted once."""
    return len({row["account_id"] for rows in run.members.values() for row in rows})


def expected_false(run: Run) -> float | None:
    """False campaigns to be expected among those reported: the level of the run times their number.

    The run's own figure goes before.  ``None`` where neither it nor the level is known.
    """
    told, fdr = run.honest.get("expected_false_campaigns"), run.honest.get("fdr")
    if told is None and fdr is not None:
        return float(fdr) * len(run.campaigns)
    return None if told is None else float(told)


def _expected_accounts(run: Run) -> float | None:
    """Accounts in false campaigns to be expected, were the false ones of average size."""
    false = expected_false(run)
    if false is None or not run.campaigns:
        return None
    mean = sum(row["account_count"] or 0 for row in run.campaigns) / len(run.campaigns)
    return false * mean


def _mixed(run: Run) -> int:
    """Members most of whose traffic is not part of any campaign."""
    shares: dict[str, float] = {}
    for rows in run.members.values():
        for row in rows:
            account = row["account_id"]
            shares[account] = shares.get(account, 0.0) + (row["extraction_share"] or 0.0)
    return sum(share < 0.5 for share in shares.values())


def _ceilings(campaigns: list[Row]) -> list[Ceiling]:
    told = []
    for name in CEILINGS:
        held = [row for row in campaigns if (row["ceiling"] or CEILINGS[0]) == name]
        accounts = sum(row["account_count"] or 0 for row in held)
        told.append(Ceiling(name, CEILING_WORDS[name], len(held), accounts))
    return told
