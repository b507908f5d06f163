"""The report as headless Chromium draws it: wide, on a phone, in the dark."""

import html
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

LIGHT, DARK = (0xFB, 0xFA, 0xF6), (0x15, 0x18, 0x1C)
ASIDE = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium(folder: Path, page: Path, *wanted: str) -> str:
    """What Chromium says when it opens a page with a profile of its own."""
    program = shutil.which("chromium")
    assert program, "these tests need chromium on the path"
    profile = folder / "profile"
    command = [program, *ASIDE, f"--user-data-dir={profile}", *wanted, page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def picture(folder: Path, page: Path, width: int, height: int, *wanted: str) -> bytes:
    target = folder / "picture.png"
    size = f"--window-size={width},{height}"
    chromium(folder, page, size, f"--screenshot={target}", *wanted)
    return target.read_bytes()


def framed(folder: Path, page: Path, width: int) -> Path:
    """A page that shows another one as narrow as a phone and then says how wide it came out.

    A window cannot be made narrower than 500 pixels, a frame can.
    """
    told = folder / f"frame-{width}.html"
    inside = html.escape(page.read_text("utf-8"), quote=True)
    told.write_text(
        f"<!doctype html><body style='margin:0'><iframe width={width} height=3000 "
        f'style="border:0" srcdoc="{inside}"></iframe><p id=told></p><script>'
        "onload=function(){document.getElementById('told').textContent='wide '+"
        "document.querySelector('iframe').contentDocument.documentElement.scrollWidth}</script>",
        "utf-8",
    )
    return told


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def corner(png: bytes) -> tuple[int, ...]:
    """The first pixel: no filter of PNG changes it, since nothing stands before it."""
    data, place = b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        if kind == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    return tuple(zlib.decompress(data)[1:4])


@pytest.mark.parametrize("name", ["found", "quiet", "empty"])
@pytest.mark.parametrize("width", [360, 390, 768])
def test_no_width_makes_the_page_scroll_sideways(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, width: int
) -> None:
    report: Path = request.getfixturevalue(name) / "report.html"
    told = chromium(tmp_path, framed(tmp_path, report, width), "--dump-dom")
    assert re.findall(r"wide (\d+)", told)[-1] == str(width)


def test_the_wide_page_is_light(found: Path, tmp_path: Path) -> None:
    png = picture(tmp_path, found / "report.html", 1280, 4000)
    assert size_of(png) == (1280, 4000)
    assert corner(png) == LIGHT
    assert len(png) > 100_000


def test_the_page_is_dark_where_that_is_preferred(found: Path, tmp_path: Path) -> None:
    dark = "--blink-settings=preferredColorScheme=0"
    assert corner(picture(tmp_path, found / "report.html", 1280, 2000, dark)) == DARK


def test_the_page_on_a_phone_is_drawn(found: Path, tmp_path: Path) -> None:
    png = picture(tmp_path, framed(tmp_path, found / "report.html", 390), 500, 3000)
    assert corner(png) == LIGHT
    assert len(png) > 60_000


def test_the_page_prints(found: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    chromium(tmp_path, found / "report.html", f"--print-to-pdf={target}")
    assert target.read_bytes().startswith(b"%PDF-")
    assert target.stat().st_size > 100_000
