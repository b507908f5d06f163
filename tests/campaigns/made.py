"""Verdicts and findings made up in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from hydrometer.campaigns.assembly import Found
from hydrometer.campaigns.judge import Answer, Verdict
from hydrometer.campaigns.scan import Group, Shared
from hydrometer.model import MOMENT, Family, Signal

ASSIGNED = pa.schema(
    [("exchange_key", pa.uint64()), ("account_key", pa.uint64()), ("chain", pa.uint64()),
     ("sent_at", MOMENT), ("pool", pa.int64()), ("stream", pa.int32()),
     ("certainty", pa.float32())]
)  # fmt: skip

LOADED = Signal(
    "allocation_dispersion",
    Family.BEHAVIOUR,
    "dispatch",
    "dispatch",
    (),
    "",
    "{hours} hours: {measure:.1f}",
)


def answer(p_value: float = 0.01, signal: Signal = LOADED) -> Answer:
    return Answer(signal, p_value, 1.5, np.array([3.0, 4.0, 5.0]), {"hours": 40})


def verdict(pool: int, stream: int, p_value: float = 0.001, **more: Any) -> Verdict:
    """A stream of a hundred exchanges that is dealt out, unless ``more`` says otherwise."""
    given: dict[str, Any] = {
        "accounts": 5,
        "exchanges": 100,
        "extraction_p": p_value,
        "dispatch_p": 0.01,
        "references": 300,
        "answers": (answer(p_value),),
    }
    given |= more
    return Verdict(panel=10 * pool + stream, pool=pool, stream=stream, p_value=p_value, **given)


def found(pool: int, *streams: int, q_value: float = 0.005) -> Found:
    return Found(pool, 0, tuple(verdict(pool, stream) for stream in streams), q_value)


def group(*members: int, score: float = 20.0) -> Group:
    """Parties that are tied to each other beyond doubt."""
    return Group(np.array(members, np.int32), score, {"payment": score}, np.full(len(members), 9.0))


def shared(family: str = "payment") -> Shared:
    return Shared(family, 1, 3, 3.0, 0.1, 0, 12.0)
