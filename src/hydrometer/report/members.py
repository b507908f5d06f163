"""The members of a campaign and what binds them, readable at any number of accounts.

Thousands of accounts drawn as a network are a hairball.  Here the accounts that are bound by the
same kinds of evidence form a bundle, and each account is a dot: the bundles say what binds, the
number of dots says how many, and the size and depth of a dot how much of its traffic is extraction.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

import pyarrow as pa
from markupsafe import Markup

from hydrometer import model
from hydrometer.report import words
from hydrometer.report.run import Row, Rows
from hydrometer.report.svg import element, figure, steps, stretched

SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends of the five classes of extraction share."""

DOTS = 10_000
"""Dots drawn at most; beyond that one dot stands for several accounts."""

_CELL = 8
_ORDER = {family.value: rank for rank, family in enumerate(model.Family)}


@dataclass(frozen=True)
class Bundle:
    """Accounts bound by the same families of evidence."""

    families: tuple[str, ...]
    accounts: int
    median_bits: float
    median_share: float
    picture: Markup


@dataclass(frozen=True)
class Membership:
    """All that the report says about the members of one campaign."""

    bundles: list[Bundle]
    accounts_a_dot: int
    curve: Markup | None
    median_bits: float
    least_bits: float
    most_bits: float
    mixed: int
    top: Rows


def membership(
    campaign_id: str, ident: str, members: Rows, families: dict[str, set[str]]
) -> Membership:
    """Gather ``members`` (strongest first) into bundles by what binds them.

    ``families`` maps an account to the kinds of evidence about it; ``ident`` begins the ids of
    the drawings.
    """
    weights = [row["weight_bits"] or 0.0 for row in members] or [0.0]
    a_dot = max(1, math.ceil(len(members) / DOTS))
    return Membership(
        bundles=_bundles(campaign_id, ident, members, families, a_dot),
        accounts_a_dot=a_dot,
        curve=_curve(ident, weights) if len(members) > 2 else None,
        median_bits=statistics.median(weights),
        least_bits=weights[-1],
        most_bits=weights[0],
        mixed=sum((row["extraction_share"] or 0.0) < 0.5 for row in members),
        top=[
            {**row, "families": ordered(families.get(row["account_id"], set()))}
            for row in members[:20]
        ],
    )


def binding(evidence: Rows, groups: pa.Table) -> dict[str, set[str]]:
    """Families of evidence by account: from the evidence about it, else from its group."""
    held: dict[str, set[str]] = {}
    for account, families in zip(
        groups["account_id"].to_pylist(), groups["families"].to_pylist(), strict=True
    ):
        held.setdefault(account, set()).update(families or [])
    told: dict[str, set[str]] = {}
    for row in evidence:
        if row["account_id"] is not None and row["family"] and (row["weight_bits"] or 0.0) > 0:
            told.setdefault(row["account_id"], set()).add(row["family"])
    return held | told


def ordered(families: set[str]) -> tuple[str, ...]:
    """Families in the order in which the model declares them."""
    return tuple(sorted(families, key=lambda family: (_ORDER.get(family, len(_ORDER)), family)))


def _bundles(
    campaign_id: str, ident: str, members: Rows, families: dict[str, set[str]], a_dot: int
) -> list[Bundle]:
    held: dict[tuple[str, ...], Rows] = {}
    for row in members:
        held.setdefault(ordered(families.get(row["account_id"], set())), []).append(row)
    largest = sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    across = _across(len(members))
    return [
        _bundle(campaign_id, f"{ident}-bundle-{rank}", kinds, rows, across, a_dot)
        for rank, (kinds, rows) in enumerate(largest, 1)
    ]


def _bundle(
    campaign_id: str, ident: str, kinds: tuple[str, ...], rows: Rows, across: int, a_dot: int
) -> Bundle:
    shares = sorted((row["extraction_share"] or 0.0 for row in rows), reverse=True)
    names = words.listed([words.spoken(kind) for kind in kinds]) or "the group as a whole"
    title = f"{words.plural(len(rows), 'account')} of {campaign_id} bound by {names}"
    return Bundle(
        families=kinds,
        accounts=len(rows),
        median_bits=statistics.median(row["weight_bits"] or 0.0 for row in rows),
        median_share=statistics.median(shares),
        picture=_dots(ident, title, shares[::a_dot], across),
    )


def _across(members: int) -> int:
    """Dots side by side: few large ones or many small ones."""
    return next(width for most, width in ((60, 30), (800, 60), (DOTS**2, 110)) if members <= most)


def _dots(ident: str, title: str, shares: list[float], across: int) -> Markup:
    """One path a class of share keeps 5,000 dots within 100 kB."""
    paths: dict[int, list[str]] = {}
    for place, share in enumerate(shares):
        rank = share_class(share)
        side = 3 + rank
        x = place % across * _CELL + (_CELL - side) / 2
        y = place // across * _CELL + (_CELL - side) / 2
        paths.setdefault(rank, []).append(f"M{x:g} {y:g}h{side}v{side}h-{side}z")
    return element(
        "svg",
        element("title", words.printable(title), id=f"{ident}-title"),
        *(
            element("path", class_=f"share-{rank}", d="".join(paths[rank]))
            for rank in sorted(paths)
        ),
        class_="dots",
        viewBox=f"0 0 {across * _CELL} {math.ceil(len(shares) / across) * _CELL}",
        role="img",
        aria_labelledby=f"{ident}-title",
    )


def share_class(share: float) -> int:
    """The class of an extraction share: 0 (under 20%) to 4 (80% and over)."""
    return next((rank for rank, end in enumerate(SHARES) if share < end), len(SHARES) - 1)


def _curve(ident: str, weights: list[float]) -> Markup:
    """Bits of every member, strongest on the left, at most 400 steps."""
    every = math.ceil(len(weights) / 400)
    shown = [max(0.0, weight) for weight in weights[::every]]
    path = steps(shown, max(shown) or 1.0)
    return figure(
        f"{ident}-curve",
        "What binds each member, in bits",
        f"Members from the strongest to the weakest: {words.bits(weights[0])} bits for the first, "
        f"{words.bits(statistics.median(weights))} in the middle, {words.bits(weights[-1])} last.",
        90,
        stretched(
            len(shown),
            100,
            4,
            84,
            element("path", class_="area", d=f"{path}V100H0Z"),
            element("path", class_="line", d=path),
        ),
    )


def other_members(membership: Membership, row: Row) -> int:
    """How many members the table of the strongest leaves out."""
    return max(0, int(row["account_count"] or 0) - len(membership.top))
