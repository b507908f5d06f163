import base64
import hashlib
import itertools
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.report.reading import Page
from tests.report.sample import (
    alternatives_of,
    campaign,
    evidence_of,
    facts,
    members_of,
    references_of,
    timelines_of,
    write_empty,
    write_found,
    write_tables,
)

from hydrometer.model import InputError
from hydrometer.report import write_report
from hydrometer.report.page import bar

EVIL = "<img src=x onerror=alert(1)>'\"&{{7*7}}</script></title></style>"


def html_of(folder: Path) -> str:
    return (folder / "report.html").read_text("utf-8")


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return told


@pytest.fixture(scope="module", params=["found", "quiet", "empty"])
def folder(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def test_every_page_is_well_formed(folder: Path) -> None:
    page = Page(html_of(folder))
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))


def test_every_reference_within_a_page_has_its_end(folder: Path) -> None:
    page = Page(html_of(folder))
    named = [held[1:] for held in page.values("href")]
    for attribute in ("aria-labelledby", "aria-describedby"):
        named += [ident for held in page.values(attribute) for ident in held.split()]
    assert set(named) <= set(page.ids)


def test_nothing_is_loaded_from_anywhere(folder: Path) -> None:
    html = html_of(folder)
    page = Page(html)
    assert page.values("src") == []
    assert all(held.startswith("#") for held in page.values("href"))
    assert re.search(r"https?://|@import|url\(", html) is None
    assert not {"link", "iframe", "object", "img"} & {name for name, _ in page.elements}


def test_the_policy_names_the_style_and_the_script_of_the_page(folder: Path) -> None:
    html = html_of(folder)
    [policy] = [held for held in Page(html).values("content") if "default-src 'none'" in held]
    for element in ("style", "script"):
        [text] = re.findall(f"<{element}>(.*?)</{element}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_every_page_can_be_walked_by_keyboard_and_screen_reader(folder: Path) -> None:
    page = Page(html_of(folder))
    names = [name for name, _ in page.elements]
    assert [names.count(one) for one in ("main", "nav", "footer", "h1", "title")][:4] == [1] * 4
    for name, held in page.elements:
        if "tabindex" in held or name == "nav" or held.get("role") == "img":
            assert held.get("aria-label") or held.get("aria-labelledby")
        if name == "th":
            assert held["scope"] in {"row", "col"}
        assert "style" not in held
    headings = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))


def test_every_drawing_has_a_title_or_is_decoration(folder: Path) -> None:
    told = Page(html_of(folder)).elements
    for place, (name, held) in enumerate(told):
        if name == "svg" and "role" in held:
            assert told[place + 1][0] == "title"


def test_the_page_tells_each_campaign_as_the_tables_do(found: Path) -> None:
    text = Page(html_of(found)).text
    for row in rows(found, "campaigns"):
        assert row["campaign_id"] in text
        assert row["summary"] in text
        assert f"{row['account_count']:,}" in text
        assert f"{row['exchange_count']:,}" in text
        assert f"{row['weight_bits']:,.0f} bits" in text
        for tactic in row["tactics"]:
            assert tactic in text
        for target in row["targets"]:
            assert target["capability"].replace("_", " ") in text


def test_the_page_tells_evidence_and_honest_explanations(found: Path) -> None:
    text = Page(html_of(found)).text
    for row in rows(found, "evidence"):
        if row["account_id"] is None:
            assert row["says"][1:] in text
            assert row["signal"].replace("_", " ") in text
            assert all(exchange in text for exchange in row["exchange_ids"])
    for row in rows(found, "alternatives"):
        assert row["says"][1:] in text
    assert text.count("ruled out") >= 9
    assert "What would flip it." in text


def test_the_page_counts_the_accounts_that_it_does_not_name(found: Path) -> None:
    text = Page(html_of(found)).text
    assert "and 4,980 more accounts" in text
    named = {row["account_id"] for row in rows(found, "members") if row["account_id"] in text}
    assert len(named) == 3 * 20


def test_the_page_says_how_sure_it_is_and_what_could_not_be_asked(found: Path) -> None:
    text = Page(html_of(found)).text
    assert "3 campaigns were found, acting through 5,062 accounts." in text
    assert "put 0.03 false campaigns into a list like this one" in text
    assert "5 of 7 questions could be put to this log" in text
    assert "no column reasoning_key" in text
    assert "10 bits about 1,000 times" in text
    assert "Only the 400 largest seeds" in text
    assert "sent_at is not a time 21" in text


def test_nothing_found_is_a_whole_answer(quiet: Path) -> None:
    text = Page(html_of(quiet)).text
    assert "No campaign was found." in text
    assert "240,000 accounts were judged" in text
    assert "5 of 7 questions" in text
    assert "1 group shares more than chance allows, 31 accounts in all" in text
    assert "Campaign 1" not in text


def test_a_run_on_no_rows_has_a_page(empty: Path) -> None:
    text = Page(html_of(empty)).text
    assert "No campaign was found." in text
    assert "No group of accounts shares more than chance allows." in text


def test_a_campaign_without_rows_in_any_other_table_has_a_page(tmp_path: Path) -> None:
    bare: dict[str, Any] = dict.fromkeys(campaign("c", 3, 0), None)
    write_tables(tmp_path, {"campaigns": [bare | {"campaign_id": "c-bare"}]}, facts(1))
    write_report(tmp_path)
    page = Page(html_of(tmp_path))
    assert page.faults == []
    assert "c-bare" in page.text
    assert "No timeline was written" in page.text


def test_text_from_the_tables_cannot_become_markup(tmp_path: Path) -> None:
    write_tables(tmp_path, hostile(), facts(1) | {"capped": [EVIL], "parameters": {EVIL: EVIL}})
    write_report(tmp_path)
    html = html_of(tmp_path)
    page = Page(html)
    assert page.faults == []
    assert "<img" not in html
    assert "{{7*7}}" in page.text
    assert not any(name.startswith("on") for _, held in page.elements for name in held)
    assert [name for name, _ in page.elements].count("script") == 1


def hostile() -> dict[str, list[dict[str, Any]]]:
    """One campaign in which every text is markup, a template or a change of direction."""
    import random

    dice = random.Random(1)
    members = members_of("c", 5, dice)
    tables = {
        "campaigns": [campaign("c", 5, 0, tactics=[EVIL], summary=EVIL, ceiling=EVIL)],
        "members": members,
        "evidence": evidence_of("c", members, dice),
        "timelines": timelines_of("c", 50, dice),
        "references": references_of("c", dice),
        "alternatives": alternatives_of("c"),
        "groups": [{"group_id": "g", "account_id": "a", "weight_bits": 1.0, "families": [EVIL]}],
        "rejects": [{"source": EVIL, "line": 1, "reason": EVIL}],
    }
    for rows_of in tables.values():
        for row in rows_of:
            for name, value in row.items():
                if isinstance(value, str) and name not in ("campaign_id", "ceiling"):
                    row[name] = f"{value}{EVIL}\u202e\x1b[2J"
            row["campaign_id"] = f"c{EVIL}"
    tables["campaigns"][0]["targets"] = [{"capability": EVIL, "share": 0.5}]
    for row in tables["references"]:
        row["signal"] = tables["evidence"][5]["signal"]
    return tables


def test_marks_that_turn_the_direction_of_reading_are_shown_as_such(tmp_path: Path) -> None:
    write_tables(tmp_path, hostile(), facts(1))
    write_report(tmp_path)
    html = html_of(tmp_path)
    assert "\u202e" not in html
    assert "\x1b" not in html


def test_five_thousand_accounts_stay_under_a_megabyte_and_a_half(found: Path) -> None:
    assert (found / "report.html").stat().st_size < 1_500_000


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [write_found(tmp_path / name, (30,)) for name in ("one", "two")]
    for path in folders:
        write_report(path)
    assert html_of(folders[0]) == html_of(folders[1])


def test_a_page_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_empty(tmp_path)
    before = sorted(tmp_path.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_report(tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the output of a run"):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bar_stays_within_its_place() -> None:
    assert 'width="100%"' in bar(1.7)
    assert 'width="0%"' in bar(-0.2)
    assert 'width="25%"' in bar(0.25)
