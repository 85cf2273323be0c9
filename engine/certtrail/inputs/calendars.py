"""Calendars: a date as a console of any country writes it in, the same day of ours out.

Windows writes dates in the calendar that its user has chosen. A year that cannot be one of ours,
as the product did not exist then, is one of another calendar.
"""

from __future__ import annotations

from datetime import date
from typing import Final

OURS: Final = range(1990, 2101)
# Years in which these calendars say what ours calls the years of the product.
_BUDDHIST: Final = range(2533, 2644)
_PERSIAN: Final = range(1380, 1411)
_ISLAMIC: Final = range(1411, 1461)
_MINGUO: Final = range(90, 190)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Give the day of ours; None for what is in no calendar that is known here.

    A year of two digits is of this century.

    >>> gregorian(2569, 7, 30), gregorian(1404, 1, 1), gregorian(113, 3, 29)
    (datetime.date(2026, 7, 30), datetime.date(2025, 3, 21), datetime.date(2024, 3, 29))
    """
    try:
        if year in _PERSIAN:
            return _from_persian(year, month, day)
        if year in _ISLAMIC:
            return _from_islamic(year, month, day)
        if year in _BUDDHIST:
            return date(year - 543, month, day)
        if year in _MINGUO and year > 99:
            return date(year + 1911, month, day)
        return date(year + 2000 if year < 100 else year, month, day)
    except (ValueError, OverflowError):
        return None


def _from_persian(year: int, month: int, day: int) -> date:
    """Convert by the cycle of 33 years, which is right for the years in which Windows exists."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError("no such day")
    counted = year + 1595
    days = 365 * counted + counted // 33 * 8 + (counted % 33 + 3) // 4
    days += (month - 1) * 31 if month <= 7 else (month - 1) * 30 + 6
    found = date.fromordinal(days + day - 356_033)
    if month == 12 and day == 30 and _from_persian(year + 1, 1, 1) == found:
        raise ValueError("no such day")
    return found


def _from_islamic(year: int, month: int, day: int) -> date:
    from hijridate import Hijri

    found = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)
