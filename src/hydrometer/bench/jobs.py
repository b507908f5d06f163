"""What an operator asks of a pool: probing, then the harvest, one workload for each capability.

A reported operator moved nearly half of its traffic to a new model within 24 hours of its launch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hydrometer.bench import lineup, work
from hydrometer.bench.draft import Draft
from hydrometer.bench.lengths import lengths
from hydrometer.bench.rhythm import FLAT, HOUR_US, MILD, WAKING
from hydrometer.bench.wording import CAPABILITY, VOICE, systems


@dataclass(frozen=True)
class Job:
    """What one operator asks of a pool.  ``begins`` and ``ends`` are shares of the window."""

    name: str
    exchanges: int
    targets: dict[str, float]
    templates: int = 6
    paraphrase: float = 0.1
    samples: float = 1.0  # answers taken of one input
    tool_turns: float = 0.35
    logged: float = 0.3  # share of workloads whose session ids are in the log
    session_size: float = 6.0
    pivot: float = 0.45  # share moved to the new model
    pivot_hours: float = 18.0
    probing: float = 0.01  # share of exchanges spent on probing before the rest
    rhythm: str = "flat"  # flat, human
    begins: float = 0.05
    ends: float = 1.0
    disguised: bool = False  # sent through a public agent tool, with its settings
    shift_at: float = 1.0  # where scaffold and model change, as a share of the window


def run(draft: Draft, job: Job, pool: int, campaign: int, end_users: bool) -> None:
    """Add one workload for each capability and phase of the job."""
    styles = dict(zip(("first", "later"), draft.keys(2).tolist(), strict=True))
    for target, share in job.targets.items():
        for begins, ends, portion, phase in _phases(job):
            fields = _elicitation(draft, job, target, styles[phase]) | _models(draft, job, phase)
            fields |= _disguise(draft) if job.disguised else {}
            fields |= {
                "pool": pool,
                "campaign": campaign,
                "exchanges": max(1, round(job.exchanges * share * portion)),
                "begins": draft.moment(begins),
                "ends": draft.moment(ends),
                "end_users": 5000 * end_users,
            }
            draft.work.add(1, fields)


def _phases(job: Job) -> list[tuple[float, float, float, str]]:
    """(begin, end, share of the exchanges, wrappers); a shift cuts the harvest in two."""
    harvest = job.begins + 0.12 * (job.ends - job.begins)
    phases = [(job.begins, harvest, job.probing, "first")] if job.probing else []
    if job.shift_at >= 1:
        return [*phases, (harvest, job.ends, 1 - job.probing, "first")]
    rest = (1 - job.probing) / 2
    middle = max(harvest, job.shift_at)
    return [*phases, (harvest, middle, rest, "first"), (middle, job.ends, rest, "later")]


def _models(draft: Draft, job: Job, phase: str) -> dict[str, Any]:
    base = lineup.MEDIUM if phase == "later" else lineup.LARGE
    return {
        "base": base,
        "next": lineup.NEW,
        "adopts_at": draft.release + int(draft.rng.uniform(0.5, 4) * HOUR_US),
        "adopts": job.pivot,
        "ramp": int(job.pivot_hours * HOUR_US),
    }


_LENGTHS = {
    "reasoning": (300, 900),
    "grading": (700, 250),
    "censorship_safe_rewriting": (350, 300),
    "agentic_reasoning": (2500, 350),
    "tool_use": (3000, 200),
    "coding": (3500, 420),
    "data_analysis": (1500, 500),
    "computer_use": (2800, 120),
    "vision": (900, 260),
    "orchestration": (3800, 380),
}
_AGENTIC = ("agentic_reasoning", "tool_use", "coding", "computer_use", "orchestration")


def _elicitation(draft: Draft, job: Job, target: str, style: int) -> dict[str, Any]:
    """What is asked for one capability, with the settings of a client that was written for it."""
    rng = draft.rng
    agentic = target in _AGENTIC
    flat = job.rhythm == "flat"
    return {
        **work.settings(draft, 1),
        **lengths(rng, 1, *_LENGTHS[target]),
        "capability": CAPABILITY[target],
        "voice": VOICE[target],
        "style": np.uint64(style + CAPABILITY[target]),
        "list": draft.keys(1),
        "templates": max(1, round(job.templates / len(job.targets))),
        "paraphrase": job.paraphrase,
        "shape": FLAT if flat else rng.choice([MILD, WAKING]),
        "week": 0 if flat else 1,
        "hour": int(rng.integers(24)),
        "session_size": job.session_size if agentic else job.samples,
        "gap_s": float(rng.uniform(5, 40)),
        "burst_size": 1.0 if flat else 4.0,
        "burst_h": 2.0,
        "client": int(rng.choice(draft.clients.groups["sdk"])),
        "system": _system(draft, target) if rng.random() < 0.6 else -1,
        "tools": int(rng.integers(2, 25)) if agentic else 0,
        "tool_calls": 0.75 if agentic else 0.0,
        "tool_turns": job.tool_turns if agentic else 0.0,
        "images": 0.95 if target == "vision" else 0.6 * (target == "computer_use"),
        "reasoning": float(rng.choice([0.6, 1.0])) if target != "grading" else 0.2,
        "logged": rng.random() < job.logged,
        "caching": 0.4 if agentic else 0.0,
    }


_OF_THE_TOOL = (
    "client lag_days system tools max_tokens temperature streamed caching logged input_mu output_mu"
)


def _disguise(draft: Draft) -> dict[str, Any]:
    """What a public agent tool shows of itself."""
    tool = work.agent_tool(draft, 1)
    return {name: tool[name] for name in _OF_THE_TOOL.split()}


def _system(draft: Draft, target: str) -> int:
    """The job's own system prompt, or a public tool's for agentic work."""
    if target in _AGENTIC and draft.rng.random() < 0.5:
        return int(work.public_systems(draft)[0])
    return int(draft.system([systems.product(int(draft.keys(1)[0]))])[0])
