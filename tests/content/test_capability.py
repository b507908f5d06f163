from __future__ import annotations

import duckdb
import pytest

from hydrometer.content.capability import CAPABILITY_SQL
from hydrometer.model import CAPABILITIES

TYPES = {
    "text_capability": "varchar",
    "tool_count": "bigint",
    "tool_call_count": "bigint",
    "image_count": "bigint",
    "turn_count": "bigint",
    "reasoning": "boolean",
    "reasoning_tokens": "bigint",
}


def capability(**known: object) -> str:
    row = ", ".join(f"cast(? as {kind}) as {name}" for name, kind in TYPES.items())
    found = duckdb.execute(
        f"select {CAPABILITY_SQL} from (select {row})", [known.get(name) for name in TYPES]
    ).fetchone()
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "other"),
        ({"reasoning": False, "tool_count": 0, "image_count": 0}, "other"),
        ({"reasoning": True}, "reasoning"),
        ({"reasoning_tokens": 900}, "reasoning"),
        ({"tool_count": 2}, "tool_use"),
        ({"tool_call_count": 1}, "tool_use"),
        ({"tool_count": 2, "reasoning": True}, "agentic_reasoning"),
        ({"tool_count": 12, "tool_call_count": 3, "reasoning": True}, "orchestration"),
        ({"tool_count": 12, "tool_call_count": 1}, "tool_use"),
        ({"tool_count": 3, "tool_call_count": 4}, "tool_use"),
        ({"image_count": 1, "tool_count": 12, "tool_call_count": 3}, "vision"),
        ({"text_capability": "coding", "image_count": 1, "reasoning": True}, "coding"),
        ({"text_capability": "data_analysis", "image_count": 1}, "vision"),
        ({"text_capability": "reasoning", "image_count": 1}, "vision"),
        ({"text_capability": "computer_use", "image_count": 1}, "computer_use"),
        ({"text_capability": "other", "tool_count": 2}, "tool_use"),
        ({"text_capability": "instruction_following"}, "instruction_following"),
        ({"text_capability": "instruction_following", "reasoning": True}, "reasoning"),
    ],
)
def test_wording_first_then_metadata(known: dict[str, object], expected: str) -> None:
    assert capability(**known) == expected


def test_wording_that_is_not_known_is_no_wording() -> None:
    assert capability(text_capability=None, image_count=1) == "vision"


@pytest.mark.parametrize("label", CAPABILITIES)
def test_every_label_of_the_wording_is_kept_when_metadata_is_silent(label: str) -> None:
    assert capability(text_capability=label) == label
