"""The evidence of a campaign: by signal, by family, and what falls when a family is left out."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hydrometer import model
from hydrometer.report import words
from hydrometer.report.run import Row, Rows

INTENT = frozenset({model.Family.CONTENT.value, model.Family.BEHAVIOUR.value})
"""Families that can say that something is being extracted; the others say who acts together."""

STANDS = "stands"
VERIFY_ONLY = "verify at most"
NOT_REPORTED = "not reported"

_EXAMPLES = 8


@dataclass(frozen=True)
class FamilyEffect:
    """One family's bits, and what is left of the campaign without them."""

    family: str
    bits: float
    without: float
    outcome: str


@dataclass(frozen=True)
class AccountSignal:
    """Evidence about single accounts, told once a signal."""

    signal: str
    family: str | None
    accounts: int
    median_bits: float
    says: str


def about_campaign(rows: Rows) -> Rows:
    """The rows that speak of the campaign as a whole, strongest first."""
    return [row for row in rows if row["account_id"] is None]


def about_accounts(rows: Rows) -> list[AccountSignal]:
    """The rows that speak of single accounts, gathered by signal, the most accounts first."""
    held: dict[str, Rows] = {}
    for row in rows:
        if row["account_id"] is not None:
            held.setdefault(row["signal"], []).append(row)
    told = [_gathered(signal, found) for signal, found in held.items()]
    return sorted(told, key=lambda entry: (-entry.accounts, entry.signal))


def _gathered(signal: str, rows: Rows) -> AccountSignal:
    return AccountSignal(
        signal=signal,
        family=rows[0]["family"],
        accounts=len({row["account_id"] for row in rows}),
        median_bits=statistics.median(row["weight_bits"] or 0.0 for row in rows),
        says=rows[0]["says"] or "",
    )


def family_bits(rows: Rows) -> dict[str, float]:
    """Bits about the whole campaign by family, strongest first; only what speaks for it."""
    held: dict[str, float] = {}
    for row in about_campaign(rows):
        if row["family"] is not None:
            held[row["family"]] = held.get(row["family"], 0.0) + (row["weight_bits"] or 0.0)
    ordered = sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))
    return {family: bits for family, bits in ordered if bits > 0}


def spare_bits(q_value: float | None, fdr: float | None) -> float | None:
    """Bits that may be lost before the campaign's q-value passes the level of the run.

    The q-value of e-BH is inversely proportional to the e-value, so it doubles with each bit
    (Wang and Ramdas 2022).  ``None`` where the q-value is not known or too small to hold.
    """
    if not q_value or not fdr:
        return None
    return math.log2(fdr / q_value)


def effects(campaign: Row, rows: Rows, spare: float | None) -> list[FamilyEffect]:
    """What leaving out each family would do, strongest family first."""
    return [
        FamilyEffect(
            family,
            bits,
            (campaign["weight_bits"] or 0.0) - bits,
            outcome(campaign, rows, (family,), spare),
        )
        for family, bits in family_bits(rows).items()
    ]


def outcome(campaign: Row, rows: Rows, lost: tuple[str, ...], spare: float | None) -> str:
    """What becomes of the verdict when the families in ``lost`` count for nothing.

    A campaign needs two keys.  What its members share (rows of a scan, which have no p-value) must
    outweigh the search for it, or they are no group; what they do (rows with a p-value) must keep
    the q-value under the level, which allows ``spare`` bits to be lost.  Beyond "verify" it needs
    two families, one of which can say that something is extracted.
    """
    about = [row for row in about_campaign(rows) if row["weight_bits"]]
    shared = [row for row in about if row["p_value"] is None]
    tested = [row for row in about if row["p_value"] is not None]
    if shared and _bits(row for row in shared if row["family"] not in lost) <= 0:
        return NOT_REPORTED
    limit = _bits(tested) if spare is None else spare
    if tested and _bits(row for row in tested if row["family"] in lost) >= limit:
        return NOT_REPORTED
    left = family_bits(rows).keys() - set(lost)
    firm = len(left) > 1 and bool(left & INTENT)
    return STANDS if firm or campaign["ceiling"] == "verify" else VERIFY_ONLY


def _bits(rows: Iterable[Row]) -> float:
    return float(sum(row["weight_bits"] for row in rows))


def flip(campaign: Row, rows: Rows, spare: float | None) -> tuple[tuple[str, ...], float, str]:
    """The fewest families whose loss changes the verdict, their bits, and what it becomes.

    All subsets are tried (there are at most 7 families); among equally small ones the one with the
    fewest bits is the nearest change.  Empty where no loss of families changes it.
    """
    held = family_bits(rows)
    subsets = (
        subset for size in range(1, len(held) + 1) for subset in itertools.combinations(held, size)
    )
    told = [
        (len(subset), sum(held[family] for family in subset), subset, verdict)
        for subset in subsets
        if (verdict := outcome(campaign, rows, subset, spare)) != STANDS
    ]
    if not told:
        return (), 0.0, STANDS
    _, bits, subset, verdict = min(told)
    return subset, bits, verdict


def flip_sentence(campaign: Row, rows: Rows, spare: float | None) -> str:
    """The nearest change of evidence that would change the verdict, in a sentence."""
    lost, bits, verdict = flip(campaign, rows, spare)
    if not lost:
        return "No kind of evidence, left out alone or with others, changes the verdict."
    becomes = {
        NOT_REPORTED: "the campaign would not be reported",
        VERIFY_ONLY: "the accounts could be asked to verify themselves, and no more",
    }[verdict]
    names = words.listed([words.spoken(family) for family in lost])
    which = f"family {names}" if len(lost) == 1 else f"families {names} together"
    return (
        f"The nearest change: if the evidence of the {which} ({words.bits(bits)} bits) "
        f"were worth nothing, {becomes}."
    )


def exhibits(rows: Rows) -> list[dict[str, Any]]:
    """Example exchanges: ``signals`` that name them, and ``exchange_ids``; ids only, no text.

    Signals with the same examples are told together.
    """
    held: dict[tuple[str, ...], list[str]] = {}
    for row in about_campaign(rows):
        ids = tuple(row["exchange_ids"] or [])[:_EXAMPLES]
        if ids:
            held.setdefault(ids, []).append(row["signal"])
    return [{"signals": signals, "exchange_ids": ids} for ids, signals in held.items()]
