import math
from typing import Any

import pytest

from hydrometer.report import evidence as by_evidence

FAMILIES = {"network": 100.0, "payment": 50.0, "behaviour": 12.0, "content": 9.0}


def row(family: str | None, bits: float, **changes: Any) -> dict[str, Any]:
    tested = family in by_evidence.INTENT
    told: dict[str, Any] = {
        "account_id": None,
        "signal": f"{family}_signal",
        "family": family,
        "weight_bits": bits,
        "p_value": 0.01 if tested else None,
        "says": "so it is",
        "exchange_ids": [],
    }
    return told | changes


def rows(**bits: float) -> list[dict[str, Any]]:
    return [row(family, weight) for family, weight in (bits or FAMILIES).items()]


def campaign(ceiling: str | None = "block", bits: float = 171.0) -> dict[str, Any]:
    return {"weight_bits": bits, "ceiling": ceiling}


def test_bits_of_a_family_add_and_only_what_speaks_for_it_counts() -> None:
    held = [row("network", 3), row("network", 4), row("search", -60), row(None, 9), row("time", 0)]
    about_one = row("payment", 99, account_id="a")
    assert by_evidence.family_bits([*held, about_one]) == {"network": 7}


def test_what_is_left_without_each_family() -> None:
    told = by_evidence.effects(campaign(), rows(), spare=20.0)
    assert [(one.family, one.without, one.outcome) for one in told] == [
        ("network", 71.0, "stands"),
        ("payment", 121.0, "stands"),
        ("behaviour", 159.0, "stands"),
        ("content", 162.0, "stands"),
    ]


def test_members_whose_sharing_does_not_pay_for_the_search_are_no_group() -> None:
    held = [*rows(), row("search", -60.0)]
    assert by_evidence.outcome(campaign(), held, ("network",), 20.0) == "not reported"
    assert by_evidence.outcome(campaign(), held, ("payment",), 20.0) == "stands"


def test_more_than_the_spare_bits_of_behaviour_cannot_be_lost() -> None:
    assert by_evidence.outcome(campaign(), rows(), ("behaviour",), 11.0) == "not reported"
    assert by_evidence.outcome(campaign(), rows(), ("content",), 11.0) == "stands"
    assert by_evidence.outcome(campaign(), rows(), ("content", "behaviour"), None) == "not reported"


def test_without_content_and_behaviour_no_more_than_verify() -> None:
    held = rows(network=100, payment=50, content=9)
    assert by_evidence.outcome(campaign(), held, ("content",), 20.0) == "verify at most"
    assert by_evidence.outcome(campaign("verify"), held, ("content",), 20.0) == "stands"


def test_one_family_alone_is_no_more_than_verify() -> None:
    held = rows(network=100, content=9)
    assert by_evidence.outcome(campaign(), held, ("network",), 20.0) == "not reported"
    alone = rows(content=9)
    assert by_evidence.outcome(campaign(), alone, (), 20.0) == "verify at most"


def test_the_nearest_change_is_the_smallest_set_of_families() -> None:
    lost, bits, verdict = by_evidence.flip(campaign(), rows(), 20.0)
    assert (set(lost), bits, verdict) == ({"behaviour", "content"}, 21.0, "not reported")
    said = by_evidence.flip_sentence(campaign(), rows(), 20.0)
    assert "families behaviour and content together (21.0 bits)" in said
    assert "would not be reported" in said


def test_nothing_to_leave_out_is_said() -> None:
    assert by_evidence.flip(campaign(), [], None) == ((), 0.0, "stands")
    assert "No kind of evidence" in by_evidence.flip_sentence(campaign(), [], None)


@pytest.mark.parametrize(
    ("q_value", "fdr", "spare"),
    [(0.01, 0.01, 0.0), (0.01 / 1024, 0.01, 10.0), (0.0, 0.01, None), (None, 0.01, None)],
)
def test_the_q_value_doubles_with_each_bit_lost(
    q_value: float | None, fdr: float, spare: float | None
) -> None:
    told = by_evidence.spare_bits(q_value, fdr)
    assert told == spare or (told is not None and spare and math.isclose(told, spare))


def test_evidence_about_accounts_is_gathered_by_signal() -> None:
    held = [row("network", float(n), account_id=f"a{n}") for n in range(5)]
    [told] = by_evidence.about_accounts([row("payment", 3), *held])
    assert (told.signal, told.accounts, told.median_bits) == ("network_signal", 5, 2.0)
    assert by_evidence.about_campaign(held) == []


def test_signals_with_the_same_examples_are_told_together() -> None:
    same = ["e1", "e2"]
    held = [
        row("network", 3, exchange_ids=same),
        row("content", 2, exchange_ids=same),
        row("payment", 2, exchange_ids=[f"e{n}" for n in range(50)]),
        row("time", 1, exchange_ids=None),
    ]
    told = by_evidence.exhibits(held)
    assert [one["signals"] for one in told] == [
        ["network_signal", "content_signal"],
        ["payment_signal"],
    ]
    assert len(told[1]["exchange_ids"]) == 8
