"""Rows of Exchange's own logs within a text, such as message tracking: a place in; its cell out.

2026-11-23T00:00:00.000Z,,,,EX01,,Outbound,SMTP,DEFER,77,<0@a>,,b@c,454 4.7.5 The ...,4000,1
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import Final

from certtrail.text.instants import parse_iso

_BEGIN: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z,")
_LEAST: Final = 6
_LONGEST: Final = 1 << 16
# So much of what stands at a place is enough to know its cell by.
_KNOWN_BY: Final = 12


@dataclass(frozen=True, slots=True)
class RowCell:
    """What stands in a cell from a place on: what is behind it, such as a subject, is no part.

    Attributes:
        text: up to the cell's end.
        time: of the row, in nanoseconds since 1970 UTC.
        start: where the row starts in the text.
    """

    text: str
    time: int
    start: int


def cell_at(text: str, place: int) -> RowCell | None:
    """Give the cell of a row in which a place is; None where it is in no row of such a log."""
    start = text.rfind("\n", 0, place) + 1
    begun = _BEGIN.match(text, start)
    if begun is None:
        return None
    end = text.find("\n", place)
    line = text[start : end if end >= 0 else len(text)][:_LONGEST]
    try:
        cells = next(csv.reader([line]), [])
        time = parse_iso(cells[0])
    except (csv.Error, ValueError, OverflowError, IndexError):
        return None
    if len(cells) < _LEAST:
        return None
    sign = text[place : place + _KNOWN_BY]
    held = next((cell for cell in cells if sign in cell), None)
    if held is None:
        return None
    return RowCell(" ".join(held[held.index(sign) :].rstrip("'\"]} ").split()), time, start)
