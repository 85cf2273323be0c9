"""Sorted items gone through by what their fields say, without a look at each that cannot fit.

What is known of 2, 4, 8 ... items together is the least and the largest number in a field, and its
value where they agree: a stretch in which nothing can fit is passed over as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.rulebook.conditions import Op, is_int, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.inference.compile import Item
    from certtrail.rulebook.conditions import Constant

_FEW: Final = 16
"""So many items are looked at one by one, which is quicker."""

_COUNTED: Final = 2
"""The level of which each stretch that is looked into counts as a step."""

_MIXED: Final = object()
_REVERSED: Final = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE, Op.NE: Op.NE}


class Wanted(NamedTuple):
    """A comparison of an item's field with a value: `!=` or an order."""

    field: str
    op: Op
    value: Constant


def reversed_op(op: Op) -> Op:
    """Give the comparison with its sides exchanged."""
    return _REVERSED[op]


class _Summary:
    """What stretches of items have in a field; a stretch of level k has 2 to the k items."""

    __slots__ = ("_agreed", "_largest", "_least")

    def __init__(self, items: Sequence[Item], field: str) -> None:
        values = [value_of(item.fact, field) for item in items]
        numbers = [value if is_int(value) else None for value in values]
        self._least: list[list[int | None]] = [numbers]
        self._largest: list[list[int | None]] = [numbers]
        self._agreed: list[list[object]] = [[(type(value), value) for value in values]]
        while len(self._least[-1]) > 1:
            self._least.append(_folded(self._least[-1], min))
            self._largest.append(_folded(self._largest[-1], max))
            self._agreed.append(_agreed(self._agreed[-1]))

    def may_fit(self, op: Op, value: Constant, level: int, at: int) -> bool:
        """Tell whether a stretch may have an item that compares so; of one item, whether it does
        for an order, and whether it may for `!=`.
        """
        if op is Op.NE:
            return self._agreed[level][at] != (type(value), value)
        if not is_int(value):
            return False
        if op in (Op.LT, Op.LE):
            least = self._least[level][at]
            return least is not None and (least < value or (op is Op.LE and least == value))
        largest = self._largest[level][at]
        return largest is not None and (largest > value or (op is Op.GE and largest == value))


class Stretches:
    """Items in an order of their own, with summaries of the fields that were asked for."""

    __slots__ = ("_items", "_summaries")

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._summaries: dict[str, _Summary] = {}

    def fitting(
        self, positions: range, wanted: Sequence[Wanted], step: Callable[[], None]
    ) -> Iterator[Item]:
        """Give, in the order of the positions, every item that fits, and some that do not.

        Args:
            positions: a range with the step 1 or -1.
            wanted: what it is to fit, all of it.
            step: counts what is looked into where no item is given.
        """
        if not wanted or len(positions) <= _FEW:
            return map(self._items.__getitem__, positions)
        return self._walk(positions, wanted, step)

    def _walk(
        self, positions: range, wanted: Sequence[Wanted], step: Callable[[], None]
    ) -> Iterator[Item]:
        tests = [(self._summary(each.field), each.op, each.value) for each in wanted]
        first, last = min(positions[0], positions[-1]), max(positions[0], positions[-1])
        forward = positions.step > 0
        stack = [((len(self._items) - 1).bit_length(), 0)]
        while stack:
            level, at = stack.pop()
            begin = at << level
            if begin > last or begin + (1 << level) <= first:
                continue
            if not all(summary.may_fit(op, value, level, at) for summary, op, value in tests):
                continue
            if level == _COUNTED:
                for _ in range(0, len(tests), _FEW):
                    step()
            if not level:
                yield self._items[at]
                continue
            halves = [(level - 1, 2 * at), (level - 1, 2 * at + 1)]
            if begin + (1 << (level - 1)) >= len(self._items):
                halves.pop()
            stack.extend(reversed(halves) if forward else halves)

    def _summary(self, field: str) -> _Summary:
        found = self._summaries.get(field)
        if found is None:
            found = self._summaries[field] = _Summary(self._items, field)
        return found


def _folded(below: list[int | None], choose: Callable[[int, int], int]) -> list[int | None]:
    folded: list[int | None] = []
    for at in range(0, len(below), 2):
        one, other = below[at], below[at + 1] if at + 1 < len(below) else None
        folded.append(one if other is None else other if one is None else choose(one, other))
    return folded


def _agreed(below: list[object]) -> list[object]:
    return [
        below[at] if below[at : at + 2].count(below[at]) == len(below[at : at + 2]) else _MIXED
        for at in range(0, len(below), 2)
    ]
