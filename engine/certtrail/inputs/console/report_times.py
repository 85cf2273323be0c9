"""When HealthChecker's reports were made: a date as a report writes it in; the moments that it can
be, by the server's clock, out.

    Generation Time: 11/10/2026 9:12:01 AM

The script writes it in the culture of the server. The name of the report's file has the day, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.local_dates import WrittenDate, orders
from certtrail.text.instants import SECOND, to_datetime

if TYPE_CHECKING:
    from certtrail.inputs.console.listed_times import Moments
    from certtrail.inputs.console.paste import Paste


def made_at(paste: Paste, written: str) -> Moments:
    """Give the earliest and the latest moment that a date can be, in seconds since 1970; Nones for
    what is no date.
    """
    date = WrittenDate.read(written.strip())
    if date is None or date.lacks_year:
        return None, None
    possible = orders([date])
    at = {order: date.instant(order) for order in possible}
    told = [order for order, one in at.items() if one and _day(one) in paste.name]
    if not told and paste.date_order in possible:
        told = [paste.date_order]
    found = [one for order in told or possible if (one := at[order]) is not None]
    return (min(found), max(found)) if found else (None, None)


def _day(seconds: int) -> str:
    return f"{to_datetime(seconds * SECOND):%Y%m%d}"
