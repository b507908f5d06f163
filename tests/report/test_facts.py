import json
import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.report.sample import campaign, facts, write_tables

from hydrometer.model import InputError
from hydrometer.report import account_facts, campaign_facts, explain_facts
from hydrometer.report.facts import near_ids


def test_a_campaign_s_facts_are_those_of_the_tables(found: Path) -> None:
    rows = pq.read_table(found / "campaigns.parquet").to_pylist()
    for row in rows:
        told = campaign_facts(found, row["campaign_id"])
        for name in ("account_count", "exchange_count", "weight_bits", "q_value", "tactics"):
            assert told[name] == row[name]
        assert told["first_seen"] == row["first_seen"].isoformat() + "Z"
        assert len(told["members"]) == 20
        assert len(told["evidence"]) == 9
        assert len(told["alternatives"]) == 5
        assert {one["family"] for one in told["families"]} >= {"network", "behaviour"}


def test_an_account_s_facts_are_those_of_the_tables(found: Path) -> None:
    row = pq.read_table(found / "members.parquet").to_pylist()[0]
    told = account_facts(found, row["account_id"])
    [membership] = told["campaigns"]
    assert membership["weight_bits"] == row["weight_bits"]
    assert membership["campaign"]["campaign_id"] == row["campaign_id"]
    assert all(one["account_id"] == row["account_id"] for one in membership["evidence"])
    assert [group["accounts"] for group in told["groups"]] == [5000]


def test_an_account_in_a_group_only_is_told_so(quiet: Path) -> None:
    told = account_facts(quiet, "pupil-7")
    assert told["campaigns"] == []
    assert told["groups"][0]["group_id"] == "g-class"


def test_one_name_finds_a_campaign_or_an_account(found: Path) -> None:
    assert explain_facts(found, "c-1f090b") == campaign_facts(found, "c-1f090b")
    assert explain_facts(found, "pupil-7") == account_facts(found, "pupil-7")


def test_facts_are_strict_json_even_where_numbers_have_no_end(tmp_path: Path) -> None:
    row = campaign("c", 1, 0, weight_bits=math.inf, q_value=0.0)
    write_tables(tmp_path, {"campaigns": [row]}, facts(1))
    told = json.loads(json.dumps(campaign_facts(tmp_path, "c"), allow_nan=False))
    assert told["weight_bits"] is None


@pytest.mark.parametrize(
    ("ask", "wanted", "near"),
    [
        (campaign_facts, "c-1f090", "c-1f090b"),
        (account_facts, "acct-c-1f090b-0499", "acct-c-1f090b-0499"),
        (explain_facts, "c-2f091x", "c-2f091b"),
        (explain_facts, "pupil7", "pupil-7"),
    ],
)
def test_an_unknown_id_is_answered_with_near_ones(
    found: Path, ask: object, wanted: str, near: str
) -> None:
    assert callable(ask)
    with pytest.raises(InputError) as caught:
        ask(found, wanted)
    assert near in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_id_like_no_other_says_how_many_there_are(quiet: Path) -> None:
    with pytest.raises(InputError, match="31 in all"):
        account_facts(quiet, "zzz\x1b[2J\n")


def test_near_ids_are_found_among_very_many() -> None:
    known = {f"acct-{n:07d}" for n in range(200_000)}
    assert near_ids("acct-0123456x", known)[0].startswith("acct-012345")
    assert near_ids("acct", set()) == []
