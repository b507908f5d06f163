"""Kinds of work: what is asked, in what rhythm, with what software and settings.

Each function gives the fields of ``n`` workloads.  Populations attach them to accounts, relays to
pools: so what an honest customer of a relay does is what the same customer would do without it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hydrometer.bench import lineup
from hydrometer.bench.clients import AGENT_TOOLS
from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Array, Ints
from hydrometer.bench.lengths import lengths
from hydrometer.bench.rhythm import DAY_US, HOUR_US, MILD, PEAKED, WAKING
from hydrometer.bench.wording import VOICE, systems

Fields = dict[str, Any]

_MAX_TOKENS = (0, 256, 512, 1000, 1024, 2000, 2048, 3000, 4000, 4096, 8000, 8192, 16000, 32000)
_TEMPERATURES = (np.nan, 0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 1.0)
_TOOLS = (22, 14, 31, 9, 17)  # declared by each public agent tool
_TOOL_MAX = (32000, 8192, 16000, 4096, 8000)


def adoption(draft: Draft, n: int, keen: float = 0.3, days: float = 8.0) -> Fields:
    """Models in use and how the new one is taken up: a few at once, most by and by, some never.

    ``keen`` is the share that tries it within hours; the rest waits ``days`` in the mean.
    """
    rng = draft.rng
    base = rng.choice(5, n, p=[0.06, 0.26, 0.34, 0.22, 0.12])
    moves = rng.random(n) < np.where(base == lineup.SMALL, 0.15, 0.75)
    eager = rng.random(n) < keen
    wait = np.where(eager, rng.exponential(0.25, n), rng.exponential(days, n)) * DAY_US
    ramp = np.where(eager, rng.uniform(0.01, 0.6, n), rng.uniform(0.01, 4, n)) * DAY_US
    return {
        "base": base,
        "next": np.where(moves & (base != lineup.ALIAS), lineup.NEW, -1),
        "adopts_at": draft.release + wait.astype(np.int64),
        "adopts": rng.beta(1.3, 1.0, n),
        "ramp": ramp.astype(np.int64),
    }


def together(draft: Draft, groups: Ints, fields: Fields) -> Fields:
    """Let the workloads of a group change models at one moment, as central administration does."""
    first = np.unique(groups, return_index=True)[1][np.unique(groups, return_inverse=True)[1]]
    shared = ("base", "next", "adopts_at", "adopts", "ramp")
    return fields | {name: np.asarray(fields[name])[first] for name in shared}


def settings(draft: Draft, n: int) -> Fields:
    """``max_tokens`` and temperature as single customers choose them."""
    rng = draft.rng
    odd = rng.integers(100, 6000, n)
    usual = rng.choice(_MAX_TOKENS, n)
    return {
        "max_tokens": np.where(rng.random(n) < 0.2, odd, usual),
        "temperature": rng.choice(_TEMPERATURES, n),
        "errors": rng.beta(0.5, 30, n),
        "lag_days": rng.exponential(12.0, n),
        "style": draft.keys(n),
        "streamed": (rng.random(n) < 0.6).astype(float),
    }


def languages(draft: Draft, country: Array | None, n: int) -> Ints:
    """Language of the wording: 0 is English, used by most."""
    if country is None:
        return np.zeros(n, np.int64)
    return np.where(draft.rng.random(n) < 0.55, np.asarray(country) % 7, 0)


def chat(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """A person in conversation: evenings and weekends too, short sessions."""
    rng = draft.rng
    return {
        **adoption(draft, n),
        **settings(draft, n),
        **lengths(rng, n, 380, 330),
        "max_tokens": 0,
        "temperature": np.nan,
        "voice": VOICE["chat"],
        "language": languages(draft, country, n),
        "shape": rng.choice([WAKING, PEAKED, MILD], n, p=[0.55, 0.3, 0.15]),
        "week": 1,
        "session_size": rng.uniform(2, 7, n),
        "gap_s": rng.uniform(40, 200, n),
        "burst_size": rng.uniform(1, 3, n),
        "burst_h": 5.0,
        "client": rng.choice(draft.clients.groups["web"], n),
        "reasoning": (rng.random(n) < 0.2) * 0.8,
        "images": (rng.random(n) < 0.15) * 0.2,
        "logged": rng.random(n) < 0.7,
        "streamed": 1.0,
        "caching": 0.5,
    }


def agent_tool(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """A developer in a public agent tool: its client, system prompt and tools, own questions."""
    rng = draft.rng
    tool = rng.choice(AGENT_TOOLS, n, p=[0.4, 0.25, 0.15, 0.1, 0.1])
    return {
        **adoption(draft, n, keen=0.4, days=5.0),
        **settings(draft, n),
        **lengths(rng, n, 5200, 240),
        "max_tokens": np.array(_TOOL_MAX)[tool],
        "temperature": np.where(tool == 2, 0.2, np.nan),
        "voice": VOICE["agent"],
        "language": languages(draft, country, n),
        "shape": rng.choice([WAKING, PEAKED], n),
        "week": rng.choice([1, 2], n),
        "session_size": rng.uniform(6, 26, n),
        "gap_s": rng.uniform(8, 40, n),
        "burst_size": rng.uniform(1.5, 5, n),
        "burst_h": 4.0,
        "client": np.array(draft.clients.groups["agent"])[tool],
        "system": public_systems(draft)[tool],
        "tools": np.array(_TOOLS)[tool],
        "tool_calls": rng.uniform(0.5, 0.9, n),
        "tool_turns": rng.uniform(0.3, 0.7, n),
        "reasoning": rng.choice([0.0, 0.5, 1.0], n, p=[0.4, 0.3, 0.3]),
        "logged": np.isin(tool, [0, 1, 3]),
        "streamed": 1.0,
        "caching": 0.85,
    }


def public_systems(draft: Draft) -> Ints:
    """The system prompts of the public agent tools: one each, the same for everybody."""
    texts = [systems.tool(number) for number in range(AGENT_TOOLS)]
    if texts[0] not in draft.systems:
        return draft.system(texts)
    return draft.systems.index(texts[0]) + np.arange(AGENT_TOOLS)


def scripting(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """A developer's own scripts and notebooks through an SDK."""
    rng = draft.rng
    clients = draft.clients.groups["sdk"] + draft.clients.groups["script"]
    return {
        **adoption(draft, n, keen=0.35),
        **settings(draft, n),
        **lengths(rng, n, 700, 380),
        "voice": VOICE["script"],
        "language": languages(draft, country, n),
        "shape": rng.choice([WAKING, PEAKED], n),
        "week": 1,
        "session_size": rng.uniform(2, 12, n),
        "gap_s": rng.uniform(5, 90, n),
        "burst_size": rng.uniform(1, 5, n),
        "burst_h": 3.0,
        "client": rng.choice(clients, n),
        "tools": rng.choice([0, 0, 1, 3, 5], n),
        "tool_calls": 0.4,
        "reasoning": rng.choice([0.0, 0.3, 1.0], n, p=[0.6, 0.2, 0.2]),
        "logged": rng.random(n) < 0.1,
    }


def active(draft: Draft, accounts: Ints) -> Fields:
    """From when to when accounts are used: from sign-up, some only for a few days or weeks."""
    rng, created = draft.rng, draft.accounts["created_at"][accounts]
    begins = np.maximum(created, draft.start) + (
        rng.exponential(6, accounts.size) * HOUR_US
    ).astype(np.int64)
    begins = np.minimum(begins, draft.end - DAY_US)
    stays = np.where(rng.random(accounts.size) < 0.7, 1e9, rng.exponential(8, accounts.size) + 0.2)
    ends = begins + np.minimum(stays * DAY_US, draft.end - begins).astype(np.int64)
    return {"account": accounts, "begins": begins, "ends": ends}
