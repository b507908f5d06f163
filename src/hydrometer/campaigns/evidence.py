"""The evidence of a campaign as rows: every number beside what chance gives, and a sentence."""

from __future__ import annotations

import math
from typing import Any

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.judge import Answer
from hydrometer.campaigns.scan import Group, Shared
from hydrometer.stats.scan import search_cost_of

_SPOKEN = {
    "address": "exit addresses",
    "subnet": "networks of exit addresses",
    "client": "client builds",
    "session": "conversations",
    "end_user": "end users",
    "email_domain": "e-mail domains",
    "email": "e-mail addresses",
    "phone": "telephone numbers",
    "device": "devices",
    "organization": "unverified organisations",
    "payment": "payment instruments",
    "signup_address": "sign-up addresses",
    "signup_hour": "sign-up hours",
    "scaffold": "wordings around their requests",
    "system": "system prompts",
}


_DEALT = (
    "With its traffic dealt out anew among accounts, as every customer's that it is ranked with"
)


def shared_evidence(
    group: Group, shared: dict[str, Shared], population: int
) -> list[dict[str, Any]]:
    """Rows for what the members hold in common, and one for the cost of having searched."""
    rows = []
    for kind, held in sorted(shared.items()):
        rows.append(
            {
                "signal": f"shared_{kind}",
                "family": held.family,
                "weight_bits": held.nats / math.log(2),
                "observed": held.holdings,
                "expected": held.expected,
                "says": f"{held.members} of {len(group.members)} members share {held.values} "
                f"{_SPOKEN.get(kind, kind)}: {held.holdings:.0f} holdings where chance among "
                f"comparable accounts gives {held.expected:.1f}; {held.elsewhere} parties outside "
                "have any of them.",
            }
        )
    cost = search_cost_of(float(population), float(len(group.members))) / math.log(2)
    rows.append(
        {
            "signal": "search_cost",
            "family": "search",
            "weight_bits": -cost,
            "observed": None,
            "expected": None,
            "says": f"Taken off for having searched all groups of {len(group.members)} among "
            f"{population} parties.",
        }
    )
    return rows


def signal_evidence(found: Found) -> list[dict[str, Any]]:
    """Rows for what the signals said of the leading stream.

    The verdict's bits are divided among the signals by how far each stands out (-ln p).
    """
    verdict = found.leading
    apart = [-math.log(a.p_value) for a in verdict.answers]
    bits = verdict.bits
    rows = [
        _row(answer, bits * share / sum(apart))
        for answer, share in zip(verdict.answers, apart, strict=True)
    ]
    return [row | {"says": f"{_DEALT}: {row['says']}"} for row in rows] if found.alone else rows


def _row(answer: Answer, bits: float) -> dict[str, Any]:
    says = answer.signal.says.format(measure=answer.measure, usual=answer.usual, **answer.facts)
    return {
        "signal": answer.signal.name,
        "family": str(answer.signal.family),
        "weight_bits": bits,
        "observed": answer.measure,
        "expected": answer.usual,
        "says": f"{says[0].upper()}{says[1:]}.",
        "p_value": answer.p_value,
        "reference_count": len(answer.references),
    }
