"""The order of the dates of one list: how day, month and year stand in all of them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import likeliest, orders
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.local_dates import WrittenDate

_SAID: Final = {
    "dmy": phrase("the day is taken to go first"),
    "mdy": phrase("the month is taken to go first"),
    "ymd": phrase("the year is taken to go first"),
}


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the dates of a list are read.

    Attributes:
        order: `dmy`, `mdy` or `ymd`.
        note: what has to be said of it; empty where it is certain.
    """

    order: str
    note: str = ""


def date_order(dates: Sequence[WrittenDate], asked: str = "", beside: str = "") -> DateOrder:
    """Find the order of the dates of a list.

    Args:
        dates: as they are listed.
        asked: the order that the user gave.
        beside: the order of other dates of the same text; empty where it is not known.
    """
    if asked:
        return DateOrder(asked)
    possible = orders(dates, sequence=dates)
    if len(possible) == 1:
        return DateOrder(possible[0])
    if beside in possible:
        return DateOrder(beside)
    chosen = likeliest(dates, possible)
    if all(len({date.day(order) for order in possible or date.orders}) < 2 for date in dates):
        return DateOrder(chosen)
    other = "dmy" if chosen == "mdy" else "mdy"
    note = phrase(
        "Whether day or month goes first in its dates cannot be told: {said}; if it does not, add "
        "--date-order {other}.",
        said=_SAID[chosen],
        other=other,
    )
    return DateOrder(chosen, note)
