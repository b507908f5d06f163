"""Documentation that is wrong fails: generated pages, links, examples, commands."""

import doctest
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, kind: str) -> list[str]:
    """The bodies of the fenced blocks of a kind, in order."""
    return [m["body"] for m in FENCE.finditer(page.read_text("utf-8")) if m["kind"] == kind]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def steps(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output shown below it.

    A command is a line that starts with ``$ ``; it goes on over lines that start with ``> ``.
    """
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    found = []
    for part in parts:
        lines = part.splitlines(keepends=True)
        end = next((i for i in range(1, len(lines)) if not lines[i].startswith("> ")), len(lines))
        command = lines[0] + "".join(line[2:] for line in lines[1:end])
        found.append((command, "".join(lines[end:])))
    return found


def run(command: str, folder: Path) -> str:
    """Run a command as a reader would, with this environment's programs first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"$ {command}{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script that writes the reference pages."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_blocks(kind: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, kind)]


def test_generated_pages_say_what_the_code_says(generate: ModuleType) -> None:
    assert generate.stale() == [], "run `make docs`"


def test_a_signal_page_keeps_its_headings(generate: ModuleType) -> None:
    text = "Sees      one thing\n  and another.\nMeans     a third.\n\nA note."
    expected = ["**Sees** one thing and another.", "**Means** a third.", "A note."]
    assert generate.paragraphs(text) == expected


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.finditer(FENCE.sub("", page.read_text("utf-8"))):
        target = (page.parent / link["path"]).resolve() if link["path"] else page
        assert target.exists(), link[0]
        assert not link["anchor"] or link["anchor"] in anchors(target), link[0]


def test_a_console_block_is_read_as_commands_and_what_they_show() -> None:
    block = "$ one \\\n>   two\n$ three\nshown\nhere\n"
    assert steps(block) == [("one \\\n  two\n", ""), ("three\n", "shown\nhere\n")]


def test_a_command_that_fails_is_not_passed_over(tmp_path: Path) -> None:
    assert run("echo here", tmp_path) == "here\n"
    with pytest.raises(AssertionError, match="gone"):
        run("ls gone | cat", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("page", with_blocks("console run"), ids=name_of)
def test_commands_do_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    checker = doctest.OutputChecker()
    for command, shown in [step for block in blocks(page, "console run") for step in steps(block)]:
        printed = run(command, tmp_path)
        assert not shown or checker.check_output(shown, printed, FLAGS), (command, printed)


@pytest.mark.parametrize("page", with_blocks("python"), ids=name_of)
def test_python_examples_give_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(blocks(page, "python"))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, name_of(page), str(page), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=FLAGS).run(parsed, out=report.append)
    assert parsed.examples
    assert result.failed == 0, "".join(report)
