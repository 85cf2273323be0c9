"""JSON of strangers: a text in; its value out, or a ValueError that says why not; never deeper."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from certtrail.text.message import phrase

DEEPEST: Final = 50
"""Levels of lists and objects; PowerShell writes 100 at most, and mostly 2."""
# A string that does not end takes the rest of the text, so that every character is passed once.
_STRUCTURE: Final = re.compile(r'"(?:[^"\\]+|\\.?)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


def decoded(text: str) -> Any:
    """Decode a text that is JSON as a whole.

    Raises:
        ValueError: it is none, is nested too deeply, or has a number of thousands of digits.
    """
    check_depth(text)
    return json.loads(text)


def check_depth(text: str) -> None:
    """Refuse what is nested too deeply, before anybody builds it.

    Raises:
        ValueError: it is.
    """
    depth = 0
    for found in _STRUCTURE.finditer(text):
        mark = found[0]
        depth += 1 if mark in ("[", "{") else -1 if mark in ("]", "}") else 0
        if depth > DEEPEST:
            raise ValueError(phrase("more than {deepest} levels", deepest=DEEPEST))
