"""Words are repeatable, varied, and repeat where they do in reality."""

import gzip
import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hydrometer.bench.wording import VOICE, VOICES, render
from hydrometer.bench.wording.draws import Ask, Draw, samples, vocabulary
from hydrometer.model import CAPABILITIES

WRAPPED = ["reasoning", "grading", "coding", "orchestration", "benchmark"]


@pytest.mark.parametrize(("name", "mode"), VOICES)
def test_each_voice_speaks_and_says_the_same_again(name: str, mode: str) -> None:
    for position in (0, 1):
        for language in range(7):
            asks = [Ask(n, 5, position, language, result=n % 2 == 0) for n in range(40)]
            texts = [render.prompt(VOICE[name], ask) for ask in asks]
            assert texts == [render.prompt(VOICE[name], ask) for ask in asks]
            assert all(text.strip() for text in texts)
    assert mode in {"turns", "rows", "samples"}


def test_every_slot_of_the_vocabulary_is_filled() -> None:
    bulk = [name for name, _ in VOICES if name not in {"chat", "agent", "assignment", "synthetic"}]
    asks = [Ask(n, n % 9, position) for n in range(300) for position in (0, 1)]
    texts = [render.prompt(VOICE["support"], ask) for ask in asks]
    texts += [render.prompt(VOICE[name], ask) for name in bulk for ask in asks[::50]]
    slots = re.compile(r"\{(t|u|p|y|m|g|name|things)\}")
    assert [text for text in texts if slots.search(text)] == []


@pytest.mark.parametrize("name", [name for name, _ in VOICES])
def test_answers_are_repeatable(name: str) -> None:
    assert render.response(VOICE[name], 4) == render.response(VOICE[name], 4)
    assert len({render.response(VOICE[name], n) for n in range(50)}) > 40


@pytest.mark.parametrize("name", [n for n in CAPABILITIES[:-2] if n in VOICE])
def test_lists_of_extraction_hardly_repeat(name: str) -> None:
    texts = {render.prompt(VOICE[name], Ask(n * 7919, 5)) for n in range(3_000)}
    assert len(texts) > 2_900


@pytest.mark.parametrize("name", WRAPPED)
def test_one_style_is_one_wrapper_and_styles_differ(name: str) -> None:
    opening = Counter(render.prompt(VOICE[name], Ask(n, 5)).split("\n\n")[0] for n in range(50))
    assert len(opening) == 1
    others = {render.prompt(VOICE[name], Ask(1, style)).split("\n\n")[0] for style in range(300)}
    assert len(others) > 290


def test_every_capability_that_can_be_extracted_has_a_voice() -> None:
    assert set(CAPABILITIES) - set(VOICE) == {"instruction_following", "other"}


def test_draws_are_even() -> None:
    counts = Counter(Draw(key).below(10) for key in range(20_000))
    assert sum((counts[n] - 2000) ** 2 / 2000 for n in range(10)) < 28  # 9 degrees, 0.999
    assert {Draw(key).number(3, 5) for key in range(99)} == {3, 4, 5}


def test_the_sample_is_small_and_names_its_licences() -> None:
    path = files("hydrometer.bench") / "data" / "prompts.json.gz"
    kept = json.loads(gzip.decompress(path.read_bytes()))
    assert len(kept["prompts"]) <= 1500
    licences = {source["licence"] for source in kept["sources"]}
    assert licences == {"MIT", "Apache-2.0", "CC0-1.0"}
    notice = (files("hydrometer.bench") / "data" / "NOTICE.md").read_text("utf-8")
    assert {number for _, number, _ in kept["prompts"]} == set(range(len(kept["sources"])))
    for source in kept["sources"]:
        assert source["source"].split()[0].split("/")[0] in notice


def test_samples_and_vocabulary_are_filled() -> None:
    for group in ("mathematics", "code", "shell", "tools", "chat"):
        assert len(samples(group)) >= 100
    assert len(set(vocabulary("topics"))) == len(vocabulary("topics")) > 20


def test_what_repeats_between_accounts_and_what_is_divided(small: Path) -> None:
    rows = pq.read_table(
        small / "exchanges.parquet", columns=["account_id", "exchange_id", "prompt"]
    )
    truth = pq.read_table(small / "truth_accounts.parquet")
    kind = dict(zip(truth["account_id"].to_pylist(), truth["population"].to_pylist(), strict=True))
    said: dict[str, Counter[str]] = {}
    for account, _, prompt in zip(*(column.to_pylist() for column in rows), strict=True):
        said.setdefault(kind[account], Counter())[prompt] += 1

    def repeated(population: str) -> float:
        counts = said[population]
        return 1 - len(counts) / counts.total()

    assert repeated("evaluators") > 0.1
    assert repeated("viral_prompts") > 2 * repeated("casual")
    assert repeated("casual") < 0.1
    assert repeated("cron_monitors") > 0.9
    assert repeated("translators") == 0
