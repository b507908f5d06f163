"""Why a campaign was reported, or what is held against an account, for a terminal."""

from __future__ import annotations

from pathlib import Path

from hydrometer.report import plain, words
from hydrometer.report.campaign import VERDICTS
from hydrometer.report.facts import Facts, account_facts, campaign_facts, explain_facts
from hydrometer.report.run import Row, Rows

__all__ = ["explain", "explain_account", "explain_campaign", "explain_facts"]


def explain(folder: Path, subject: str) -> str:
    """The evidence about a campaign or an account, whichever ``subject`` names.

    Text of at most 80 columns, without control characters.

    Raises:
        InputError: the folder is not a run's, or ``subject`` is in no table; near ids are named.
    """
    told = explain_facts(folder, subject)
    return _campaign_text(told) if "campaign_id" in told else _account_text(told)


def explain_campaign(folder: Path, campaign_id: str) -> str:
    """The evidence for a campaign; see ``explain``."""
    return _campaign_text(campaign_facts(folder, campaign_id))


def explain_account(folder: Path, account_id: str) -> str:
    """What is held against an account; see ``explain``."""
    return _account_text(account_facts(folder, account_id))


def _campaign_text(told: Facts) -> str:
    return plain.document(
        plain.paragraph(f"Campaign {told['campaign_id']}"),
        [""],
        plain.paragraph(told["summary"] or "No summary was written."),
        [""],
        plain.facts(_campaign_lines(told)),
        _evidence_lines(told["evidence"]),
        _signal_lines(told["account_signals"]),
        _family_lines(told),
        _alternative_lines(told["alternatives"]),
        _member_lines(told),
    )


def _account_text(told: Facts) -> str:
    parts = [plain.paragraph(f"Account {told['account_id']}")]
    if not told["campaigns"]:
        parts.append(plain.paragraph("It belongs to no campaign: nothing is held against it."))
    for found in told["campaigns"]:
        parts += [_account_campaign_lines(found), _account_evidence_lines(found)]
    if told["groups"]:
        parts.append(_group_lines(told["groups"]))
    return plain.document(*parts)


def _account_evidence_lines(found: Row) -> list[str]:
    if found["evidence"]:
        return _evidence_lines(found["evidence"])
    return ["", *plain.paragraph("No row of evidence is about this account alone; what binds it is "
                                 "the evidence of the campaign.")]  # fmt: skip


def _campaign_lines(told: Facts) -> list[tuple[str, str]]:
    targets = sorted(told["targets"] or [], key=lambda target: -target["share"])
    aims = [f"{words.spoken(t['capability'])} {words.share(t['share'])}" for t in targets]
    weight = told["weight_bits"] or 0.0
    return [
        ("Accounts", words.count(told["account_count"])),
        ("Extraction", f"{words.count(told['exchange_count'])} exchanges"),
        ("Evidence", f"{words.bits(weight)} bits: {words.odds(weight)}"),
        ("q", f"{words.number(told['q_value'])} (false discovery rate at which it just reports)"),
        ("Seen", f"{told['first_seen'] or words.UNKNOWN} to {told['last_seen'] or words.UNKNOWN}"),
        ("Ceiling", told["ceiling"] or "verify"),
        ("After", ", ".join(aims) or words.UNKNOWN),
        ("Tactics", ", ".join(told["tactics"] or []) or "none with evidence of its own"),
    ]


def _evidence_lines(rows: Rows) -> list[str]:
    lines = plain.heading("Evidence, beside what chance gives")
    if not rows:
        return [*lines, "No evidence of its own was written down."]
    lines += plain.columns("", ("observed", "by chance", "bits"))
    for row in rows:
        cells = (
            words.number(row["observed"]),
            words.number(row["expected"]),
            words.bits(row["weight_bits"]),
        )
        lines += plain.columns(
            f"{words.spoken(row['signal'])} ({words.spoken(row['family'])})", cells
        )
        lines += plain.paragraph(words.sentence(row["says"]) + _rank(row), indent=4)
    return lines


def _rank(row: Row) -> str:
    """How the row compares with honest groups, where it was compared."""
    if row["p_value"] is None:
        return ""
    among = words.plural(row["reference_count"] or 0, "honest group")
    return f" p = {words.number(row['p_value'])} among {among}."


def _signal_lines(signals: Rows) -> list[str]:
    if not signals:
        return []
    lines = plain.heading("Evidence about single accounts")
    lines += plain.columns("", ("accounts", "median bits"))
    for row in signals:
        name = f"{words.spoken(row['signal'])} ({words.spoken(row['family'])})"
        cells = (words.count(row["accounts"]), words.bits(row["median_bits"]))
        lines += plain.columns(name, cells)
    return lines


def _family_lines(told: Facts) -> list[str]:
    lines = plain.heading("What if a kind of evidence is left out")
    if told["families"]:
        lines += plain.columns("", ("bits", "left", "verdict"))
    for row in told["families"]:
        left = plain.columns(
            words.spoken(row["family"]), (words.bits(row["bits"]), words.bits(row["without"]))
        )
        lines += [f"{left[0]}  {row['outcome']}", *left[1:]]
    return [*lines, "", *plain.paragraph(told["flip"]["says"])]


def _alternative_lines(rows: Rows) -> list[str]:
    lines = plain.heading("Honest explanations that were tried")
    for row in rows:
        verdict = VERDICTS.get(row["verdict"], row["verdict"] or words.UNKNOWN)
        lines += plain.paragraph(f"{words.spoken(row['explanation'])}: {verdict}.")
        lines += plain.paragraph(words.sentence(row["says"]), indent=4)
    return lines if rows else [*lines, "None was written down."]


def _member_lines(told: Facts) -> list[str]:
    rows = told["members"]
    lines = plain.heading("The strongest members")
    lines += plain.columns("", ("bits", "extraction"))
    for row in rows:
        cells = (words.bits(row["weight_bits"]), words.share(row["extraction_share"]))
        lines += plain.columns(row["account_id"], cells)
    others = (told["account_count"] or 0) - len(rows)
    return [*lines, f"and {others:,} more, in members.parquet"] if others > 0 else lines


def _account_campaign_lines(found: Row) -> list[str]:
    campaign = found["campaign"]
    lines = plain.heading(f"Member of campaign {campaign['campaign_id']}")
    return lines + plain.facts(
        [
            ("Bound by", f"{words.bits(found['weight_bits'])} bits"),
            ("Extraction", f"{words.share(found['extraction_share'])} of its exchanges"),
            ("Seen in it", f"{found['first_seen']} to {found['last_seen']}"),
            ("Campaign", f"{words.count(campaign['account_count'])} accounts, "
             f"{words.bits(campaign['weight_bits'])} bits, q {words.number(campaign['q_value'])}"),
            ("Ceiling", campaign["ceiling"] or "verify"),
        ]
    )  # fmt: skip


def _group_lines(groups: Rows) -> list[str]:
    lines = plain.heading("Groups that share more than chance allows")
    lines += plain.paragraph("Sharing alone is no fault; it is one of the two keys.")
    for row in groups:
        kinds = words.listed([words.spoken(kind) for kind in row["families"]])
        size = words.plural(row["accounts"], "account")
        lines += plain.paragraph(
            f"{row['group_id']}: {size}, {words.bits(row['weight_bits'])} bits ({kinds})"
        )
    return lines
