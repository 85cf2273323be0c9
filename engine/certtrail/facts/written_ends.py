"""What a warning of expiry says of the end: the hours that are left, or in newer wordings the date.

A date stands in the server's local time and in the order of its culture, which nobody tells. Where
two orders are possible, the one counts whose date is within what Exchange warns of: the last 90
days (basis: model). Where that leaves both, the date is only quoted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from certtrail.facts.catalogued_events import CataloguedEvent

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
# The window, and what two time zones and the rounding can be off by.
_LONGEST: Final = 92 * _DAY
_LATE: Final = -2 * _DAY


def local_end(event: CataloguedEvent) -> int | None:
    """Give the end as the server's clock shows it, in seconds since 1970 as if that were UTC.

    The hours of older wordings count to that same moment (see `expiry`). None where none is told,
    or its date can be read in two ways.
    """
    hours = event.values.get("hours")
    if isinstance(hours, int):
        return event.seconds + hours * _HOUR
    ends = _readings(event.text("written_end"))
    within = [end for end in ends if _LATE <= end - event.seconds <= _LONGEST]
    chosen = ends if len(ends) == 1 else within
    return chosen[0] if len(chosen) == 1 else None


def hours_left(event: CataloguedEvent) -> int | None:
    """Give how many hours lie between a warning and the end that it tells; None for none."""
    end = local_end(event)
    return None if end is None else round((end - event.seconds) / _HOUR)


@lru_cache(maxsize=1024)
def _readings(written: str) -> tuple[int, ...]:
    """Give the moments that a date can be."""
    date = WrittenDate.read(written) if written else None
    if date is None or date.lacks_year:
        return ()
    found = (date.instant(order, ours=True) for order in date.possible())
    return tuple(dict.fromkeys(end for end in found if end is not None))
