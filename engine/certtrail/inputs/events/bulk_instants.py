"""Instants of many records at once: texts in ISO 8601 in, ns since 1970 UTC out, by NumPy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# `2026-02-28T13:00:00`, the least and the most that stands at each place.
_LEAST: Final = np.frombuffer(b"1000-00-00T00:00:00", np.uint8)
_MOST: Final = np.frombuffer(b"2999-19-39T29:59:59", np.uint8)
_CLOCK: Final = len(_LEAST)
# Of a second, in ns; Windows tells seven of them.
_DIGITS: Final = 9
_TOLD: Final = 7
# Those that fit into ns of 64 bits.
_FIRST: Final = 1700
_LAST: Final = 2200
# `+01:00`
_OFFSET: Final = 6
_ZERO, _DOT, _ZULU, _PLUS, _MINUS, _COLON = b"0.Z+-:"
NEVER: Final = np.iinfo(np.int64).min
_MANY: Final = 64
_FEBRUARY: Final = 2
_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Of each month, by its number."""
_BEFORE: Final = np.cumsum([0, *_DAYS[:-1]])
_EPOCH: Final = date(1970, 1, 1).toordinal()


def instants(written: Sequence[bytes]) -> Numbers | None:
    """Read instants as programs write them, each with `Z` or an offset, as `parse_iso` does.

    Returns:
        None where one of them is none, is written in another way or is of a year far off.
    """
    sizes = np.fromiter(map(len, written), np.int64, len(written))
    found = np.full(len(written), NEVER, np.int64)
    for size in np.unique(sizes).tolist():
        rows = np.flatnonzero(sizes == size)
        if not _CLOCK < size <= _CLOCK + 1 + _DIGITS + _OFFSET:
            return None
        some = written if len(rows) == len(written) else [written[row] for row in rows.tolist()]
        text = np.frombuffer(b"".join(some), np.uint8).reshape(-1, size)
        read = _of_one_length(text)
        if read is None:
            return None
        found[rows] = read
    return found


def _of_one_length(text: NDArray[np.uint8]) -> Numbers | None:
    """Read a table with a text in each row; None where one is none."""
    head = text[:, :_CLOCK]
    if not ((head >= _LEAST) & (head <= _MOST)).all():
        return None
    # The marks between the digits are one by themselves.
    digits = head.astype(np.int64) - _ZERO
    year = number(digits[:, :4])
    month, day, hour, minute, second = (number(digits[:, at : at + 2]) for at in (5, 8, 11, 14, 17))
    days = day_of(year, month, day)
    rest = _fraction_and_offset(text[:, _CLOCK:])
    near = (year >= _FIRST) & (year <= _LAST) & (hour < 24) & (days != NEVER)
    if not near.all() or rest is None:
        return None
    fraction, offset = rest
    seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return np.asarray(seconds * SECOND + fraction, np.int64)


def _fraction_and_offset(rest: NDArray[np.uint8]) -> tuple[Numbers, Numbers] | None:
    """Read what stands behind the seconds: a fraction in ns, and an offset in seconds."""
    offset = np.zeros(len(rest), np.int64)
    if (rest[:, -1] == _ZULU).all():
        rest = rest[:, :-1]
    elif rest.shape[1] >= _OFFSET:
        sign, clock = rest[:, -_OFFSET], rest[:, 1 - _OFFSET :].astype(np.int64) - _ZERO
        hours, minutes = number(clock[:, :2]), number(clock[:, 3:])
        digits = clock[:, [0, 1, 3, 4]]
        sound = ((sign == _PLUS) | (sign == _MINUS)) & (clock[:, 2] == _COLON - _ZERO)
        if not (sound & ((digits >= 0) & (digits <= 9)).all(axis=1)).all():
            return None
        if (hours > 23).any() or (minutes > 59).any():
            return None
        offset = (hours * 3600 + minutes * 60) * np.where(sign == _PLUS, 1, -1)
        rest = rest[:, :-_OFFSET]
    else:
        return None
    places = rest.shape[1] - 1
    if places < 0:
        return offset * 0, offset
    digits = rest[:, 1:].astype(np.int64) - _ZERO
    if not (1 <= places <= _DIGITS and (rest[:, 0] == _DOT).all()):
        return None
    if not ((digits >= 0) & (digits <= 9)).all():
        return None
    told = digits[:, :_TOLD]
    return number(told) * 10 ** (_DIGITS - told.shape[1]), offset


def number(digits: Numbers) -> Numbers:
    """Read numbers: a table of digits in, the number of each row out."""
    powers = 10 ** np.arange(digits.shape[1] - 1, -1, -1, dtype=np.int64)
    return np.asarray(digits @ powers, np.int64)


def day_of(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    """Count days from 1970 on; the least number there is where there is no such day."""
    if len(day) > _MANY:
        # Of a log many in a row are of the same day.
        changes = (day[1:] != day[:-1]) | (month[1:] != month[:-1]) | (year[1:] != year[:-1])
        first = np.concatenate(([0], np.flatnonzero(changes) + 1))
        if len(first) * 4 < len(day):
            days = day_of(year[first], month[first], day[first])
            return np.repeat(days, np.diff(np.append(first, len(day))))
    sound = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    month = np.where(sound, month, 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    sound &= day <= _DAYS[month] + ((month == _FEBRUARY) & leap)
    before = year - 1
    days = 365 * before + before // 4 - before // 100 + before // 400 + _BEFORE[month] + day
    return np.where(sound, days + ((month > _FEBRUARY) & leap) - _EPOCH, NEVER)
