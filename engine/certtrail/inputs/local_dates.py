"""Dates as consoles print them, in any culture: all dates of one list in, their order decided, out.

A culture's order of day and month is the same in a whole list, so every date helps to decide it:
`31/12/2026` shows that the day goes first, and so do dots. What stays open is never guessed
without a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.calendars import OURS, gregorian
from certtrail.inputs.date_words import ERA_INITIALS, ERAS, afternoon_in, month_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ORDERS: Final = ("dmy", "mdy", "ymd")
# (place of year, of month, of day) among the first three numbers.
_PLACES: Final = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
_NUMBERS: Final = re.compile(r"\d{1,4}")
_CLOCK: Final = re.compile(r"(?<![\d:.])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?![\d:])")
# Some countries write dots here, too; it is told from the day by standing last.
_DOTTED_CLOCK: Final = re.compile(r"(?<=\s)(\d{1,2})\.(\d\d)(?:\.(\d\d)())?$")
_ZONE: Final = re.compile(r"\d[ ]?(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))\b|\d[ ]?Z", re.IGNORECASE)
# What most consoles write; it is read at once.
_USUAL: Final = re.compile(
    r"(\d\d?)([./])(\d\d?)\2(20\d\d) (\d\d?):(\d\d)(?::(\d\d))?(?: ([AP]M))?", re.ASCII
)
_RUN_ON: Final = re.compile(r"([/.-]20\d\d)(\d\d?:\d\d)")
# Digits that somebody made unreadable: 3/19/20XX.
# The last digits of a year that somebody hid: one sign twice, or once behind three digits.
_MASKED: Final = re.compile(
    r"\d[Xx]|[Xx]\d|(?<!\d)(?:19|20)(?:([^\s\d,;:)\]/])\1|\u2026)|(?<!\d)20\d[_*#?\u2022]"
)
_MAY_HAVE_ZONE: Final = re.compile("[ZzUuGg+]|:[^-]*-")
_MILLISECONDS: Final = re.compile(r"\\?/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?/")
_OF_ERA: Final = re.compile(r"(?:^|\s)([A-Z])(\d{1,2})([./-])(\d{1,2})\3(\d{1,2})(?!\d)")
_GLUED: Final = re.compile(r"[^\W\d_]+(?=\d)")
_LONGEST: Final = 60
_DAY_0: Final = date(1970, 1, 1).toordinal()
_ARABIC: Final = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it is written.

    Attributes:
        numbers: day, month and year as they stand, then hour, minute and second where they are
            told; a day and a month only, in that order, where no year is written.
        orders: the orders in which day, month and year may stand.
        afternoon: whether it is after noon; None where that is not said.
        fraction: of the second, in nanoseconds.
        offset: the seconds that its clock is ahead of UTC; None for local time.
    """

    numbers: tuple[int, ...]
    orders: tuple[str, ...]
    afternoon: bool | None
    fraction: int = 0
    offset: int | None = None

    @classmethod
    def read(cls, text: str) -> WrittenDate | None:
        """Read the numbers of a date; None for what is none.

        >>> WrittenDate.read("12/02/2018 1:53:00 PM").numbers
        (12, 2, 2018, 1, 53, 0)
        >>> WrittenDate.read("Jan 20 09:00").numbers
        (20, 1, 9, 0)
        """
        if (usual := _USUAL.fullmatch(text)) is not None:
            numbers = tuple(int(part) for part in usual.group(1, 3, 4, 5, 6, 7) if part)
            order = ("dmy",) if usual[2] == "." else ("dmy", "mdy")
            return cls(numbers, order, None if usual[8] is None else usual[8] == "PM")
        if "Date(" in text and (found := _MILLISECONDS.fullmatch(text.strip())) is not None:
            return cls._of_milliseconds(int(found[1]))
        # Who reads a picture may lose the blank between day and hour; a year has four digits.
        plain = _RUN_ON.sub(r"\1 \2", _plain(text[: 4 * _LONGEST]))
        if not 5 <= len(plain) <= _LONGEST or _MASKED.search(text[: 4 * _LONGEST]):
            return None
        clock = _CLOCK.search(plain) or _DOTTED_CLOCK.search(plain)
        day = plain if clock is None else f"{plain[: clock.start()]} {plain[clock.end() :]}"
        zone = _ZONE.search(plain, 6) if _MAY_HAVE_ZONE.search(plain, 6) else None
        if zone is not None and zone[1]:
            day = day.replace(zone[0][1:], " ")
        parts, orders = _day(day)
        if len(parts) not in (2, 3) or (len(parts) == 2 and clock is None):
            return None
        time = tuple(int(part) for part in (clock.groups()[:3] if clock else ()) if part)
        fraction = int((clock[4] or "0").ljust(9, "0")) if clock else 0
        return cls((*parts, *time), orders, afternoon_in(day), fraction, _offset(zone))

    @classmethod
    def _of_milliseconds(cls, count: int) -> WrittenDate | None:
        try:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=count)
        except OverflowError:
            return None
        day = (moment.year, moment.month, moment.day)
        time = (moment.hour, moment.minute, moment.second)
        return cls((*day, *time), ("ymd",), None, moment.microsecond * 1000, 0)

    @property
    def year_first(self) -> bool:
        """The year stands first, so that no order is open."""
        return self.orders == ("ymd",)

    @property
    def lacks_year(self) -> bool:
        """No year is written."""
        return not self.orders

    @property
    def has_clock(self) -> bool:
        """An hour and a minute are written."""
        return len(self.numbers) > (2 if self.lacks_year else 3)

    def day(self, order: str, year: int | None = None) -> date | None:
        """Give the day; None where it is no such date.

        Args:
            order: of day, month and year, where the date itself leaves it open.
            year: of a date without one.
        """
        if self.lacks_year:
            return None if year is None else gregorian(year, self.numbers[1], self.numbers[0])
        mine = order if order in self.orders else self.orders[0]
        written, month, day = (self.numbers[place] for place in _PLACES[mine])
        return gregorian(written, month, day)

    def instant(self, order: str, year: int | None = None, *, ours: bool = False) -> int | None:
        """Give seconds since 1970, local time taken for UTC; None where it is no such date.

        Args:
            order: of day, month and year, where the date itself leaves it open.
            year: of a date without one.
            ours: only in a year in which there may be such a date.
        """
        day = self.day(order, year)
        if ours and day is not None and day.year not in OURS:
            return None
        hour, minute, second = (*self.numbers[2 if self.lacks_year else 3 :], 0, 0, 0)[:3]
        if self.afternoon is not None and hour <= 12:
            hour = hour % 12 + (12 if self.afternoon else 0)
        if day is None or hour > 23 or minute > 59 or second > 59:
            return None
        whole = (day.toordinal() - _DAY_0) * 86_400 + hour * 3600 + minute * 60 + second
        return whole - (self.offset or 0)

    def possible(self) -> tuple[str, ...]:
        """List the orders in which it is a date of a time in which it may have been written."""
        return tuple(order for order in self.orders if self.in_time(order))

    def in_time(self, order: str) -> bool:
        """Tell whether it is a date, and of a year in which there may be such a date."""
        day = self.day(order, OURS.start)
        return day is not None and day.year in OURS


def _plain(text: str) -> str:
    """Write blanks and digits of any script as ours, and leave out invisible marks."""
    if text.isascii():
        return text.strip()
    plain = unicodedata.normalize("NFKC", text)
    kept = (mark for mark in plain if unicodedata.category(mark) != "Cf")
    return "".join(str(unicodedata.decimal(x)) if x.isdecimal() else x for x in kept).strip()


def _offset(zone: re.Match[str] | None) -> int | None:
    if zone is None:
        return None
    if not zone[1]:
        return 0
    ahead = int(zone[2]) * 3600 + int(zone[3]) * 60
    return ahead if zone[1] == "+" else -ahead


def _day(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Read the numbers of a day, and in which orders they may be."""
    shortened = _OF_ERA.search(text)
    if shortened is not None and shortened[1] in ERA_INITIALS:
        year, month, day = map(int, shortened.group(2, 4, 5))
        return (year + ERA_INITIALS[shortened[1]], month, day), ("ymd",)
    # A letter that belongs to a number is none that parts it from another: R8, l2, O3.
    glued = any(run.isascii() and month_in(run) is None for run in _GLUED.findall(text))
    return ((), ()) if glued else _parted(text)


def _parted(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    named = month_in(text)
    found = [(int(one[0]), one.end(), len(one[0])) for one in _NUMBERS.finditer(text)]
    numbers = [number for number, _, _ in found]
    if named is not None and len(numbers) in (1, 2):
        month, _ = named
        if len(numbers) == 1:
            return (numbers[0], month), ()
        # The longer number is the year, else the later one.
        year_first = found[0][2] > found[1][2]
        day, year = (numbers[1], numbers[0]) if year_first else (numbers[0], numbers[1])
        return (day, month, year), ("dmy",)
    absent = any(size == 4 and number < 100 for number, _, size in found)
    if named is not None or len(numbers) != 3 or absent:
        return (), ()
    if not text.isascii() and (era := next((each for each in ERAS if each in text), "")):
        return (numbers[0] + ERAS[era], *numbers[1:]), ("ymd",)
    if numbers[2] < 100:
        numbers = _islamic_century(numbers, text)
    if found[0][2] > 2:
        return tuple(numbers), ("ymd",)
    between = text[found[0][1] : found[0][1] + 1]
    if between == ".":
        return tuple(numbers), ("dmy",)
    if numbers[2] > 99 or found[2][2] > 2:
        return tuple(numbers), ("dmy", "mdy")
    return tuple(numbers), ORDERS


def _islamic_century(numbers: list[int], text: str) -> list[int]:
    """Add the century to a short year that an Arabic console writes."""
    if _ARABIC.search(text) and 25 < numbers[2] < 61:
        return [*numbers[:2], numbers[2] + 1400]
    return numbers


def orders(
    dates: Iterable[WrittenDate],
    pairs: Iterable[Sequence[WrittenDate]] = (),
    sequence: Sequence[WrittenDate] = (),
) -> list[str]:
    """List the orders that fit all dates of a list; dates that leave nothing open fit any.

    Args:
        dates: all of the list.
        pairs: of which the first is not the later.
        sequence: dates in the order in which records were written or are listed: where they rise
            or fall in one order only, that is it.

    >>> orders([WrittenDate.read("01/02/2026"), WrittenDate.read("31/12/2026")])
    ['dmy']
    """
    known = list(dates)
    later = list(pairs)
    choices = [one.orders for one in known if one.orders]
    openly = [choice for choice in choices if len(choice) > 1]
    if not openly:
        return list(dict.fromkeys(choice[0] for choice in choices))[:1]
    possible = [order for order in ORDERS if all(order in choice for choice in openly)]
    fitting = [
        order
        for order in possible
        if all(one.instant(order, OURS.start) is not None for one in known)
        and all(_not_later(first, second, order) for first, second in later)
    ]
    within = [order for order in fitting if all(one.in_time(order) for one in known)]
    fitting = within or fitting
    even = [order for order in fitting if _even(sequence, order)]
    return even if len(fitting) > 1 and len(sequence) > 2 and even else fitting


def _not_later(first: WrittenDate, second: WrittenDate, order: str) -> bool:
    one, other = first.instant(order), second.instant(order)
    return one is not None and other is not None and one <= other


def _even(sequence: Sequence[WrittenDate], order: str) -> bool:
    """Tell whether dates only rise, or only fall."""
    times = [date.instant(order, OURS.start) for date in sequence]
    steps = [one <= other for one, other in pairwise(times) if one and other and one != other]
    return len(set(steps)) < 2


def decided(date: WrittenDate, possible: Sequence[str]) -> int | None:
    """Give a date where all possible orders agree on it; None where they do not."""
    found = {date.instant(order) for order in possible}
    return found.pop() if len(found) == 1 else None


def likeliest(dates: Iterable[WrittenDate], possible: Sequence[str]) -> str:
    """Choose the order to take where several are possible.

    Who writes AM and PM mostly writes the month first; all others mostly write the day first.
    """
    half = any(date.afternoon is not None for date in dates if len(date.orders) > 1)
    wished = "mdy" if half else "dmy"
    return wished if wished in possible or not possible else possible[0]
