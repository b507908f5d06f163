"""The shape of the source that no single module can keep by itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hydrometer"
MODULES = sorted(SOURCE.rglob("*.py"))
WRITTEN = sorted(
    path
    for folder in ("src", "tests", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".md", ".sql", ".html", ".css", ".js", ".toml"}
)
VAGUE = {"utils", "util", "misc", "helpers", "helper", "common", "base", "core"}
ENGINES = {"duckdb": "store/duckdb.py", "pyspark": "store/spark.py"}

# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of one machine": re.compile("/" + r"(work|root|home/\w+|Users/\w+)/"),
    "an unfinished thought": re.compile("TO" + r"DO\b|FIX" + r"ME\b|X" + r"XX\b"),
    "a sleep": re.compile(r"\btime\." + r"sleep\b"),
    "a test that says nothing": re.compile(r"assert " + r"True\b"),
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> set[str]:
    """The top-level packages that a file imports anywhere, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_imports_run_one_way_and_in_no_circle() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {path: path.relative_to(SOURCE).with_suffix("").parts for path in MODULES}
    assert [name_of(path) for path, parts in names.items() if VAGUE & set(parts)] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_one_file_names_an_engine(engine: str) -> None:
    importers = {
        path.relative_to(SOURCE).as_posix() for path in MODULES if engine in imports_of(path)
    }
    assert importers <= {ENGINES[engine]}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_written_holds(what: str) -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if FORBIDDEN[what].search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))
