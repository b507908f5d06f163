import re
from importlib import resources

import pytest

STYLE = (resources.files("hydrometer.report") / "style.css").read_text("utf-8")
TEXT, DRAWN = 4.5, 3.0  # least contrast of text and of drawings, WCAG 2.2 at AA


def palettes() -> list[dict[str, str]]:
    """The colours of light, dark and print by name, dark and print completed by light."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    read = [dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]+)", block)) for block in blocks]
    return [read[0] | one for one in read]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_by_the_standard_s_own_examples() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", TEXT),
        ("ink", "raised", TEXT),
        ("ink", "ours-wash", TEXT),
        ("soft", "paper", TEXT),
        ("soft", "raised", TEXT),
        ("ours", "paper", TEXT),
        ("ours", "raised", TEXT),
        ("theirs", "paper", TEXT),
        ("ours", "track", DRAWN),
        ("theirs", "track", DRAWN),
        ("ours", "ours-wash", DRAWN),
        ("theirs", "ours-wash", DRAWN),
        ("honest", "raised", DRAWN),
        ("focus", "paper", DRAWN),
    ],
)
def test_everything_can_be_told_from_what_is_behind_it(
    palette: dict[str, str], front: str, back: str, least: float
) -> None:
    assert contrast(palette[front], palette[back]) >= least


def test_every_class_that_the_pages_use_is_styled() -> None:
    names = resources.files("hydrometer.report") / "templates"
    used = {
        name
        for page in names.iterdir()
        for held in re.findall(r'class="([\w -]+)"', page.read_text("utf-8"))
        for name in held.split()
    }
    assert {name for name in used if f".{name}" not in STYLE} == set()
