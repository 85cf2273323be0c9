"""A match in the making: which item stands at which node, and what their equal terms say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inference.buckets import read
from certtrail.inference.stretches import Wanted, reversed_op
from certtrail.rulebook.conditions import ORDERS, compare, value_of, with_offset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.inference.buckets import Bounds, Typed
    from certtrail.inference.compile import Item, Join, Term
    from certtrail.inference.plain.plan import Plan
    from certtrail.rulebook.conditions import Constant, Op


class Partial:
    """What is bound so far.

    Attributes:
        bound: the item at each node that has one.
        values: the value of each group of equal terms that has one.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.bound: dict[int, Item] = {}
        self.values: dict[int, Typed] = {}

    def holds(self, item: Item) -> bool:
        """Say whether an item is bound already."""
        return any(item.number == other.number for other in self.bound.values())

    def bind(self, index: int, item: Item) -> list[int]:
        """Bind an item; gives the groups that got their value by it."""
        self.bound[index] = item
        assigned: list[int] = []
        for term, group in self._plan.terms[index]:
            if group not in self.values:
                self.values[group] = read(item, term)
                assigned.append(group)
        return assigned

    def unbind(self, index: int, assigned: Iterable[int]) -> None:
        """Take an item back, with the values that came by it."""
        del self.bound[index]
        for group in assigned:
            del self.values[group]

    def clear(self) -> None:
        """Begin anew."""
        self.bound.clear()
        self.values.clear()

    def lookup(self, index: int) -> tuple[tuple[Term, ...], tuple[Typed, ...]]:
        """Give the terms of a node whose values are known, and these."""
        known = [(t, self.values[g]) for t, g in self._plan.terms[index] if g in self.values]
        return tuple([term for term, _ in known]), tuple([value for _, value in known])

    def value_of(self, term: Term) -> Typed:
        """Read a term by its item, or where that is not bound by the value all must agree on."""
        if term.node in self.bound:
            return read(self.bound[term.node], term)
        return self.values.get(self._plan.groups[term])

    def joined(self, join: Join, item: Item) -> bool:
        """Judge a comparison of an item's own field with what is bound."""
        return compare(join.op, value_of(item.fact, join.field), self.read(join.other))

    def wanted(self, bounds: Bounds, joins: Iterable[Join]) -> list[Wanted] | None:
        """Say what comparisons of an item's own fields with what is bound leave of the items.

        What they say of its time is cut off from the bounds; None where nothing can fit.
        """
        return _parted(
            bounds,
            (
                (join.field, join.op, self.read(join.other))
                for join in joins
                if join.other.node in self.bound
            ),
        )

    def wanted_at(
        self, index: int, bounds: Bounds, filters: Iterable[tuple[int, Join]]
    ) -> list[Wanted] | None:
        """Say the same of a node, by its own comparisons and by those of what is bound with it."""
        asked: list[tuple[str, Op, Constant | None]] = []
        for owner, join in filters:
            if owner == index and join.other.node in self.bound:
                asked.append((join.field, join.op, self.read(join.other)))
            elif owner in self.bound and join.other.node == index:
                value = value_of(self.bound[owner].fact, join.field)
                value = with_offset(value, -join.other.offset)
                asked.append((join.other.field, reversed_op(join.op), value))
        return _parted(bounds, asked)

    def read(self, term: Term) -> Constant | None:
        """Read a term of an item that is bound."""
        return with_offset(value_of(self.bound[term.node].fact, term.field), term.offset)


def _parted(
    bounds: Bounds, asked: Iterable[tuple[str, Op, Constant | None]]
) -> list[Wanted] | None:
    """Part what is asked of the time, to which the bounds are narrowed, from the rest."""
    wanted = []
    for field, op, value in asked:
        if value is None:
            return None  # nothing compares with what is not there
        if field == "time" and op in ORDERS:
            bounds.compared(op, value)
        else:
            wanted.append(Wanted(field, op, value))
    return wanted
