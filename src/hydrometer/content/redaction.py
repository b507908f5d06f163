"""Exhibits: a few words that a person may see, without what identifies or unlocks anything."""

from __future__ import annotations

import re

_RULES = (
    ("[key]", r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
    ("[email]", r"[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ("[address]", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w])"),
    (
        "[address]",
        r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})(?::[0-9a-f]{1,4}){0,6}(?![\w:])",
    ),
    ("[address]", r"(?<![\w:])::(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])"),
    ("[card]", r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])"),
    ("[phone]", r"(?<![\w.])(?:\+|00)\d(?:[ ().-]{0,2}\d){6,14}(?!\w)"),
    ("[phone]", r"(?<![\w.])\(?\d{2,5}\)?[ .-]\d{2,4}[ .-]\d{3,5}(?!\w)"),
    ("[key]", r"(?:(?<=bearer )|(?<=token )|(?<=password )|(?<=secret ))\S{6,}"),
    (
        r"\g<1>[key]",
        r"((?:password|passwd|secret|token|api[_-]?key)[\"']?\s?[:=]\s?[\"']?)[^\s\"',;]{4,}",
    ),
    ("[key]", r"\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|glpat|akia|asia|aiza|hf)[_-]?[\w-]{12,}"),
    ("[key]", r"\beyj[\w-]{8,}(?:\.[\w-]+){0,2}"),
    ("[key]", r"(?<![\w/+-])(?=[\w/+-]{0,200}\d)(?=[\w/+-]{0,200}[a-z])[\w/+-]{20,}={0,2}"),
)
_COMPILED = tuple((mark, re.compile(rule, re.IGNORECASE | re.DOTALL)) for mark, rule in _RULES)
_MARGIN = 4_000
"""Characters beyond the width that are read, so that nothing escapes by being cut in two."""


def redact(text: str, width: int) -> str:
    """The beginning of a text for an exhibit, on one line, at most ``width`` characters.

    E-mail addresses, keys and tokens, telephone numbers, network addresses and card-like numbers
    become marks such as ``[email]``; control characters become spaces.  What is cut off shows as
    an ellipsis.  Names and free-text secrets stay: an exhibit is for the provider's own analysts.

    Raises:
        ValueError: ``width`` is less than 1.
    """
    if width < 1:
        raise ValueError("width must be at least 1")
    shown = "".join(c if c.isprintable() else " " for c in text[: width + _MARGIN])
    shown = " ".join(shown.split())
    for mark, rule in _COMPILED:
        shown = rule.sub(mark, shown)
    return shown if len(shown) <= width else shown[: width - 1].rstrip() + "…"
