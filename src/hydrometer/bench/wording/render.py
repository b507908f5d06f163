"""From numbers to text: which words stand in the prompt and the answer of an exchange."""

from __future__ import annotations

from collections.abc import Callable

from hydrometer.bench.wording import VOICES, agents, bulk, conversation, elicitation
from hydrometer.bench.wording.answers import answer
from hydrometer.bench.wording.draws import Ask

_VOICES: dict[str, Callable[[Ask], str]] = {
    "chat": conversation.chat,
    "script": conversation.script,
    "agent": agents.agent,
    "support": conversation.support,
    "assignment": conversation.assignment,
    "documents": bulk.documents,
    "translation": bulk.translation,
    "synthetic": bulk.synthetic,
    "viral": conversation.viral,
    "monitor": bulk.monitor,
    "safety": elicitation.safety,
    "benchmark": elicitation.benchmark,
    "reasoning": elicitation.reasoning,
    "grading": elicitation.grading,
    "censorship_safe_rewriting": elicitation.rewriting,
    "data_analysis": elicitation.data_analysis,
    "vision": elicitation.vision,
    "agentic_reasoning": agents.agentic_reasoning,
    "tool_use": agents.tool_use,
    "coding": agents.coding,
    "computer_use": agents.computer_use,
    "orchestration": agents.orchestration,
}
_BY_NUMBER = [_VOICES[name] for name, _ in VOICES]
MODES = [mode for _, mode in VOICES]


def prompt(voice: int, ask: Ask) -> str:
    """The last user turn."""
    return _BY_NUMBER[voice](ask)


def response(voice: int, key: int) -> str:
    """The answer."""
    return answer(VOICES[voice][0], key)
