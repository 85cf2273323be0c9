"""Summer time where no zone is known: a stretch of time in; whether clocks may change in it, out.

North and south of the equator clocks change in March and April, and from August to early November.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

# From a month and day on, to another, no clock changes; the second goes over the turn of the year.
_QUIET: Final = (((5, 1), (7, 31)), ((11, 8), (3, 7)))


def may_change(begin: int, end: int) -> bool:
    """Tell whether summer time begins or ends somewhere between two times.

    Args:
        begin: in s since 1970, of any zone; a day more or less does not count.
        end: likewise.

    >>> [may_change(1_767_614_400, 1_767_614_400 + days * 86_400) for days in (-30, 60, 120)]
    [False, False, True]
    """
    first, last = (datetime.fromtimestamp(each, UTC) for each in sorted((begin, end)))
    for start, stop in _QUIET:
        day = (first.month, first.day)
        over = stop < start
        if not (day >= start or day <= stop if over else start <= day <= stop):
            continue
        year = first.year + (over and day >= start)
        return (last.year, last.month, last.day) > (year, *stop)
    return True
