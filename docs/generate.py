"""Write the reference pages from the code: tables, commands, signals.

``python docs/generate.py`` writes ``docs/reference``; with ``--check`` it writes nothing and exits
with status 1 where a page is not what the code says.
"""

import argparse
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pyarrow as pa

from hydrometer import cli, model, signals

REFERENCE = Path(__file__).resolve().parent / "reference"
MEASURED = ("bench.md", "calibration.md", "wordings.md")
"""Pages of figures, which a run of the bench writes and no check can make again."""
MADE = "<!-- Written by docs/generate.py. Change the code, then run `make docs`. -->"

HEADING = r"(?:Sees|Means|Quiet on|Evaded by)\b"
TABLES_IN = (
    model.EXCHANGES,
    model.ACCOUNTS,
    model.RELEASES,
    model.TRUTH_ACCOUNTS,
    model.TRUTH_EXCHANGES,
)
TABLES_BETWEEN = (model.OBSERVATIONS, model.HOLDINGS)
SQL_NAMES = {
    pa.string(): "varchar",
    pa.int64(): "bigint",
    pa.uint64(): "ubigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    model.MOMENT: "timestamp",
}


def pages() -> dict[str, str]:
    """The text of every generated page, by file name."""
    return {
        "tables.md": "\n".join(tables_page()),
        "commands.md": "\n".join(commands_page(cli.parser())),
        "signals.md": "\n".join(signals_page(signals.modules())),
    }


def row(*cells: str) -> str:
    """One row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def tables_page() -> Iterator[str]:
    """Every declared table with its columns."""
    yield from ("# Tables", "", MADE, "")
    yield "Times are UTC with microseconds. Ids are opaque strings. Null means not known."
    parts = {
        "Tables in": TABLES_IN,
        "Tables between stages": TABLES_BETWEEN,
        "Tables out": model.TABLES_OUT,
    }
    for title, tables in parts.items():
        yield from ("", f"## {title}")
        for table in tables:
            yield from table_section(table)
    yield ""


def table_section(table: model.Table) -> Iterator[str]:
    """A heading and one row a column."""
    yield from ("", f"### {table.name}", "")
    yield from (row("column", "type", "meaning"), row("---", "---", "---"))
    for column in table.columns:
        needed = "**required** " if column.required else ""
        yield row(f"`{column.name}`", sql_name(column.type), needed + column.about)


def sql_name(kind: pa.DataType) -> str:
    """The SQL name of an Arrow type."""
    if pa.types.is_struct(kind):
        return "struct(" + ", ".join(f"{field.name} {sql_name(field.type)}" for field in kind) + ")"
    if pa.types.is_list(kind):
        return sql_name(kind.value_type) + "[]"
    return SQL_NAMES[kind]


def commands_page(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every command with its arguments."""
    yield from ("# Commands", "", MADE, "", parser.description or "")
    for name, command in subcommands(parser).items():
        yield from ("", f"## hydrometer {name}", "", command.description or "", "")
        yield from (row("argument", "default", "meaning"), row("---", "---", "---"))
        for action in command._actions:
            if action.dest != "help":
                yield argument_row(action)
    yield ""


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser by name, in the order in which they were declared."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def argument_row(action: argparse.Action) -> str:
    """An argument as it is typed, its default and its help."""
    value = value_of(action)
    typed = ", ".join(f"{option} {value}".rstrip() for option in action.option_strings) or value
    shown = action.default not in (None, False, argparse.SUPPRESS)
    needed = "**required** " if action.required and action.option_strings else ""
    about = (action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%")
    return row(f"`{typed}`", f"`{action.default}`" if shown else "", needed + about)


def value_of(action: argparse.Action) -> str:
    """What stands for an argument's value: choices, metavar or name; empty for a flag."""
    if action.nargs == 0:
        return ""
    if action.metavar:
        return str(action.metavar)
    if action.choices:
        return "{" + ",".join(str(choice) for choice in action.choices) + "}"
    return action.dest.upper()


def signals_page(modules: Iterable[ModuleType]) -> Iterator[str]:
    """Every signal: its docstring, its family, its key and the columns that it needs."""
    yield from ("# Signals", "", MADE, "")
    yield "A signal is a question asked of a group of accounts and a stream of their exchanges."
    for module in modules:
        yield from signal_section(module.SIGNAL, inspect.getdoc(module) or "")
    yield ""


def signal_section(signal: model.Signal, page: str) -> Iterator[str]:
    """One signal, its docstring's headings in bold."""
    summary, _, rest = page.partition("\n")
    needs = ", ".join(f"`{column}`" for column in signal.needs) or "the required columns"
    yield from ("", f"## {signal.name}", "", summary, "")
    yield from (row("family", "key", "needs"), row("---", "---", "---"))
    yield row(str(signal.family), signal.key, needs)
    for paragraph in paragraphs(rest):
        yield from ("", paragraph)


def paragraphs(text: str) -> list[str]:
    """Split on headings and empty lines, unfold the lines, put each heading in bold."""
    parts = re.split(rf"\n\s*\n|\n(?={HEADING})", "\n" + text.strip("\n"))
    unfolded = (" ".join(part.split()) for part in parts)
    return [re.sub(rf"^({HEADING}) ", r"**\1** ", part) for part in unfolded if part]


def stale() -> list[str]:
    """Names of the pages that are not what the code says."""
    found = {path.name: path.read_text("utf-8") for path in REFERENCE.glob("*.md")}
    found = {name: text for name, text in found.items() if name not in MEASURED}
    made = pages()
    return sorted(name for name in made | found if made.get(name) != found.get(name))


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` compare them; gives the exit status."""
    if arguments == ["--check"]:
        names = stale()
        for name in names:
            print(f"docs/reference/{name} is not what the code says: run `make docs`")
        return int(bool(names))
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
