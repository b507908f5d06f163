"""Kinds of work done by programs: products, batches, translations, evaluations, timers."""

from __future__ import annotations

import numpy as np

from hydrometer.bench.draft import Draft
from hydrometer.bench.ledger import Array, Ints
from hydrometer.bench.lengths import lengths
from hydrometer.bench.rhythm import FLAT, MILD, PEAKED, WAKING
from hydrometer.bench.wording import VOICE, systems
from hydrometer.bench.work import Fields, adoption, languages, settings

EVALUATIONS = [VOICE[name] for name in ("benchmark", "reasoning", "grading", "coding")]


def product(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """A product's back end: one scaffold or a few, many end users, its own build, steady."""
    rng = draft.rng
    style = draft.keys(n)
    return {
        **adoption(draft, n, keen=0.08, days=12.0),
        **settings(draft, n),
        **lengths(rng, n, 800, 140),
        "style": style,
        "voice": rng.choice(
            [VOICE["support"], VOICE["documents"], VOICE["chat"]], n, p=[0.5, 0.3, 0.2]
        ),
        "language": languages(draft, country, n),
        "shape": rng.choice([MILD, WAKING, FLAT], n, p=[0.45, 0.4, 0.15]),
        "week": rng.choice([0, 1, 2], n),
        "session_size": rng.uniform(1, 5, n),
        "gap_s": rng.uniform(10, 80, n),
        "burst_size": rng.uniform(2, 12, n),
        "burst_h": 1.5,
        "client": builds(draft, n, 0.6),
        "system": draft.system([systems.product(int(key)) for key in style]),
        "tools": rng.choice([0, 0, 2, 4, 7], n),
        "tool_calls": 0.3,
        "end_users": np.where(rng.random(n) < 0.6, rng.lognormal(5, 1.5, n).astype(int) + 2, 0),
        "templates": rng.integers(1, 4, n),
        "logged": rng.random(n) < 0.3,
        "caching": 0.3,
    }


def builds(draft: Draft, n: int, own: float) -> Ints:
    """Clients of back ends: a share with an own build, the rest with a public SDK."""
    families = np.array(draft.clients.own_builds(n))
    public = draft.rng.choice(draft.clients.groups["sdk"], n)
    return np.where(draft.rng.random(n) < own, families, public)


def documents(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """A batch job: one scaffold over a long list of documents, in large nightly bursts."""
    rng = draft.rng
    return {
        **adoption(draft, n, keen=0.08, days=12.0),
        **settings(draft, n),
        **lengths(rng, n, 1500, 110),
        "voice": VOICE["documents"],
        "language": languages(draft, country, n),
        "shape": rng.choice([FLAT, MILD, PEAKED], n),
        "week": rng.choice([0, 2], n),
        "session_size": rng.lognormal(4, 1, n).clip(5, 600),
        "gap_s": rng.uniform(0.3, 6, n),
        "burst_size": 2.0,
        "burst_h": 1.0,
        "client": builds(draft, n, 0.4),
        "batched": (rng.random(n) < 0.4).astype(float),
        "templates": rng.integers(1, 3, n),
        "streamed": 0.0,
    }


def translation(draft: Draft, n: int, country: Array | None = None) -> Fields:
    """Bulk translation: one instruction, every text new, around the clock."""
    rng = draft.rng
    return documents(draft, n, country) | {
        **lengths(rng, n, 450, 420),
        "voice": VOICE["translation"],
        "shape": rng.choice([FLAT, MILD], n),
        "session_size": rng.lognormal(3, 1, n).clip(3, 200),
        "temperature": rng.choice([0.0, 0.2, 0.3, 1.0], n),
        "batched": 0.0,
    }


def benchmark(draft: Draft, n: int, lists: Array, items: Array) -> Fields:
    """An evaluation: lists of questions, each asked of several models and asked again."""
    rng = draft.rng
    return {
        **adoption(draft, n, keen=0.7, days=3.0),
        **settings(draft, n),
        **lengths(rng, n, 320, 550),
        "temperature": rng.choice([0.0, 0.6, 1.0], n),
        "voice": rng.choice(EVALUATIONS, n),
        "shape": rng.choice([FLAT, MILD, WAKING], n),
        "week": rng.choice([0, 2], n),
        "session_size": 1.0,
        "burst_size": rng.lognormal(5, 0.8, n).clip(20, 2000),
        "burst_h": rng.uniform(0.5, 6, n),
        "client": builds(draft, n, 0.3),
        "reasoning": rng.choice([0.0, 0.5, 1.0], n, p=[0.3, 0.2, 0.5]),
        "list": lists,
        "items": items,
        "templates": rng.integers(1, 4, n),
        "streamed": 0.0,
    }


def synthetic(draft: Draft, n: int) -> Fields:
    """Training data made with permission: few templates, inputs from a list sampled again."""
    rng = draft.rng
    return documents(draft, n) | {
        **lengths(rng, n, 500, 600),
        "voice": VOICE["synthetic"],
        "list": draft.keys(n),
        "items": rng.integers(200, 3000, n),
        "session_size": rng.uniform(1, 20, n),
        "reasoning": rng.choice([0.0, 1.0], n),
        "templates": rng.integers(2, 9, n),
    }


def red_team(draft: Draft, n: int) -> Fields:
    """Safety research: lists of risky questions, asked of every model, answers graded."""
    lists, items = draft.keys(n), draft.rng.integers(40, 600, n)
    return benchmark(draft, n, lists, items) | {
        "voice": draft.rng.choice([VOICE["safety"], VOICE["grading"]], n, p=[0.7, 0.3]),
        "burst_size": draft.rng.lognormal(3.5, 0.8, n),
    }


def monitor(draft: Draft, n: int, exchanges: Ints, begins: Ints) -> Fields:
    """A timer that asks the same few things all day and night."""
    period = (draft.end - begins) / 1e6 / np.maximum(exchanges, 1)
    return {
        **adoption(draft, n, keen=0.0, days=30.0),
        **settings(draft, n),
        **lengths(draft.rng, n, 120, 30),
        "input_sd": 0.05,
        "voice": VOICE["monitor"],
        "period_s": np.maximum(period, 60.0),
        "client": builds(draft, n, 0.3),
        "items": draft.rng.integers(1, 4, n),
        "list": draft.keys(n),
        "streamed": 0.0,
    }
