"""Dates of lists: what stands in the dates of some objects in; each as an instant, or both that it
may be, out.

What a list was printed in has one order of day and month, so its dates decide it together, and how
long its certificates would live; where they leave it open, all dates of the text do. A date that
was mistyped, or is of another culture, says nothing of the others: most of them decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.usual_lives import fitting
from certtrail.inputs.exchange.exact_dates import exact_date
from certtrail.inputs.local_dates import ORDERS, WrittenDate, decided, orders
from certtrail.inputs.objects.text_object import is_cut
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.console.usual_lives import Life
    from certtrail.inputs.objects.text_object import TextObject

BEGIN: Final = "NotBefore"
END: Final = "NotAfter"
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
        beside: the order of day and month of all other dates of the text; empty where it is open.
        by_lives: how long certificates live has told day from month.
    """

    groups: Sequence[Sequence[TextObject]]
    beside: str = ""
    by_lives: bool = False
    _orders: dict[int, list[str]] = field(default_factory=dict)
    _read: dict[str, WrittenDate | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Decide the order of day and month of each list."""
        alone = len(self.groups) == 1
        whole = self._possible([one for group in self.groups for one in group], most=alone)
        for group in self.groups:
            found = whole if alone else self._possible(group, most=True)
            possible = found if len(found) == 1 else [order for order in whole if order in found]
            if len(possible) > 1 and self.beside in possible:
                possible = [self.beside]
            self._orders |= {id(one): possible or found for one in group}

    def life(self, listed: TextObject) -> tuple[ListedDate, ListedDate]:
        """Give begin and end of an object; neither where it would end before it begins."""
        start, end = self._date(listed, BEGIN), self._date(listed, END)
        if start.seconds is not None and end.seconds is not None and end.seconds < start.seconds:
            return ListedDate(), ListedDate()
        return start, end

    def _date(self, listed: TextObject, name: str) -> ListedDate:
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

    def _possible(self, listed: Sequence[TextObject], *, most: bool) -> list[str]:
        """List the orders that fit dates.

        Args:
            listed: what they are of.
            most: where no order fits all, that which fits most of them; they are of one list.
        """
        pairs = [(self._written(one.part(BEGIN)), self._written(one.part(END))) for one in listed]
        possible = _orders(pairs)
        if not possible:
            sane = [_sane(pair) for pair in pairs]
            possible = _orders(sane) or (_of_most(sane) if most else [])
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


def undated(
    listed: TextObject, line: int, thumbprint: str, life: tuple[ListedDate, ListedDate]
) -> Iterator[str]:
    """Tell of the dates of a certificate that are written and not understood.

    Args:
        listed: the certificate.
        line: where it stands.
        thumbprint: which it is.
        life: what was read of its dates.
    """
    for name, date in zip((BEGIN, END), life, strict=True):
        text = listed.part(name)
        # The ends that a console cut are told with its other cut values.
        told = name == END and is_cut(text)
        if text and not told and date.seconds is None and not date.either:
            yield phrase(
                "Line {line}: {name} of {thumbprint}, {text}, cannot be read as a date that fits "
                "the others of its list, so that date is not known; list the certificate again.",
                line=line,
                name=name,
                thumbprint=thumbprint,
                text=repr(shown(text, 60)),
            )


def _sane(pair: Sequence[WrittenDate | None]) -> Sequence[WrittenDate | None]:
    """Leave out what is no date, and no life, in any order: nothing follows from it."""
    some = [one if any(_fits([one], order) for order in ORDERS) else None for one in pair]
    return some if any(_fits(some, order) for order in ORDERS) else ()


def _fits(pair: Sequence[WrittenDate | None], order: str) -> bool:
    """Tell whether dates are such in an order, the first the earlier one."""
    found = [one.instant(order) for one in pair if one is not None and not one.lacks_year]
    known = [one for one in found if one is not None]
    return len(known) == len(found) and known == sorted(known)


def _orders(pairs: Iterable[Sequence[WrittenDate | None]]) -> list[str]:
    known = [[date for date in pair if date is not None] for pair in pairs]
    every = [date for pair in known for date in pair]
    return orders(every, [pair for pair in known if len(pair) == 2]) if every else []


def _of_most(pairs: Sequence[Sequence[WrittenDate | None]]) -> list[str]:
    """Give the order that fits most dates; none where several do."""
    dates = [one for pair in pairs for one in pair if one is not None and len(one.orders) > 1]
    counts = {order: sum(order in one.possible() for one in dates) for order in ORDERS}
    most = max(counts.values())
    found = [order for order, count in counts.items() if count == most]
    return found if most and len(found) == 1 else []
