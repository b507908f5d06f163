"""Text of prompts and answers: grammars with slots, and a sample of public prompts.

A voice is a way of asking.  ``turns`` are conversations, ``rows`` ask something new every time,
``samples`` ask the same again within a session.  The voices of capabilities serve honest
evaluators and operators alike: who asks cannot be read off the words.
"""

from hydrometer.model import CAPABILITIES

VOICES = (
    ("chat", "turns"),
    ("script", "turns"),
    ("agent", "turns"),
    ("support", "turns"),
    ("assignment", "turns"),
    ("documents", "rows"),
    ("translation", "rows"),
    ("synthetic", "rows"),
    ("viral", "samples"),
    ("monitor", "samples"),
    ("safety", "samples"),
    ("benchmark", "samples"),
    ("reasoning", "samples"),
    ("grading", "samples"),
    ("censorship_safe_rewriting", "samples"),
    ("data_analysis", "samples"),
    ("vision", "samples"),
    ("agentic_reasoning", "turns"),
    ("tool_use", "turns"),
    ("coding", "turns"),
    ("computer_use", "turns"),
    ("orchestration", "turns"),
)
VOICE = {name: number for number, (name, _) in enumerate(VOICES)}
CAPABILITY = {name: number for number, name in enumerate(CAPABILITIES)}
