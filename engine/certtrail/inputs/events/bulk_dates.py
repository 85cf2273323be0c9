"""Dates of many records at once, as consoles print them: cells in, what they may mean out.

Those of one shape, which have digits at the same places, are read together by NumPy. Only the
shapes of `2/28/2026 1:00:00 PM`, `28.02.2026 13:00` and `2026-02-28 13:00:00` are; others are for
`local_dates`, which comes to the same for these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.bulk_instants import NEVER, day_of, number
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.inputs.events.bulk_instants import Numbers
    from certtrail.inputs.events.cells import Cells

# The digits of a shape are 0.
_SHAPE: Final = re.compile(
    r"(?:(?P<a>00?)(?P<mark>[./])(?P<b>00?)(?P=mark)(?P<year>0000)"
    r"|(?P<first>0000)([/-])(?P<month>00?)\6(?P<day>00?))"
    r" (?P<hour>00?):(?P<minute>00)(?::(?P<second>00))?(?: (?P<half>[AP]M))?"
)
_ZERO: Final = ord("0")
_LONGEST: Final = len("00/00/0000 00:00:00 AM")
# Of a text with more shapes the others are read one by one.
_SHAPES: Final = 64
_OURS: Final = (2000, 2099)


@dataclass(frozen=True, slots=True)
class BulkDates:
    """Dates of which every part is known but which of two is the day.

    Attributes:
        known: whether a text is such a date; the rest says nothing where it is not.
        one: the day where the day goes first, else the month.
        other: the month where the day goes first, else the day.
        year: of four digits.
        seconds: of the day; beyond it where there is no such time.
        open: whether it may be either.
    """

    known: NDArray[np.bool_]
    one: Numbers
    other: Numbers
    year: Numbers
    seconds: Numbers
    open: NDArray[np.bool_]

    def times(self, order: str) -> Numbers:
        """Give ns since 1970, local time taken for UTC; the least number for what is no date."""
        days = self._days(~self.open | (order != "mdy"))
        sound = self.known & (days != NEVER) & (self.seconds < 86_400)
        return np.where(sound, (days * 86_400 + self.seconds) * SECOND, NEVER)

    def decided(self) -> NDArray[np.bool_]:
        """Tell which are days in one order only."""
        every = np.ones(len(self.open), bool)
        days, months = (self._days(first) != NEVER for first in (every, ~every))
        return np.asarray(self.known & np.where(self.open, days != months, days), np.bool_)

    def _days(self, day_first: NDArray[np.bool_]) -> Numbers:
        day = np.where(day_first, self.one, self.other)
        month = np.where(day_first, self.other, self.one)
        return day_of(self.year, month, day)


def bulk_dates(cells: Cells) -> BulkDates:
    """Read dates as far as they are of the usual shapes."""
    count = len(cells.starts)
    one, other, year, seconds = np.zeros((4, count), np.int64)
    found = BulkDates(np.zeros(count, bool), one, other, year, seconds, np.zeros(count, bool))
    for rows, table in cells.tables(_LONGEST):
        is_digit = table - np.uint8(_ZERO) <= 9
        shapes = np.where(is_digit, np.uint8(_ZERO), table)
        left = np.arange(len(rows))
        for _ in range(_SHAPES):
            if not len(left):
                break
            shape = shapes[left[0]]
            same = (shapes[left] == shape).all(axis=1)
            parts = _SHAPE.fullmatch(shape.tobytes().decode("latin-1"))
            if parts is not None:
                some = left[same]
                _read(found, rows[some], table[some], parts)
            left = left[~same]
    return found


def _read(
    found: BulkDates, rows: NDArray[np.intp], raw: NDArray[np.uint8], parts: re.Match[str]
) -> None:
    """Read dates of one shape into their rows."""
    digits = raw.astype(np.int64) - _ZERO

    def part(name: str) -> Numbers:
        return number(digits[:, slice(*parts.span(name))])

    year_first = parts["first"] is not None
    year = part("first" if year_first else "year")
    hour, minute = part("hour"), part("minute")
    second = part("second") if parts["second"] else np.zeros(len(rows), np.int64)
    if parts["half"]:
        hour = np.where(hour <= 12, hour % 12 + 12 * (parts["half"] == "PM"), hour)
    clock = (hour < 24) & (minute < 60) & (second < 60)
    found.known[rows] = (year >= _OURS[0]) & (year <= _OURS[1])
    found.one[rows] = part("day" if year_first else "a")
    found.other[rows] = part("month" if year_first else "b")
    found.year[rows] = year
    found.seconds[rows] = np.where(clock, hour * 3600 + minute * 60 + second, 86_400)
    found.open[rows] = parts["mark"] == "/"
