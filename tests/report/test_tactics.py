from typing import Any

import pytest

from hydrometer.report.tactics import tactics

SIGNALS = {
    "allocation_dispersion": "behaviour",
    "concurrence": "behaviour",
    "launch_pivot": "behaviour",
    "diurnal_flatness": "time",
    "partitioned_inputs": "content",
    "session_replay": "behaviour",
    "steady_rate": "time",
    "extraction_intents": "content",
    "shared_payment": "payment",
    "shared_signup_hour": "time",
    "shared_email_domain": "identity",
    "shared_address": "network",
    "shared_device": "identity",
    "shared_scaffold": "content",
}
EVIDENCE: list[dict[str, Any]] = [
    {"signal": signal, "family": family, "says": "it is so among accounts", "account_id": None}
    for signal, family in SIGNALS.items()
]


@pytest.mark.parametrize(
    ("tactic", "signal"),
    [
        ("load balancing", "allocation_dispersion"),
        ("one queue behind all accounts", "concurrence"),
        ("conversations handed between accounts", "session_replay"),
        ("one list divided among accounts", "partitioned_inputs"),
        ("round-the-clock operation", "diurnal_flatness"),
        ("machine pacing", "steady_rate"),
        ("launch pivot to a-model in 9 hours", "launch_pivot"),
        ("shared payment", "shared_payment"),
        ("sign-up burst", "shared_signup_hour"),
        ("shared e-mail domain", "shared_email_domain"),
        ("shared exits", "shared_address"),
        ("shared devices", "shared_device"),
        ("shared prompts", "shared_scaffold"),
    ],
)
def test_each_tactic_stands_on_its_evidence(tactic: str, signal: str) -> None:
    [told] = tactics([tactic], EVIDENCE)
    assert told.evidence is not None
    assert told.evidence["signal"] == signal


def test_a_tactic_without_a_row_of_its_own_borrows_none() -> None:
    [told] = tactics(["relay: extraction among other customers' traffic"], EVIDENCE)
    assert told.evidence is None
    [told] = tactics(["shared payment"], [row for row in EVIDENCE if "pay" not in row["signal"]])
    assert told.evidence is None


def test_no_tactics() -> None:
    assert tactics(None, EVIDENCE) == []
    assert tactics(["relay"], [])[0].evidence is None
