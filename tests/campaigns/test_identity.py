"""Names of campaigns over time."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hydrometer.campaigns.identity import anchor_id, earlier_members, name_campaigns
from hydrometer.model import MEMBERS, InputError


def ids(members: list[list[str]], earlier: dict[str, str] | None = None) -> list[str]:
    return [named.campaign_id for named in name_campaigns(members, earlier or {})]


def test_a_campaign_is_named_after_its_first_account() -> None:
    assert ids([["a", "b"]]) == ids([["a", "z", "b", "c"]]) == [anchor_id("a")]
    assert ids([["b", "a"]]) != ids([["a", "b"]])


def test_grown_data_keep_the_earlier_id_even_with_another_first_account() -> None:
    assert ids([["new", "a", "b"]], {"a": "old", "b": "old"}) == ["old"]


def test_a_split_leaves_the_id_with_the_larger_part_and_says_so() -> None:
    earlier = dict.fromkeys("abcde", "old")
    small, large = name_campaigns([["a", "b"], ["c", "d", "e"]], earlier)
    assert large.campaign_id == "old"
    assert large.remarks == ()
    assert small.campaign_id == anchor_id("a")
    assert small.remarks == ("split from old",)


def test_a_merger_keeps_the_id_of_the_larger_part_and_says_so() -> None:
    earlier = {"a": "one", "b": "two", "c": "two"}
    [named] = name_campaigns([["a", "b", "c"]], earlier)
    assert named.campaign_id == "two"
    assert named.remarks == ("merged with one",)


def test_two_operators_with_the_same_first_account_have_two_names() -> None:
    assert len(set(ids([["a", "b"], ["a", "c"], ["a"]]))) == 3


accounts = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True)


@given(
    st.lists(accounts, max_size=4),
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["one", "two", "three"])),
)
def test_no_id_is_given_twice_and_a_second_run_keeps_all_ids(
    members: list[list[str]], earlier: dict[str, str]
) -> None:
    given_ids = ids(members, earlier)
    assert len(set(given_ids)) == len(members)
    apart = [[f"{n}-{account}" for account in m] for n, m in enumerate(members)]
    first = ids(apart)
    known = {a: name for m, name in zip(apart, first, strict=True) for a in m}
    assert ids(apart, known) == first


def test_a_new_name_is_not_one_that_a_later_campaign_keeps() -> None:
    """Two campaigns with the same first account, of which the second was there before."""
    members = [["a", "x"], ["a", "b", "c"]]
    found = ids(members, {"b": anchor_id("a"), "c": anchor_id("a")})
    assert found[1] == anchor_id("a")
    assert found[0] != found[1]


def test_an_earlier_run_is_read_from_its_folder(tmp_path: Path) -> None:
    rows = [{"account_id": "a", "campaign_id": "old"}]
    pq.write_table(pa.Table.from_pylist(rows, MEMBERS.schema), tmp_path / "members.parquet")
    assert earlier_members(None, tmp_path) == {"a": "old"}
    assert earlier_members(tmp_path, tmp_path / "none") == {"a": "old"}
    assert earlier_members(None, tmp_path / "none") == {}


@pytest.mark.parametrize("content", [None, b"", b"no parquet"])
def test_an_earlier_run_that_is_named_has_to_be_one(tmp_path: Path, content: bytes | None) -> None:
    named = tmp_path / "named"
    if content is not None:
        named.mkdir()
        (named / "members.parquet").write_bytes(content)
    with pytest.raises(InputError, match="named: no earlier run that can be read"):
        earlier_members(named, tmp_path)
