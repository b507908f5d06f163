"""The report of a run: one page for a person, complete in itself.

It loads nothing: styles, script and drawings stand in the page, and a content security policy
that names the hash of each keeps anything else from running.  It is whole without the script.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from importlib import resources
from pathlib import Path

import jinja2
from markupsafe import Markup

from hydrometer.report import words
from hydrometer.report.campaign import VERDICTS, campaign_page
from hydrometer.report.run import Run, read_run
from hydrometer.report.summary import CEILING_WORDS, summarise
from hydrometer.report.svg import element, percent

REPORT = "report.html"


def write_report(folder: Path) -> None:
    """Write ``report.html`` into the output folder of a run, from its tables and ``run.json``.

    The page appears whole or not at all.

    Raises:
        InputError: the folder is not the output of a run.
        OSError: the page cannot be written.
    """
    page = render(read_run(folder))
    handle, name = tempfile.mkstemp(dir=folder, prefix=".report-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(page)
        Path(name).chmod(0o644)
        Path(name).replace(folder / REPORT)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def render(run: Run) -> str:
    """The page of a run as HTML."""
    style, script = _packaged("style.css"), _packaged("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            run=run,
            summary=summarise(run),
            campaigns=[campaign_page(run, row, n) for n, row in enumerate(run.campaigns, 1)],
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
        )
    )


def bar(share: float) -> Markup:
    """A bar that fills ``share`` (0 to 1) of its place; the number beside it is the text."""
    length = percent(min(1.0, max(0.0, share)), 1)
    return element(
        "svg",
        element("rect", class_="track", width="100%", height="100%", rx=2),
        element("rect", class_="fill", width=length, height="100%", rx=2),
        class_="bar",
        width="100%",
        height=12,
        aria_hidden="true",
    )


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _packaged(f"templates/{name}")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters.update(
        bits=words.bits,
        count=words.count,
        day=words.day,
        listed=words.listed,
        moment=words.moment,
        number=words.number,
        odds=words.odds,
        sentence=words.sentence,
        share=words.share,
        spoken=words.spoken,
    )
    environment.globals.update(
        bar=bar, plural=words.plural, verdicts=VERDICTS, ceilings=CEILING_WORDS
    )
    return environment


def _shown(value: object) -> object:
    """Whatever a template prints: drawings as they are, all other text without control marks."""
    return words.printable(value) if type(value) is str else value


def _packaged(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src {_source(style)}; script-src {_source(script)}"
    )


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
