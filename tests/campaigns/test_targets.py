"""What a campaign is after, and its move to a new model, from exchanges made up by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest
from tests.campaigns.made import answer, verdict

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.targets import find_pivots, find_tactics, find_targets
from hydrometer.store.duckdb import DuckStore

Rows = list[dict[str, Any]]
LAUNCH = datetime.datetime(2026, 3, 2, 17)
TURN = pa.schema(
    [("campaign", pa.int64()), ("capability", pa.string())]
    + [(name, pa.uint64()) for name in ("scaffold_key", "session_key", "system_key")]
    + [(name, pa.int64()) for name in ("turn_count", "max_tokens", "tool_count")]
    + [("temperature", pa.float64())]
)
SENT = pa.schema(
    [("campaign", pa.int64()), ("exchange_id", pa.string()), ("model", pa.string()),
     ("sent_at", pa.timestamp("us"))]
)  # fmt: skip


def mix(store: DuckStore, *rows: dict[str, Any]) -> dict[str, float]:
    """Targets of campaign 0, from rows that say of a turn what matters; ``n`` times each."""
    turns = [{"campaign": 0} | row for row in rows for _ in range(row.get("n", 1))]
    store.put("attributed", pa.Table.from_pylist(turns, schema=TURN))
    return {target["capability"]: target["share"] for target in find_targets(store)[0]}


def test_a_wording_has_one_purpose_whatever_its_inputs_are_about(store: DuckStore) -> None:
    assert mix(
        store,
        {"capability": "reasoning", "scaffold_key": 1, "n": 6},
        {"capability": "coding", "scaffold_key": 1, "n": 4},
        {"capability": "vision", "n": 10},
    ) == {"reasoning": 0.5, "vision": 0.5}


def test_of_equals_the_order_of_rows_does_not_decide(store: DuckStore) -> None:
    rows = [{"capability": name, "scaffold_key": 1} for name in ("coding", "vision", "grading")]
    assert mix(store, *rows) == mix(store, *rows[::-1]) == {"vision": 1.0}


def test_two_programs_with_the_same_closing_are_two(store: DuckStore) -> None:
    assert mix(
        store,
        {"capability": "coding", "scaffold_key": 1, "max_tokens": 4096, "n": 3},
        {"capability": "grading", "scaffold_key": 1, "max_tokens": 10, "n": 1},
    ) == {"coding": 0.75, "grading": 0.25}


def test_wording_that_does_not_recur_speaks_for_itself(store: DuckStore) -> None:
    found = mix(store, {"capability": "coding", "n": 3}, {"capability": "vision", "n": 1})
    assert found == {"coding": 0.75, "vision": 0.25}


def test_a_later_turn_is_of_its_conversation(store: DuckStore) -> None:
    assert mix(
        store,
        {"capability": "coding", "session_key": 1},
        {"capability": "vision", "session_key": 2},
        {"capability": "data_analysis", "session_key": 2, "turn_count": 5, "n": 2},
    ) == {"vision": 0.75, "coding": 0.25}


def test_a_later_turn_without_a_conversation_is_of_its_program(store: DuckStore) -> None:
    assert mix(
        store,
        {"capability": "coding", "tool_count": 4, "n": 2},
        {"capability": "vision", "tool_count": 4},
        {"capability": "grading", "tool_count": 0},
        {"capability": "other", "tool_count": 4, "turn_count": 3, "n": 4},
    ) == {"coding": 0.75, "vision": 0.125, "grading": 0.125}


def test_a_later_turn_of_which_no_beginning_is_seen_speaks_for_itself(store: DuckStore) -> None:
    assert mix(store, {"capability": "coding", "turn_count": 9}) == {"coding": 1.0}


def test_campaigns_have_targets_of_their_own(store: DuckStore) -> None:
    mix(
        store,
        {"capability": "coding", "scaffold_key": 1},
        {"campaign": 1, "capability": "vision", "scaffold_key": 1, "n": 3},
    )
    assert [found[0]["capability"] for found in find_targets(store).values()] == [
        "coding", "vision"
    ]  # fmt: skip


def sent(campaign: int, share: float, ramp_h: float, each: int = 20, hours: int = 60) -> Rows:
    """``each`` exchanges an hour, of which a share that grows over a ramp goes to the new model."""
    return [
        {"campaign": campaign, "exchange_id": f"{campaign}-{hour}-{n}",
         "sent_at": LAUNCH + datetime.timedelta(hours=hour, minutes=n),
         "model": "new" if 0.618034 * (each * hour + n) % 1 < share * min((hour + 0.5) / ramp_h, 1)
         else "old"}
        for hour in range(hours) for n in range(each)
    ]  # fmt: skip


def pivots(store: DuckStore, own: Rows, others: Rows) -> dict[int, dict[str, Any]]:
    store.put("attributed", pa.Table.from_pylist(own, schema=SENT))
    store.put("observations", pa.Table.from_pylist(own + others, schema=SENT))
    store.put("launches", pa.table({"model": ["new"], "released_at": [LAUNCH]}))
    return find_pivots(store)


def test_a_pivot_has_its_share_and_the_hours_until_half_of_it(store: DuckStore) -> None:
    found = pivots(store, sent(0, 0.45, 20), sent(9, 0.1, 48))
    assert found[0]["model"] == "new"
    assert found[0]["share"] == pytest.approx(0.45, abs=0.01)
    assert found[0]["usual"] == pytest.approx(0.1, abs=0.05)
    assert found[0]["hours"] == pytest.approx(10, abs=1)


def test_a_small_campaign_has_a_pivot_too(store: DuckStore) -> None:
    found = pivots(store, sent(0, 0.5, 20, each=2), sent(9, 0.1, 48))
    assert found[0]["share"] == pytest.approx(0.5, abs=0.02)
    assert found[0]["hours"] == pytest.approx(10, abs=4)


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (sent(0, 0.5, 20), sent(9, 0.3, 20)),  # everybody moves
        (sent(0, 0.15, 20), sent(9, 0.0, 1)),  # hardly anything moves
        (sent(0, 1.0, 120), sent(9, 0.1, 20)),  # it ramps over a week
        (sent(0, 0.5, 20, each=2, hours=30), sent(9, 0.0, 1)),  # too little on the second day
    ],
)
def test_what_moves_like_others_or_slowly_is_no_pivot(
    store: DuckStore, own: Rows, others: Rows
) -> None:
    assert pivots(store, own, others) == {}


def test_each_campaign_has_a_pivot_of_its_own(store: DuckStore) -> None:
    found = pivots(store, sent(0, 0.4, 4) + sent(1, 0.6, 30), sent(9, 0.0, 1))
    assert found[0]["hours"] < 4 < found[1]["hours"]


def test_a_tactic_is_named_only_with_its_evidence() -> None:
    likely = Found(0, 0, (verdict(0, 1, answers=(answer(0.01),)),), 0.01)
    unlikely = Found(0, 0, (verdict(0, 1, answers=(answer(0.3),)),), 0.01)
    assert find_tactics(likely, {}, None, 1.0) == ["load balancing"]
    assert find_tactics(unlikely, {}, None, 1.0) == []
    pivot = {"model": "m", "hours": 9.0, "share": 0.48, "usual": 0.07}
    assert find_tactics(unlikely, {"payment"}, pivot, 0.5) == [
        "launch pivot to m in 9 hours: 48% of the traffic, 7% of everybody else's",
        "shared payment",
        "relay: extraction among other customers' traffic",
    ]
