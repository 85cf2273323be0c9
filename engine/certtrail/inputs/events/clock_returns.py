"""Changes of a clock in; when it was first set back after each, out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR: Final = 24 * 3600 * SECOND
"""A day, in ns: a local time of an unknown zone is off by less."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a clock was set from and to, in ns since 1970 UTC."""

    old: int
    new: int

    @property
    def by(self) -> int:
        """How far it went, in ns; less than 0 for back."""
        return self.new - self.old


def returns(changes: Sequence[ClockChange]) -> list[int | None]:
    """Give for each change what the clock was when another first brought it back.

    That is one to where the clock would be without the change, within a day; None where there is
    none. A log can have many thousand changes, so each is not compared with each.
    """
    sizes = sorted({change.by for change in changes})
    earliest = _Earliest(len(sizes))
    waiting = sorted(changes, key=lambda change: change.old)
    found: list[int | None] = [None] * len(changes)
    for at in sorted(range(len(changes)), key=lambda at: changes[at].new, reverse=True):
        change = changes[at]
        while waiting and waiting[-1].old >= change.new:
            later = waiting.pop()
            earliest.put(bisect_left(sizes, later.by), later.old)
        begin = bisect_right(sizes, -change.by - NEAR)
        end = bisect_left(sizes, -change.by + NEAR)
        found[at] = earliest.among(begin, end)
    return found


class _Earliest:
    """The least number that was put to any of a range of places, as a tree of halves."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._tree: list[int | None] = [None] * (2 * places)

    def put(self, place: int, number: int) -> None:
        """Put a number that is no greater than any before it."""
        at = place + self._places
        while at:
            self._tree[at] = number
            at >>= 1

    def among(self, begin: int, end: int) -> int | None:
        """Give the least number of the places from `begin` to before `end`."""
        found = []
        low, high = begin + self._places, end + self._places
        while low < high:
            if low & 1:
                found.append(self._tree[low])
                low += 1
            if high & 1:
                high -= 1
                found.append(self._tree[high])
            low, high = low >> 1, high >> 1
        return min((one for one in found if one is not None), default=None)
