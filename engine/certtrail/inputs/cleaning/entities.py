"""Characters that HTML writes as entities; Event XML within a text keeps its own."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

_EVENT: Final = re.compile(r"<(?:[\w.-]{1,64}:)?Event(?:\s[^<>]{0,400})?>")
_EVENT_END: Final = re.compile(r"</(?:[\w.-]{1,64}:)?Event>")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")


def has_entities(text: str) -> bool:
    """Tell whether there is an entity in a text."""
    return _ENTITY.search(text) is not None


def without_entities(draft: Draft) -> Draft:
    """Put the characters for the entities of HTML; those of Event XML are its own."""
    text = draft.text
    if "&" not in text or not _ENTITY.search(text):
        return draft
    parts: list[str] = []
    at = 0
    for start, end in [*events_in(text), (len(text), len(text))]:
        parts += (_ENTITY.sub(_character, text[at:start]), text[start:end])
        at = end
    return draft.same_lines("".join(parts))


def _character(entity: re.Match[str]) -> str:
    shown = html.unescape(entity[0])
    # A line end would shift all that follows it.
    return " " if shown in ("\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029") else shown


def events_in(text: str) -> list[tuple[int, int]]:
    """Find the Event elements."""
    found: list[tuple[int, int]] = []
    for start in _EVENT.finditer(text):
        if found and start.start() < found[-1][1]:
            continue
        end = _EVENT_END.search(text, start.end())
        if end is None:
            break
        found.append((start.start(), end.end()))
    return found
