"""Where JSON may begin in a text: the text in, the places out, as far as what begins there is read.

Of a list with a spoilt object the others are looked for one by one, also where all of it stands on
one line; and of the spoilt one it is known whether it is an event.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.labels import Field, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

_START: Final = re.compile(r"^[ \t]*([\[{])(?=[\s\[{]*\"|\s*\{)", re.MULTILINE)
_WITHIN: Final = re.compile(r"(?:\[|\}\s{0,400},)\s{0,400}(?=\{)")
_NEXT: Final = re.compile(r"\s{0,400},\s{0,400}(?=\{)")
_NAME: Final = re.compile(r"(?:\"([\w.@-]{1,60})\"?|(?<![\w\"])([\w.@-]{1,60})\")\s{0,9}:")
_BRACE: Final = re.compile(r"[{}]")
# So far the next object, or the names of this one, are looked for.
REACH: Final = 1 << 14
# What an event has one of.
_ONCE: Final[frozenset[Field]] = frozenset({"id", "source"})


class JsonStarts:
    """Gives the places, up to the last one that is worth a look."""

    def __init__(self, text: str, last: int) -> None:
        self._text = text
        self._last = last
        self._found = _START.finditer(text)
        self._done = 0
        self._near = -1
        self._spoilt = False

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        """Give the next place behind all that was read."""
        while True:
            place, self._near = self._near, -1
            if place < 0:
                place = next(self._found).start(1)
            if place > self._last:
                raise StopIteration
            if place >= self._done:
                self._done = place + 1
                return place

    def give_up(self, start: int) -> None:
        """Look within a list or an object that cannot be read, and then behind it."""
        self._spoilt = True
        found = _WITHIN.search(self._text, start, start + REACH)
        self._near = -1 if found is None else found.end()

    def go_on(self, end: int) -> None:
        """Go on behind what was read, which ends there."""
        self._done = end
        found = _NEXT.match(self._text, end)
        if found is None and self._spoilt:
            found = _WITHIN.search(self._text, end, end + REACH)
        self._near = -1 if found is None else found.end()


def end_of(text: str, start: int, fault: int) -> int:
    """Find where an object ends that has a fault at a place, as far as one looks.

    It is told by its braces; those in its strings come in pairs, as a rule.
    """
    until = max(start, fault) + REACH
    depth = 0
    for brace in _BRACE.finditer(text, start, until):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return until


def is_spoilt_event(text: str, start: int, fault: int, end: int) -> bool:
    """Tell whether an object from a place to another, with a fault in it, is to be an event.

    >>> is_spoilt_event('{"ProviderName": "a", "Id": 1, <- "x": 2}', 0, 31, 40)
    True
    """
    table = labels()
    known = set[Field]()
    for name in _NAME.finditer(text, start, end):
        field = table.property_of(name[1] or name[2])
        if field in known & _ONCE:
            # Another one begins.
            return known >= _ONCE and name.start() > fault
        known |= {field} if field is not None else set()
    return known >= _ONCE
