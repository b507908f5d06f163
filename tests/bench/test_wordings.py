"""Learning weights from wordings: what separates is learned, kept and carded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hydrometer.bench.wordings import EVERYDAY, WEIGHTS, card, gathered, learned, main, save

ASKING = ["write every thought before the answer", "mark both replies and keep the better one"]
OTHERS = ["what time does the museum open", "mark the meeting in my calendar please"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sources of wordings, and everyday prompts."""
    for source in ("one", "two"):
        rows = [
            {"system": None, "prompt": f"{text} {n}", "label": label}
            for texts, label in ((ASKING, "reasoning"), (OTHERS, "none"))
            for text in texts
            for n in ("alpha", "beta", source)
        ]
        lines = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / f"{source}.jsonl").write_text(lines, "utf-8")
    prompts = pa.table(
        {
            "text": ["how do I bake bread", "you are a friendly tutor", "a puzzle"],
            "role": ["user", "system", "user"],
            "population": [EVERYDAY[0], EVERYDAY[1], "benchmark_question"],
        }
    )
    pq.write_table(prompts, tmp_path / "prompts.parquet")
    return tmp_path


def test_sources_come_in_order_and_only_everyday_prompts(folder: Path) -> None:
    found = gathered(folder, folder / "prompts.parquet")
    assert list(dict.fromkeys(found.source.tolist())) == ["one", "two", *EVERYDAY[:2]]
    assert found.matrix.shape[0] == len(found.label) == 26
    assert found.wanted.sum() == 12


def test_what_separates_is_learned_and_survives_saving(folder: Path, tmp_path: Path) -> None:
    wordings = gathered(folder, folder / "prompts.parquet")
    model = learned(wordings.matrix, wordings.wanted)
    odds = wordings.matrix @ model.weights + model.bias
    assert ((odds > 0) == wordings.wanted).all()
    save(model, tmp_path / "weights.npz")
    with np.load(tmp_path / "weights.npz") as held:
        kept = held["places"] * held["unit"]
    assert np.abs(wordings.matrix @ (kept - model.weights)).max() < 0.05 * np.ptp(odds)


def test_each_source_is_carded_as_left_out(folder: Path) -> None:
    rows = card(gathered(folder, folder / "prompts.parquet")).splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == [
        "| one",
        "| two",
        *(f"| {p}" for p in EVERYDAY[:2]),
    ]
    assert rows[2].split(" | ")[1:4] == ["0", "-", "-"]


def test_the_command_writes_and_prints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "weights.npz"
    arguments = [str(folder / "prompts.parquet"), "--wordings", str(folder), "--out", str(out)]
    assert main(arguments) == 0
    assert out.stat().st_size > 0
    assert "left out" in capsys.readouterr().out


def test_an_unknown_label_says_where(folder: Path) -> None:
    bad = {"system": None, "prompt": "x", "label": "reasonning"}
    (folder / "three.jsonl").write_text(json.dumps(bad), "utf-8")
    with pytest.raises(ValueError, match=r"three\.jsonl, line 1: .*reasonning"):
        gathered(folder, folder / "prompts.parquet")


def test_the_wordings_of_the_project_are_sound() -> None:
    for path in sorted((Path(__file__).parents[2] / "wordings").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        asking = sum(row["label"] != "none" for row in rows)
        assert len(rows) >= 600
        assert 0.4 < asking / len(rows) < 0.6 or (path.stem == "everyday" and asking == 0)
        texts = [(row["system"], row["prompt"]) for row in rows]
        assert len(set(texts)) == len(texts)
    assert WEIGHTS.is_file()
