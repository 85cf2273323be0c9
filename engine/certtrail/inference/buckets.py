"""Items sorted by order, found by the values of their fields and cut to a range by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.inference.stretches import Stretches
from certtrail.rulebook.conditions import ORDERS, Op, is_int, value_of, with_offset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.inference.compile import Item, Term
    from certtrail.inference.stretches import Wanted
    from certtrail.rulebook.conditions import Constant

Typed: TypeAlias = "tuple[type, Constant] | None"

FAR: Final = 1 << 62


def typed(value: Constant | None) -> Typed:
    """Make a value hashable by type and content, so that 1, true and "1" are three things."""
    return None if value is None else (type(value), value)


def typed_order(values: tuple[Typed, ...]) -> list[tuple[str, str]]:
    """Make a key to sort tuples of typed values by."""
    return [("", "") if value is None else (value[0].__name__, str(value[1])) for value in values]


def read(item: Item, term: Term) -> Typed:
    """Read what a term says of an item."""
    return typed(with_offset(value_of(item.fact, term.field), term.offset))


@dataclass(slots=True)
class Bounds:
    """The ordinals and seconds, ends included, that a wanted item may have."""

    first: int = -FAR
    last: int = FAR
    from_second: int = -FAR
    to_second: int = FAR

    def later_than(self, item: Item, within: int | None) -> None:
        """Narrow to what is strictly later, and not later than a window allows."""
        self.first = max(self.first, item.ordinal + 1)
        if within is not None:
            self.to_second = min(self.to_second, item.seconds + within)

    def earlier_than(self, item: Item, within: int | None) -> None:
        """Narrow to what is strictly earlier, and not earlier than a window allows."""
        self.last = min(self.last, item.ordinal - 1)
        if within is not None:
            self.from_second = max(self.from_second, item.seconds - within)

    def compared(self, op: Op, seconds: Constant | None) -> None:
        """Narrow to what has a time that compares so; nothing has one beside what is no number."""
        if op not in ORDERS:
            return
        if not is_int(seconds):
            self.last = -FAR
        elif op in (Op.LT, Op.LE):
            self.to_second = min(self.to_second, seconds - (op is Op.LT))
        else:
            self.from_second = max(self.from_second, seconds + (op is Op.GT))


class Bucket:
    """Items in order; ordinals and seconds both rise with it."""

    __slots__ = ("_ordinals", "_seconds", "_stretches", "items")

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self._stretches = Stretches(items)
        self._ordinals = [item.ordinal for item in items]
        self._seconds = [item.seconds for item in items]

    def cut(self, bounds: Bounds) -> range:
        """Give the positions of the items within bounds."""
        first = bisect_left(self._ordinals, bounds.first)
        first = max(first, bisect_left(self._seconds, bounds.from_second))
        last = bisect_right(self._ordinals, bounds.last)
        last = min(last, bisect_right(self._seconds, bounds.to_second))
        return range(first, max(first, last))

    def fitting(
        self, positions: range, wanted: Sequence[Wanted], step: Callable[[], None]
    ) -> Iterator[Item]:
        """Give the items that fit, and some that do not; arguments as of `Stretches.fitting`."""
        return self._stretches.fitting(positions, wanted, step)


_NOTHING: Final = Bucket([])


class Pool:
    """The items that may stand at one node, indexed on demand by any choice of terms."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self._indexes: dict[tuple[Term, ...], dict[tuple[Typed, ...], Bucket]] = {}
        self._values: dict[tuple[tuple[Term, ...], tuple[Typed, ...], Term], list[Typed]] = {}

    def bucket(self, terms: tuple[Term, ...], values: tuple[Typed, ...]) -> Bucket:
        """Find the items whose terms have these values."""
        index = self._indexes.get(terms)
        if index is None:
            index = self._indexes[terms] = self._index(terms)
        return index.get(values, _NOTHING)

    def distinct(
        self, terms: tuple[Term, ...], values: tuple[Typed, ...], wanted: Term
    ) -> Sequence[Typed]:
        """List the values that a further term takes among the items of a bucket."""
        place = (terms, values, wanted)
        found = self._values.get(place)
        if found is None:
            items = self.bucket(terms, values).items
            found = self._values[place] = list(dict.fromkeys(read(item, wanted) for item in items))
        return found

    def _index(self, terms: tuple[Term, ...]) -> dict[tuple[Typed, ...], Bucket]:
        grouped: dict[tuple[Typed, ...], list[Item]] = {}
        for item in self.items:
            grouped.setdefault(tuple([read(item, term) for term in terms]), []).append(item)
        return {values: Bucket(items) for values, items in grouped.items()}
