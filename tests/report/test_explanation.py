from pathlib import Path

import pytest
from tests.report.sample import campaign, facts, write_tables

from hydrometer.model import InputError
from hydrometer.report import explain, explain_account, explain_campaign


def test_a_campaign_is_explained_with_every_number_beside_chance(found: Path) -> None:
    told = explain_campaign(found, "c-1f090b")
    for part in ("5,000", "506 bits", "by chance", "shared payment (payment)", "0.0025 among"):
        assert part in told
    for part in ("ruled out", "The nearest change", "and 4,980 more, in members.parquet"):
        assert part in told


def test_an_account_is_explained_with_what_binds_it(found: Path) -> None:
    told = explain_account(found, "acct-c-2f091b-00003")
    assert "Member of campaign c-2f091b" in told
    assert "40 accounts" in told
    assert "extraction" in told.lower()


def test_an_honest_account_has_nothing_held_against_it(quiet: Path) -> None:
    told = explain(quiet, "pupil-3")
    assert "nothing is held against it" in told
    assert "31 accounts" in told


def test_one_name_is_enough(found: Path) -> None:
    assert explain(found, "c-1f090b") == explain_campaign(found, "c-1f090b")
    assert explain(found, "pupil-3") == explain_account(found, "pupil-3")


@pytest.mark.parametrize("subject", ["c-1f090b", "c-3f092b", "acct-c-1f090b-00000", "pupil-1"])
def test_text_fits_a_terminal_and_moves_no_cursor(found: Path, subject: str) -> None:
    lines = explain(found, subject).split("\n")
    assert all(len(line) <= 80 for line in lines)
    assert all(line.isprintable() for line in lines)


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    name = "c\x1b]0;title\x07" + "x" * 200
    row = campaign(name, 1, 0, summary="a\x1b[2J\u202eb", tactics=["\r\nt"], ceiling="\x9b2J")
    write_tables(tmp_path, {"campaigns": [row]}, facts(1))
    lines = explain(tmp_path, name).split("\n")
    assert all(len(line) <= 80 and line.isprintable() for line in lines)


def test_a_campaign_without_other_rows_is_explained(tmp_path: Path) -> None:
    bare: dict[str, object] = dict.fromkeys(campaign("c", 1, 0), None)
    write_tables(tmp_path, {"campaigns": [bare | {"campaign_id": "c"}]}, facts(1))
    told = explain(tmp_path, "c")
    assert "not known" in told
    assert "No summary was written." in told


def test_a_member_without_evidence_of_its_own(tmp_path: Path) -> None:
    member = {"campaign_id": "c", "account_id": "a", "weight_bits": 3.0, "extraction_share": 0.2}
    write_tables(tmp_path, {"campaigns": [campaign("c", 1, 0)], "members": [member]}, facts(1))
    told = explain(tmp_path, "a")
    assert "No row of evidence is about this account alone" in told
    assert "20% of its exchanges" in told


def test_an_unknown_name_is_refused(found: Path) -> None:
    with pytest.raises(InputError, match="no campaign or account"):
        explain(found, "nobody")
