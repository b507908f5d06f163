"""What an exchange is after, from its wording and, where that is silent, from its metadata."""

from __future__ import annotations

CAPABILITY_SQL = """
case
    when image_count > 0 and coalesce(text_capability, 'other') in (
        'other', 'instruction_following', 'reasoning', 'agentic_reasoning', 'data_analysis'
    ) then 'vision'
    when text_capability is not null
        and text_capability not in ('other', 'instruction_following') then text_capability
    when tool_call_count >= 2 and tool_count >= 8 then 'orchestration'
    when tool_count > 0 and (reasoning or reasoning_tokens > 0) then 'agentic_reasoning'
    when tool_count > 0 or tool_call_count > 0 then 'tool_use'
    when reasoning or reasoning_tokens > 0 then 'reasoning'
    else coalesce(text_capability, 'other')
end
"""
"""A DuckDB expression over ``text_capability`` (varchar), ``tool_count``, ``tool_call_count``,
``image_count``, ``turn_count``, ``reasoning_tokens`` (bigint) and ``reasoning`` (boolean): one of
``CAPABILITIES``, never null.

- Wording that names an ability comes first: it says what is asked, metadata only with what means.
- Wording that names none (a bare instruction, or chat) yields to metadata, since a tool result or
  "continue" is the ordinary last turn of an agent.
- An image in the request is there to be looked at: `vision`, also where the wording says
  that something is to be worked out of it, or that it shows figures.
- Several calls in one answer, with so many tools declared that choosing among them is the work:
  `orchestration`.  Eight tools are more than single-purpose applications declare; the number
  decides a label, never a verdict.
- Tools with extended reasoning: `agentic_reasoning`.  Tools, or calls where the log leaves out
  what was declared: `tool_use`.
- Extended reasoning alone: `reasoning`.  ``turn_count`` tells nothing that these do not, and is
  not asked.
- A null counts as absent: SQL's unknown is not true, so its branch is passed over.
"""
