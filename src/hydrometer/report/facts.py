"""What a run holds about a campaign or an account, as plain JSON values for a program."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import difflib
import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from hydrometer import model
from hydrometer.report import evidence as by_evidence
from hydrometer.report import words
from hydrometer.report.run import Row, Rows, Run, campaign_ids, group_totals, read_run

Facts = dict[str, Any]

STRONGEST = 20
"""Members that are named one by one; the others are counted."""

_WINDOW = 300


def campaign_facts(folder: Path, campaign_id: str) -> Facts:
    """What a run says about a campaign, as plain JSON values; times in ISO 8601, UTC.

    Keys: the columns of ``campaigns``, and ``members`` (the 20 strongest), ``evidence`` (about the
    campaign), ``account_signals``, ``families``, ``flip``, ``spare_bits`` and ``alternatives``.

    Raises:
        InputError: the folder is not a run's, or the campaign is not in it; near ids are named.
    """
    run = read_run(folder)
    row = next((row for row in run.campaigns if row["campaign_id"] == campaign_id), None)
    if row is None:
        raise _unknown(
            "campaign", campaign_id, folder, {row["campaign_id"] for row in run.campaigns}
        )
    held = run.of_campaign("evidence", campaign_id)
    spare = by_evidence.spare_bits(row["q_value"], run.honest.get("fdr"))
    lost, bits, verdict = by_evidence.flip(row, held, spare)
    return _json(
        {
            **row,
            "members": run.of_campaign("members", campaign_id)[:STRONGEST],
            "evidence": by_evidence.about_campaign(held),
            "account_signals": [
                dataclasses.asdict(one) for one in by_evidence.about_accounts(held)
            ],
            "families": [dataclasses.asdict(one) for one in by_evidence.effects(row, held, spare)],
            "flip": {
                "families": list(lost),
                "bits": bits,
                "verdict": verdict,
                "says": by_evidence.flip_sentence(row, held, spare),
            },
            "spare_bits": spare,
            "alternatives": run.of_campaign("alternatives", campaign_id),
        }
    )


def account_facts(folder: Path, account_id: str, also: Collection[str] = ()) -> Facts:
    """What a run says about an account, as plain JSON values.

    Keys: ``account_id``; ``campaigns``, each the account's row of ``members`` with ``campaign``
    (the row of ``campaigns``) and ``evidence`` (about this account); ``groups`` it belongs to.

    ``also`` holds ids that the caller looked among before, to be named where they are near.

    Raises:
        InputError: the folder is not a run's, or no table of it names the account; near ids are
            named.  An honest account that shares nothing is in no table.
    """
    run = read_run(folder)
    campaigns = [_membership(run, row, account_id) for row in run.campaigns]
    told: Facts = {
        "account_id": account_id,
        "campaigns": [found for found in campaigns if found is not None],
        "groups": _groups(run, account_id),
    }
    if not told["campaigns"] and not told["groups"]:
        known = {row["account_id"] for rows in run.members.values() for row in rows}
        known.update(also, run.groups["account_id"].to_pylist())
        raise _unknown("campaign or account" if also else "account", account_id, folder, known)
    return _json(told)


def explain_facts(folder: Path, subject: str) -> Facts:
    """``campaign_facts`` where ``subject`` is a campaign's id, else ``account_facts``.

    Raises:
        InputError: the folder is not a run's, or ``subject`` is neither; near ids are named.
    """
    campaigns = campaign_ids(folder)
    if subject in campaigns:
        return campaign_facts(folder, subject)
    return account_facts(folder, subject, also=campaigns)


def _membership(run: Run, campaign: Row, account_id: str) -> Row | None:
    """The account's row of ``members`` with its campaign and evidence, if it is a member."""
    name = campaign["campaign_id"]
    rows = run.of_campaign("members", name)
    member = next((row for row in rows if row["account_id"] == account_id), None)
    if member is None:
        return None
    evidence = run.of_campaign("evidence", name)
    about = [row for row in evidence if row["account_id"] == account_id]
    return {**member, "campaign": campaign, "evidence": about}


def _groups(run: Run, account_id: str) -> Rows:
    own = run.groups.filter(pc.equal(run.groups["account_id"], account_id))
    mine = set(own["group_id"].to_pylist())
    return [row for row in group_totals(run.groups) if row["group_id"] in mine] if mine else []


def _unknown(kind: str, wanted: str, folder: Path, known: Collection[str]) -> model.InputError:
    near = near_ids(wanted, known)
    hint = f"near ids: {', '.join(near)}" if near else f"it names {len(known):,} in all"
    return model.InputError(words.printable(f"{folder}: no {kind} {wanted!r} in this run; {hint}"))


def near_ids(wanted: str, known: Collection[str], at_most: int = 5) -> list[str]:
    """Ids of ``known`` that resemble ``wanted``, the nearest first.

    Only ids that sort near it, and every one where there are few, are compared: likeness costs
    the square of the length, and there may be millions.
    """
    names = sorted(known)
    place = bisect.bisect_left(names, wanted)
    window = names[max(0, place - _WINDOW) : place + _WINDOW]
    return difflib.get_close_matches(wanted, window, n=at_most, cutoff=0.6)


def _json(told: Facts) -> Facts:
    """The same with times as text and numbers without end as nulls, all the way down."""
    return {name: _value(value) for name, value in told.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, dict):
        return _json(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
