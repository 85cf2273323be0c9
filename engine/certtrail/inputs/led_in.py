r"""Events that the words above them call somebody else's, or an example: lines and events in; the
lines of each, out.

    Somebody on Reddit had this:

    Log Name:      Application
    ...

The words end with a colon, and nothing but the event's own lines stands below them. Whoever calls
it their own there, such as "we followed the manual, and on our server:", shows an event of theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ELSEWHERE: Final = re.compile(
    r"\b(?:forums?|foren|foros?|blogs?|reddit|spiceworks|stack ?(?:overflow|exchange)"
    r"|experts[ -]exchange|googl(?:ed|ing)|gegoogelt|originally posted by|r/[a-z]\w{2,20}"
    r"|not our(?:s| server)|nicht unser(?:er|e|s)?"
    r"|pas (?:notre|le n\u00f4tre))\b",
    re.IGNORECASE,
)
"""Where somebody says that what follows is of another's server."""
_EXAMPLE: Final = r"(?:examples?|samples?|beispiele?|exemples?|ejemplos?|esempio|exemplo|voorbeeld)"
_MANUAL: Final = (
    r"(?:manual|handbook|documentation|docs|text ?book|handbuch|dokumentation|manuel"
    r"|documentaci\u00f3n|manuale|documentazione|documenta\u00e7\u00e3o|handleiding|documentatie)"
)
_OF_MANUAL: Final = re.compile(
    rf"^\W{{0,4}}(?:from|out of|aus|tir\u00e9 d\w{{1,3}}|del?|dal|uit)\b[^\n]{{0,20}}\b{_MANUAL}"
    rf"|\b{_EXAMPLE}\b[^\n]{{0,30}}\b{_MANUAL}\b|\b{_MANUAL}\b[^\n]{{0,30}}\b{_EXAMPLE}\b",
    re.IGNORECASE,
)
# So speaks who explains, and who shows what happens at home, too.
_LOOKS_LIKE: Final = re.compile(rf"\b{_EXAMPLE}\b[^\n]{{0,40}}\blooks? like\b", re.IGNORECASE)
_OWN: Final = re.compile(
    r"\b(?:ours?|my|mine|we (?:have|get|see|now)|here|unser\w{0,3}|mein\w{0,3}|wir|hier|bei uns"
    r"|notre|nos|mon|ma|mes|chez nous|ici|nuestr\w{1,3}|nostr\w|noss\w|onze?|ons|mijn|bij ons)\b",
    re.IGNORECASE,
)
# A line of an event itself, such as "Log Name: Application".
_LABELLED: Final = re.compile(r"[^\n:\uff1a]{2,40}[:\uff1a][ \t]*\S")
_ENDS: Final = (":", "\uff1a")
_ABOVE: Final = 12
_PARAGRAPH: Final = 3
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class LedIn:
    """Lines, counted from 1, from the words to the last event that they stand above.

    Attributes:
        first, last: the lines.
        example: the words call it of a manual: it is of no server at all.
    """

    first: int
    last: int
    example: bool


def led_in(lines: Sequence[str], events: Sequence[tuple[int, str]]) -> Iterator[LedIn]:
    """Find events below such words; those of the same server that follow belong to them, unless
    other words stand above them.

    Args:
        lines: of the text.
        events: in their order, the line of each, counted from 1, and its server.
    """
    heads = [_head(lines, line) for line, _ in events]
    at = 0
    while at < len(events):
        found, head = at, heads[at]
        at += 1
        if head is None:
            continue
        words = " ".join(lines[head[0] : head[1] + 1])[-_LONGEST:]
        example = _OF_MANUAL.search(words) is not None
        said = ELSEWHERE.search(words) or _LOOKS_LIKE.search(words)
        if (said is None and not example) or _OWN.search(ELSEWHERE.sub("", words)):
            continue
        while at < len(events) and heads[at] is None and events[at][1] == events[found][1]:
            at += 1
        yield LedIn(head[0] + 1, events[at - 1][0], example)


def _head(lines: Sequence[str], line: int) -> tuple[int, int] | None:
    """Give the first and the last line, counted from 0, of the words right above an event."""
    for above in range(min(line, len(lines)) - 1, max(-1, line - 1 - _ABOVE), -1):
        text = lines[above].strip()
        if not text or _LABELLED.match(text):
            continue
        if not text.endswith(_ENDS) or above == line - 1:
            return None
        first = above
        while first > 0 and above - first < _PARAGRAPH - 1 and lines[first - 1].strip():
            first -= 1
        return first, above
    return None
