"""The text columns of a chunk: which words each exchange gets."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hydrometer.bench.draft import Draft
from hydrometer.bench.identifiers import mix, unit
from hydrometer.bench.ledger import Array, Flags, Ints, Keys
from hydrometer.bench.rhythm import Timeline
from hydrometer.bench.wording import render
from hydrometer.bench.wording.draws import Ask

_ROWS = np.array([mode == "rows" for mode in render.MODES])


class Texts:
    """Words for the exchanges of one world."""

    def __init__(self, draft: Draft) -> None:
        self._work = draft.work
        self._systems = pa.array(draft.systems, pa.string())
        counts = draft.work["exchanges"]
        self._first = np.cumsum(counts) - counts

    def of(self, line: Timeline, answered: Flags, seed: int) -> dict[str, pa.Array]:
        """System prompt, prompt and answer; there is no answer where the request failed."""
        w = line.workload
        voice = self._work["voice"][w]
        items = self._items(line, voice)
        styles = self._styles(line, items)
        result = (line.position > 0) & (unit(line.sequence, 120) < self._work["tool_turns"][w])
        system = self._work["system"][w].astype(np.int64)
        replies = mix(line.sequence, 121 + seed)
        return {
            "system_prompt": self._systems.take(pa.array(system, mask=system < 0)),
            "prompt": pa.array(
                _prompts(voice, items, styles, line, self._work["language"][w], result)
            ),
            "response": pa.array(_replies(voice, replies, answered), pa.string()),
        }

    def _items(self, line: Timeline, voice: Array) -> Keys:
        """What each exchange asks about: an entry of a list, or something new."""
        w = line.workload
        number = np.where(_ROWS[voice], line.sequence - self._first[w], line.ordinal).astype(
            np.uint64
        )
        length = self._work["items"][w].astype(np.uint64)
        entry = np.where(length > 0, number % np.maximum(length, np.uint64(1)), number)
        source = np.where(length > 0, self._work["list"][w], self._work["style"][w])
        own = np.where(length > 0, 0, w).astype(np.uint64)
        return mix(mix(source, 122) + (own << np.uint64(32)) + entry, 123)

    def _styles(self, line: Timeline, items: Keys) -> Keys:
        """How it is worded: one of the workload's templates, or a paraphrase of its own."""
        w = line.workload
        template = mix(items, 124) % self._work["templates"][w].astype(np.uint64)
        usual = mix(self._work["style"][w] + template, 125)
        anew = unit(line.sequence, 126) < self._work["paraphrase"][w]
        return np.where(anew, mix(line.sequence, 127), usual)


def _prompts(
    voice: Array, items: Keys, styles: Keys, line: Timeline, language: Array, result: Flags
) -> list[str]:
    rows = zip(
        voice.tolist(),
        items.tolist(),
        styles.tolist(),
        line.position.tolist(),
        language.tolist(),
        result.tolist(),
        strict=True,
    )
    return [render.prompt(v, Ask(i, s, p, g, r)) for v, i, s, p, g, r in rows]


def _replies(voice: Array, keys: Ints | Keys, answered: Flags) -> list[str | None]:
    rows = zip(voice.tolist(), keys.tolist(), answered.tolist(), strict=True)
    return [render.response(v, k) if told else None for v, k, told in rows]
