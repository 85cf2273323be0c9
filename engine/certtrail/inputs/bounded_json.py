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
        ValueError: it is none, is nested too deeply, has a number of thousands of digits, or names
            two values the same.
    """
    check_depth(text)
    return json.loads(text, object_pairs_hook=_object)


def doubled(name: str) -> str:
    """Say that a name stands twice in one object."""
    return phrase(
        "The name {name} stands twice in one object, so that one of its values is lost; export it "
        "again.",
        name=repr(name[:80]),
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(phrase("the name {name} twice in one object", name=repr(name[:80])))
        made[name] = value
    return made


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
