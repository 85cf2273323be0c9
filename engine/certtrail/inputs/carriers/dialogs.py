"""An event's window in a picture: its lines in, the same as Event Viewer copies it out.

    The description of the event, in several lines.
    Log Name:   Application
    Source:     MSExchangeTransport     Logged:         3/29/2024 7:50:02 AM
    Event ID:   12015                   Task Category:  TransportService

Two fields stand on a line, and the description above them all. In a copy each field has a line of
its own, and the description is the last. The window is known by its shape, in any language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_TWO: Final = re.compile(
    r"\s*([^:\s][^:]{1,30}):(?: +(\S.*?))? {3,}([^:\s][^:]{1,30}):(?: +(\S.*))?\s*"
)
_ONE: Final = re.compile(r"\s*([^:\s][^:]{1,30}):(?: +(\S.*))?\s*")
_LEAST: Final = 3
# What a copy calls the field that the window has no label for.
_DESCRIPTION: Final = "Description:"


def unfolded(lines: Sequence[str]) -> list[str]:
    """Give each field of an event's window a line of its own, and the description behind them.

    >>> window = ["Gone.", "Log: A", "From: B   At: C", "Id: D    Task: E", "Level: F    Key: G"]
    >>> unfolded(window)[:5]
    ['Log: A', 'From: B', 'At: C', 'Id: D', 'Task: E']
    >>> unfolded(window)[5:]
    ['Level: F', 'Key: G', 'Description:', 'Gone.', '']
    """
    out: list[str] = []
    above = at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end is None:
            at += 1
            continue
        start = _with_one_above(lines, above, at)
        while end < len(lines) and _ONE.fullmatch(lines[end]):
            end += 1
        for line in lines[start:end]:
            out += _fields(line)
        out += [_DESCRIPTION, *lines[above:start], ""]
        above = at = end
    return [*out, *lines[above:]]


def _with_one_above(lines: Sequence[str], above: int, at: int) -> int:
    """Give the place of the field alone on its line above those of two; else theirs."""
    place = at - 1
    while place > above and not lines[place].strip():
        place -= 1
    return place if place >= above and _ONE.fullmatch(lines[place]) else at


def _end(lines: Sequence[str], start: int) -> int | None:
    """Give the end of the lines with two fields each that start here; None for too few."""
    found = end = 0
    for at in range(start, len(lines)):
        if _TWO.fullmatch(lines[at]):
            found, end = found + 1, at + 1
        elif lines[at].strip() or not found:
            break
    return end if found >= _LEAST else None


def _fields(line: str) -> list[str]:
    two = _TWO.fullmatch(line)
    if two is None:
        return [line.strip()] if line.strip() else []
    return [f"{two[1]}: {two[2] or ''}".rstrip(), f"{two[3]}: {two[4] or ''}".rstrip()]
