"""Learn the weights of `content.likeness`: ``python -m hydrometer.bench.wordings PROMPTS``.

PROMPTS is a Parquet file with ``text``, ``role`` (user or system) and ``population``, of which the
populations in `EVERYDAY` count as ordinary requests.  The rest are the wordings in a folder, one
file a source: ``system``, ``prompt`` and ``label``, the kind of training material that is asked
for, or ``none``.  Writes the weights and prints the card of the model.

What the card states is found on what was not learned from: each source is left out in turn, and
each everyday population.  Logistic regression with a ridge and no random start, so that the same
input gives the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from hydrometer.bench.tabular import markdown, ratio
from hydrometer.content.likeness import LEVELS, SIZE, places
from hydrometer.content.normalising import Texts

WEIGHTS = Path(__file__).parents[1] / "content" / "likeness.npz"
KINDS = ("reasoning", "grading", "rewriting", "trajectory", "synthesis")
NONE = "none"
EVERYDAY = (
    "organic_chat", "organic_persona_prompt", "organic_coding_agent", "customer_support",
    "assistant_intent", "agent_tool_system_prompt", "honest_agent",
)  # fmt: skip
EACH = 500
"""Texts of an everyday population that are taken, at most: those whose digests come first."""
RIDGE = 0.02
STEPS = 120
_FINEST = 127

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Wordings(NamedTuple):
    """Requests side by side; ``wanted`` says whether they ask for training material."""

    source: NDArray[np.str_]
    label: NDArray[np.str_]
    matrix: csr_matrix

    @property
    def wanted(self) -> Flags:
        """Whether training material is asked for."""
        return np.asarray(self.label != NONE)


class Model(NamedTuple):
    """Log odds are ``matrix @ weights + bias``."""

    weights: Floats
    bias: float

    def reached(self, matrix: csr_matrix) -> list[Flags]:
        """What reaches each of `LEVELS`."""
        odds = matrix @ self.weights + self.bias
        return [np.asarray(odds >= level) for level in LEVELS]


def gathered(folder: Path, prompts: Path) -> Wordings:
    """All wordings, source after source.  Raises ValueError where a line has no known label."""
    rows = [*_written(folder), *_everyday(prompts)]
    source, label, system, prompt = zip(*rows, strict=True)
    matrix = _places(prompt) + _places(system)
    held = np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1.0)
    return Wordings(np.array(source), np.array(label), csr_matrix(diags(held**-0.5) @ matrix))


Row = tuple[str, str, str | None, str | None]


def _written(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            row = json.loads(line)
            if row["label"] not in (*KINDS, NONE):
                raise ValueError(f"{path}, line {number}: there is no label {row['label']!r}")
            yield path.stem, row["label"], row["system"], row["prompt"]


def _everyday(prompts: Path) -> Iterator[Row]:
    table = pq.read_table(prompts, columns=["text", "role", "population"]).to_pylist()
    for population in EVERYDAY:
        own = [row for row in table if row["population"] == population]
        own.sort(key=lambda row: blake2b(row["text"].encode()).digest())
        for row in own[:EACH]:
            role = row["role"] == "system"
            yield population, NONE, row["text"] if role else None, None if role else row["text"]


def _places(texts: tuple[str | None, ...]) -> csr_matrix:
    """Texts x places, 1 where a text has it."""
    laid = Texts.of(pa.array(texts, pa.large_string()))
    starts, found = places(laid.data, laid.offsets)
    return csr_matrix((np.ones(len(found)), found, starts), (len(texts), SIZE))


def learned(matrix: csr_matrix, wanted: Flags) -> Model:
    """The model of least logistic loss with a ridge."""
    signs = np.where(wanted, 1.0, -1.0)
    turned = csr_matrix(matrix.T)

    def loss(point: Floats) -> tuple[float, Floats]:
        margins = signs * (matrix @ point[:-1] + point[-1])
        pull = -signs / (1.0 + np.exp(margins))
        value = np.logaddexp(0.0, -margins).sum() + RIDGE * (point[:-1] ** 2).sum()
        return float(value), np.append(turned @ pull + 2 * RIDGE * point[:-1], pull.sum())

    found = minimize(
        loss, np.zeros(SIZE + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}
    )
    return Model(found.x[:-1], float(found.x[-1]))


def save(model: Model, path: Path) -> None:
    """Write the weights in 255 levels, which changes hardly a verdict."""
    unit = np.abs(model.weights).max() / _FINEST
    levels = np.round(model.weights / unit).astype(np.int8)
    np.savez_compressed(path, places=levels, unit=np.float32(unit), bias=np.float32(model.bias))


def card(wordings: Wordings) -> str:
    """By source, learned without it: what share of those that ask, and of others, reach a level."""
    rows = []
    for source in dict.fromkeys(wordings.source.tolist()):
        out = wordings.source == source
        model = learned(wordings.matrix[~out], wordings.wanted[~out])
        wanted = wordings.wanted[out]
        reached = model.reached(wordings.matrix[out])
        cells = [
            [f"{int(group.sum()):,}"]
            + [ratio(int((level & group).sum()), int(group.sum())) for level in reached]
            for group in (wanted, ~wanted)
        ]
        rows.append([source, *cells[0], *cells[1]])
    return markdown(("left out", "ask", "like", "much", "others", "like", "much"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Learn, write and print; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m hydrometer.bench.wordings", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("prompts", type=Path, help="Parquet file of everyday prompts")
    parser.add_argument(
        "--wordings", type=Path, default=Path("wordings"), metavar="FOLDER",
        help="JSON Lines, a file a source (default: wordings)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=WEIGHTS, metavar="FILE",
        help="where the weights go (default: into the package)",
    )  # fmt: skip
    chosen = parser.parse_args(arguments)
    wordings = gathered(chosen.wordings, chosen.prompts)
    save(learned(wordings.matrix, wordings.wanted), chosen.out)
    print(card(wordings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
