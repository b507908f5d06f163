from pathlib import Path

from tests.report.sample import campaign, facts, members_of, write_tables

from hydrometer.report.run import read_run
from hydrometer.report.summary import expected_false, headline, summarise


def test_headline_counts_each_account_once(tmp_path: Path) -> None:
    import random

    one = members_of("c", 4, random.Random(1))
    twice = [row | {"campaign_id": "d"} for row in one[:2]]
    campaigns = [campaign("c", 4, 0), campaign("d", 2, 1)]
    write_tables(tmp_path, {"campaigns": campaigns, "members": one + twice}, facts(2))
    assert headline(read_run(tmp_path)) == "2 campaigns were found, acting through 4 accounts."


def test_one_campaign_is_told_in_the_singular(tmp_path: Path) -> None:
    write_tables(tmp_path, {"campaigns": [campaign("c", 1, 0)]}, facts(1))
    assert headline(read_run(tmp_path)).startswith("1 campaign was found")


def test_an_account_divided_between_campaigns_is_not_mostly_other_traffic(tmp_path: Path) -> None:
    import random

    [row] = members_of("c", 1, random.Random(1))
    both = [row | {"campaign_id": name, "extraction_share": 0.4} for name in "cd"]
    write_tables(tmp_path, {"members": both}, facts(2))
    assert summarise(read_run(tmp_path)).mixed == 0


def test_false_campaigns_to_expect_follow_from_the_level(tmp_path: Path) -> None:
    told = facts(0) | {"honest": {"fdr": 0.05}}
    write_tables(tmp_path, {"campaigns": [campaign("c", 10, 0), campaign("d", 30, 1)]}, told)
    run = read_run(tmp_path)
    assert expected_false(run) == 0.1
    assert summarise(run).expected_accounts == 2.0


def test_without_a_level_nothing_is_promised(tmp_path: Path) -> None:
    told = facts(0)
    del told["honest"]
    write_tables(tmp_path, {}, told)
    told_of = summarise(read_run(tmp_path))
    assert (told_of.expected_false, told_of.expected_accounts, told_of.fdr) == (None, None, None)


def test_ceilings_count_campaigns_and_accounts(found: Path) -> None:
    told = summarise(read_run(found)).ceilings
    assert [(c.name, c.campaigns, c.accounts) for c in told] == [
        ("verify", 1, 22),
        ("throttle", 1, 40),
        ("block", 1, 5000),
    ]


def test_coverage_is_divided_into_asked_and_not(quiet: Path) -> None:
    told = summarise(read_run(quiet))
    assert len(told.asked) == 5
    assert [row["signal"] for row in told.not_asked] == ["reasoning_replay", "session_replay"]
