"""How far a reply goes that begins at a place of a text: text and place in; its words out."""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.sentences import closing, sentence_end

_LONGEST: Final = 400
_WRAPPED_FROM: Final = 50
# A row of a log with commas, as of message tracking: behind the reply stand subject and sender of a
# mail, which are nobody's business here.
ROW: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,16}Z,")
_FIELD_ENDS: Final = re.compile(r",(?!\s)|\n")
# What message tracking has behind the reply, in the same property.
_BEHIND: Final = re.compile(r",\s{1,9}details:|\],\s{1,9}\[|\]\s{0,9}\}", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")


def said_from(text: str, start: int, end: int, *, printed: bool) -> str:
    """Give a reply up to its quotation mark, else to the end of its field, line, or sentence.

    Where a machine's line was wrapped, the next one belongs to it, too.

    Args:
        text: a clean text.
        start: where the reply begins.
        end: where what is known of it ends.
        printed: whether a machine wrote it there; else it ends with a sentence.
    """
    closed = closing(text, start, end)
    if closed is None:
        closed = _behind(text, start, end)
    if closed is None and not printed:
        return quoted_from(text, start, end)
    if closed is None and ROW.match(text, text.rfind("\n", 0, start) + 1):
        field = _FIELD_ENDS.search(text, end, start + _LONGEST)
        closed = field.start() if field else None
    if closed is not None:
        return " ".join(text[start:closed].split())
    stop = _PARAGRAPH.search(text, end, start + _LONGEST)
    last = min(stop.start() if stop else len(text), start + _LONGEST)
    line = text.find("\n", end, last)
    if line >= 0:
        wrapped = "\n" not in text[max(0, line - _WRAPPED_FROM) : line]
        after = text.find("\n", line + 1, last) if wrapped else line
        last = after if after >= 0 else last
    return " ".join(text[start:last].split())


def quoted_from(text: str, start: int, end: int) -> str:
    """Give what a sentence quotes from one place on, in which another one is known to be."""
    stop = sentence_end(text, start, max(start, end)) or min(len(text), start + _LONGEST)
    return " ".join(text[start:stop].split()).rstrip("\"'")


def _behind(text: str, start: int, end: int) -> int | None:
    """Find where the property that a reply is in goes on, or ends; a reply has brackets, too."""
    for found in _BEHIND.finditer(text, end, start + _LONGEST):
        within = text[start : found.start()]
        if not found[0].startswith("]") or within.count("[") <= within.count("]"):
            return found.start()
    return None
