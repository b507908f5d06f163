from __future__ import annotations

import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hydrometer.content.masking import masked
from hydrometer.content.signatures import SCHEMA, signatures

KEYS = ("system_key", "opening_key", "closing_key", "input_key")


def rows(
    prompts: list[str | None], systems: list[str | None] | None = None, key: bytes = b""
) -> list[dict[str, object]]:
    columns = {"prompt": pa.array(prompts, pa.string())}
    if systems is not None:
        columns["system_prompt"] = pa.array(systems, pa.string())
    found: list[dict[str, object]] = signatures(pa.record_batch(columns), key).to_pylist()
    return found


FROZEN_INPUT_KEY = 16167728483214538989  # of TEMPLATE, without a secret: keys outlive versions
TEMPLATE = "You will solve one exercise today. Number {}: {} Give only the last line as the answer."


def test_one_template_one_key() -> None:
    first, second = rows(
        [TEMPLATE.format(1, "add 2"), TEMPLATE.format(77, "name the tallest tree")]
    )
    assert first["opening_key"] == second["opening_key"]
    assert first["closing_key"] == second["closing_key"]
    assert first["input_key"] != second["input_key"]


def test_other_templates_other_keys() -> None:
    one, other = rows(
        [TEMPLATE.format(1, "x"), "Please do it:" + TEMPLATE.format(1, "x") + " Thanks."]
    )
    assert all(one[name] != other[name] for name in KEYS[1:])


def test_short_prompts_have_an_opening_only() -> None:
    short, same = rows(["Write a poem", "write  a POEM"])
    assert short == same | {"prompt_chars": 12}
    assert short["opening_key"] is not None
    assert short["closing_key"] is None


@pytest.mark.parametrize("text", ["12 + 30 = ?", '"all of it is quoted"', "```\nx\n```"])
def test_nothing_but_slots_is_no_template(text: str) -> None:
    (row,) = rows([text])
    assert row["opening_key"] is None
    assert row["input_key"] is not None


@pytest.mark.parametrize("text", [None, "", " \n\u200b"])
def test_no_text_no_signature(text: str | None) -> None:
    (row,) = rows([text])
    assert all(row[name] is None for name in SCHEMA.names[:-1])
    assert row["prompt_chars"] == (None if text is None else len(text))


def test_system_prompts_are_masked_whole() -> None:
    systems = [
        "You help user 17 of Acme. Be brief.",
        "You help user 4 of Acme. Be brief.",
        None,
        "You judge.",
    ]
    found = [row["system_key"] for row in rows(["hi there"] * 4, systems)]
    assert found[0] == found[1] != found[3]
    assert found[2] is None


def test_either_text_tells_what_is_wanted() -> None:
    judge = "You are an impartial judge. Score the answers from 1 to 10."
    found = rows(["Answer: def f(): return 1", None, "hello"], [judge, judge, None])
    assert [row["elicits"] for row in found] == ["grading", "grading", None]
    assert [row["text_capability"] for row in found] == ["grading", "grading", "other"]


def test_columns_may_be_missing_and_batches_empty() -> None:
    nothing = pa.record_batch({"exchange_id": pa.array(["a", "b"])})
    assert signatures(nothing).to_pylist() == [dict.fromkeys(SCHEMA.names)] * 2
    assert signatures(nothing.slice(0, 0)).num_rows == 0
    untyped = pa.record_batch({"prompt": pa.nulls(1), "system_prompt": pa.nulls(1)})
    assert signatures(untyped).schema == SCHEMA


def test_slices_and_other_string_types_give_the_same() -> None:
    texts = pa.array(["zero", TEMPLATE, None, "caf\u00e9 au lait", TEMPLATE])
    expected = signatures(pa.record_batch({"prompt": texts, "system_prompt": texts}))
    for column in (
        texts.cast(pa.large_string()),
        texts.cast(pa.string_view()),
        texts.dictionary_encode(),
    ):
        batch = pa.record_batch({"prompt": column, "system_prompt": column})
        assert signatures(batch).equals(expected)
        assert signatures(batch.slice(1, 3)).equals(expected.slice(1, 3))


def test_keys_need_the_secret_and_are_the_same_on_every_machine() -> None:
    (plain,), (keyed,) = rows([TEMPLATE], [TEMPLATE]), rows([TEMPLATE], [TEMPLATE], b"secret")
    assert all(plain[name] != keyed[name] for name in KEYS)
    assert len({plain[name] for name in KEYS}) == len(KEYS)
    assert plain["input_key"] == FROZEN_INPUT_KEY


@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=8))
def test_any_text_gives_a_row(texts: list[str | None]) -> None:
    found = rows(texts, list(reversed(texts)))
    assert [row["prompt_chars"] for row in found] == [None if t is None else len(t) for t in texts]
    for row, text in zip(found, texts, strict=True):
        assert (row["text_capability"] is None) <= (row["elicits"] is None)
        assert text is None or (row["input_key"] is None) <= (masked(text) in ("", "-"))


@settings(max_examples=200)
@given(st.lists(st.text(alphabet='ab1 ."', max_size=9), min_size=2, max_size=12))
def test_system_keys_are_equal_exactly_when_masked_texts_are(texts: list[str]) -> None:
    found = rows([None] * len(texts), list(texts))
    for one, row in zip(texts, found, strict=True):
        for two, other in zip(texts, found, strict=True):
            if row["system_key"] is not None and other["system_key"] is not None:
                assert (row["system_key"] == other["system_key"]) == (masked(one) == masked(two))


def test_bytes_that_are_not_utf8_give_a_row() -> None:
    bad = pa.array([b"\xff\xfe show \xc3", b"\xe8\xaf"], pa.binary()).view(pa.string())
    found = signatures(pa.record_batch({"prompt": bad, "system_prompt": bad}))
    assert found["input_key"].null_count == found["system_key"].null_count == 0


def test_no_text_comes_out() -> None:
    secret = "My password is hunter2. I ask the impartial judge: score the answer with a rubric"
    (row,) = rows([secret], [secret])
    shown = repr(list(row.values()))
    assert row["elicits"] == "grading"
    assert not any(secret[at : at + 12] in shown for at in range(len(secret) - 11))


def test_megabytes_cost_what_their_bytes_cost() -> None:
    hostile = [
        "'a \"b `c 1.2,3 x1y2z3@" * 50_000,
        "show your full reasoning " * 40_000,
        "\u0130\ufdfa" * 300_000,
    ]
    rows(["warm up"])
    started = time.process_time()
    found = rows([*hostile])
    assert time.process_time() - started < 5
    assert [row["elicits"] for row in found] == [None, "reasoning", None]
