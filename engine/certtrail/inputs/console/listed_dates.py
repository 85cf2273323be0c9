"""Dates of lists: what stands in the dates of some objects in; each as an instant, or both that it
may be, out.

What a list was printed in has one order of day and month, so its dates decide it together, and how
long its certificates would live; where they leave it open, all dates of the text do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.usual_lives import fitting
from certtrail.inputs.exchange.exact_dates import exact_date
from certtrail.inputs.local_dates import WrittenDate, decided, orders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.usual_lives import Life
    from certtrail.inputs.objects.text_object import TextObject

BEGIN: Final = "NotBefore"
END: Final = "NotAfter"
_SLASHED: Final = re.compile(r"\d\d?/\d\d?/20\d\d \d\d?:\d\d(?::\d\d)?(?: [AP]M)?$", re.ASCII)
_PUBLIC: Final = "ThirdParty"


@dataclass(frozen=True, slots=True)
class ListedDate:
    """A date of a list.

    Attributes:
        seconds: since 1970 UTC; None where it is not known.
        exact: in UTC; otherwise a server's local time, taken for UTC.
        either: the instants that it may be, where day, month and year cannot be told apart.
    """

    seconds: int | None = None
    exact: bool = False
    either: tuple[int, ...] = ()


@dataclass
class ListedDates:
    """The dates of the objects of a text.

    Attributes:
        groups: the objects of each list.
        others: all that the text lists: a date of any of it can tell the order that is left open.
        by_lives: how long certificates live has told day from month.
    """

    groups: Sequence[Sequence[TextObject]]
    others: Sequence[TextObject] = ()
    by_lives: bool = False
    _orders: dict[int, list[str]] = field(default_factory=dict)
    _read: dict[str, WrittenDate | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Decide the order of day and month of each list."""
        whole = self._possible([one for group in self.groups for one in group])
        for group in self.groups:
            found = self._possible(group) if len(self.groups) > 1 else whole
            possible = found if len(found) == 1 else [order for order in whole if order in found]
            if len(possible) > 1 and self._beside in possible:
                possible = [self._beside]
            self._orders |= {id(one): possible or found for one in group}

    @cached_property
    def _beside(self) -> str:
        """The order of day and month of all other dates of the text; empty where it is open."""
        values = {text for one in self.others for text in one.values.values()}
        told = sorted(one for one in values if isinstance(one, str) and _SLASHED.match(one))
        known = [date for date in map(WrittenDate.read, told) if date is not None]
        found = orders(known) if known else []
        return found[0] if len(found) == 1 else ""

    def date(self, listed: TextObject, name: str) -> ListedDate:
        """Give a date of an object."""
        text = listed.part(name)
        exact = exact_date(text)
        if exact is not None:
            return ListedDate(exact, exact=True)
        written = self._written(text)
        if written is None:
            return ListedDate()
        possible = self._orders.get(id(listed), [])
        seconds = decided(written, possible)
        if seconds is not None:
            return ListedDate(seconds)
        found = {written.instant(order) for order in possible} - {None}
        return ListedDate(either=tuple(sorted(one for one in found if one is not None)))

    def _written(self, text: str) -> WrittenDate | None:
        if text not in self._read:
            self._read[text] = None if exact_date(text) is not None else WrittenDate.read(text)
        return self._read[text]

    def _possible(self, listed: Sequence[TextObject]) -> list[str]:
        pairs = [(self._written(one.part(BEGIN)), self._written(one.part(END))) for one in listed]
        every = [date for pair in pairs for date in pair if date is not None]
        whole = [(start, end) for start, end in pairs if start is not None and end is not None]
        possible = orders(every, whole) if every else []
        if len(possible) < 2:
            return possible
        likely = fitting(self._lives(listed), possible)
        self.by_lives |= len(likely) < len(possible)
        return likely

    def _lives(self, listed: Sequence[TextObject]) -> Iterator[Life]:
        for one in listed:
            start, end = self._written(one.part(BEGIN)), self._written(one.part(END))
            if start is not None and end is not None:
                yield start, end, one.part("RootCAType") == _PUBLIC
