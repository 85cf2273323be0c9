"""Dates as consoles print them, in any culture: all dates of one text in, their order decided, out.

A culture's order of day and month is the same in a whole text, so every date helps to decide it:
`31/12/2026` shows that the day goes first. What stays open is left unknown, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBERS: Final = re.compile(r"\d{1,4}")
_MORNING: Final = ("am", "a.m", "a. m", "上午", "午前", "오전", "vorm", "π.μ", "de")
_AFTERNOON: Final = ("pm", "p.m", "p. m", "下午", "午後", "오후", "nachm", "μ.μ", "du")
# (place of year, of month, of day) among the first three numbers.
_ORDERS: Final = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The numbers of a date as it is written, and whether it is after noon (None: not said)."""

    numbers: tuple[int, ...]
    year_first: bool
    afternoon: bool | None

    @classmethod
    def read(cls, text: str) -> WrittenDate | None:
        """Read the numbers of a date; None for what is none.

        >>> WrittenDate.read("12/02/2018 1:53:00 PM").numbers
        (12, 2, 2018, 1, 53, 0)
        """
        plain = unicodedata.normalize("NFKC", text[: 4 * _LONGEST])
        plain = "".join(mark for mark in plain if unicodedata.category(mark) != "Cf").strip()
        if len(plain) > _LONGEST:
            return None
        digits = "".join(
            str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in plain
        )
        found = _NUMBERS.findall(digits)
        if not 3 <= len(found) <= 6:
            return None
        lowered = digits.lower()
        after = any(mark in lowered for mark in _AFTERNOON[:-1])
        before = any(mark in lowered for mark in _MORNING[:-1])
        half = None if after == before else after
        return cls(tuple(map(int, found)), len(found[0]) == 4, half)

    def instant(self, order: str) -> int | None:
        """Give seconds since 1970, the local time taken for UTC; None where it is no such date."""
        year, month, day = (self.numbers[place] for place in _ORDERS[order])
        hour, minute, second = (*self.numbers[3:], 0, 0, 0)[:3]
        if self.afternoon is not None:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if self.afternoon else 0)
        try:
            return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
        except (ValueError, OverflowError):
            return None


def orders(dates: Iterable[WrittenDate], pairs: Iterable[Sequence[WrittenDate]] = ()) -> list[str]:
    """List the orders that fit all dates of a text, and in which each pair's first is the earlier.

    >>> orders([WrittenDate.read("01/02/2026"), WrittenDate.read("31/12/2026")])
    ['dmy']
    """
    known = list(dates)
    possible = ["ymd"] if any(one.year_first for one in known) else ["dmy", "mdy"]
    later = list(pairs)

    def fits(order: str) -> bool:
        if any(one.instant(order) is None for one in known):
            return False
        return all(_earlier(first, second, order) for first, second in later)

    return [order for order in possible if fits(order)]


def _earlier(first: WrittenDate, second: WrittenDate, order: str) -> bool:
    one, other = first.instant(order), second.instant(order)
    return one is not None and other is not None and one < other


def decided(date: WrittenDate, possible: Sequence[str]) -> int | None:
    """Give a date where all possible orders agree on it; None where they do not."""
    found = {date.instant(order) for order in possible}
    return found.pop() if len(found) == 1 else None
