"""Dates of many records at once, as consoles print them: cells in, what they may mean out.

Those of one shape, which have digits at the same places, are read together by NumPy. Only the
shapes of `2/28/2026 1:00:00 PM`, `28.02.2026 13:00` and `2026-02-28 13:00:00` are; others are for
`local_dates`, which comes to the same for these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.bulk_instants import NEVER, day_of
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
_DIGIT: Final = re.compile(rb"[0-9]")
_ZERO: Final = ord("0")
_BEFORE_NOON, _AFTER_NOON = b"AP"
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


_FIELDS: Final = tuple(field.name for field in fields(BulkDates))


def bulk_dates(cells: Cells) -> BulkDates:
    """Read dates as far as they are of the usual shapes."""
    count = len(cells.starts)
    one, other, year, seconds = np.zeros((4, count), np.int64)
    found = BulkDates(np.zeros(count, bool), one, other, year, seconds, np.zeros(count, bool))
    for rows, table in cells.tables(_LONGEST):
        # All first characters, then all second ones: so each step goes through memory in order.
        letters = np.ascontiguousarray(table.T)
        for _ in range(_SHAPES):
            shape = _DIGIT.sub(b"0", letters[:, 0].tobytes())
            same = _of_shape(letters, shape)
            parts = _SHAPE.fullmatch(shape.decode("latin-1"))
            every = bool(same.all())
            if parts is not None:
                read = _read(letters if every else letters[:, same], parts)
                if every and len(rows) == count:
                    return read
                for name in _FIELDS:
                    getattr(found, name)[rows[same]] = getattr(read, name)
            if every:
                break
            rows, letters = rows[~same], letters[:, ~same]
    return found


def _of_shape(letters: NDArray[np.uint8], shape: bytes) -> NDArray[np.bool_]:
    """Tell which dates are of a shape, before or after noon."""
    same = np.ones(letters.shape[1], np.bool_)
    half = len(shape) - len("AM") if shape.endswith((b"AM", b"PM")) else -1
    for at, (letter, one) in enumerate(zip(letters, shape, strict=True)):
        if at == half:
            same &= (letter == _BEFORE_NOON) | (letter == _AFTER_NOON)
        else:
            same &= letter - np.uint8(_ZERO) <= 9 if one == _ZERO else letter == one
    return same


def _read(letters: NDArray[np.uint8], parts: re.Match[str]) -> BulkDates:
    """Read dates of one shape; `letters` has the first ones of all, then the second."""
    count = letters.shape[1]

    def part(name: str) -> NDArray[np.int32]:
        told = np.zeros(count, np.int16)  # four digits at most
        for letter in letters[slice(*parts.span(name))]:
            told *= 10
            told += letter - np.uint8(_ZERO)
        return told.astype(np.int32)

    year_first = parts["first"] is not None
    year = part("first" if year_first else "year")
    hour, minute = part("hour"), part("minute")
    second = part("second") if parts["second"] else np.zeros(count, np.int32)
    if parts["half"]:
        after = letters[parts.start("half")] == _AFTER_NOON
        hour = np.where(hour <= 12, hour % 12 + np.int32(12) * after, hour)
    clock = (hour < 24) & (minute < 60) & (second < 60)
    return BulkDates(
        (year >= _OURS[0]) & (year <= _OURS[1]),
        part("day" if year_first else "a").astype(np.int64),
        part("month" if year_first else "b").astype(np.int64),
        year.astype(np.int64),
        np.where(clock, hour * 3600 + minute * 60 + second, 86_400).astype(np.int64),
        np.full(count, parts["mark"] == "/"),
    )
