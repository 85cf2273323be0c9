"""Stretches of time as sorted, disjoint (from, to) in seconds; a clock that runs only in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Interval: TypeAlias = tuple[int, int]

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
# 1970 began on a Thursday, two days before a weekend.
_FIRST_SATURDAY: Final = 2 * _DAY


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge overlapping and touching intervals.

    >>> union([(5, 9), (0, 3), (3, 4)])
    [(0, 4), (5, 9)]
    """
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def without(intervals: Iterable[Interval], holes: Iterable[Interval]) -> list[Interval]:
    """Cut holes out of intervals; what is left of no length stays as a point.

    >>> without([(0, 10)], [(2, 3), (5, 6)])
    [(0, 2), (3, 5), (6, 10)]
    """
    left: list[Interval] = []
    cuts = union((start, end) for start, end in holes if start < end)
    at = 0
    for begin, end in union(intervals):
        start = begin
        while at < len(cuts) and cuts[at][1] <= start:
            at += 1
        number = at
        while number < len(cuts) and cuts[number][0] < end:
            if cuts[number][0] >= start:
                left.append((start, cuts[number][0]))
            start = max(start, cuts[number][1])
            number += 1
        if start <= end:
            left.append((start, end))
    return left


def common(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """Give the time that two sorted, disjoint lists of intervals share.

    >>> common([(0, 5), (8, 9)], [(3, 8)])
    [(3, 5), (8, 8)]
    """
    shared: list[Interval] = []
    a = b = 0
    while a < len(one) and b < len(other):
        start, end = max(one[a][0], other[b][0]), min(one[a][1], other[b][1])
        if start <= end:
            shared.append((start, end))
        if one[a][1] <= other[b][1]:
            a += 1
        else:
            b += 1
    return shared


def weekends(start: int, end: int, bias: int) -> list[Interval]:
    """List the Saturdays and Sundays that touch a stretch.

    Args:
        start: seconds since 1970 UTC.
        end: likewise.
        bias: UTC is local time plus so many seconds.
    """
    first = (start - bias - _FIRST_SATURDAY) // _WEEK
    last = (end - bias - _FIRST_SATURDAY) // _WEEK
    begins = (week * _WEEK + _FIRST_SATURDAY + bias for week in range(first, last + 1))
    return [(begin, begin + 2 * _DAY) for begin in begins]


def is_weekend(instant: int, bias: int) -> bool:
    """Tell whether an instant is on a Saturday or Sunday, local time."""
    return (instant - bias - _FIRST_SATURDAY) % _WEEK < 2 * _DAY


@dataclass(frozen=True, slots=True)
class CoveredTime:
    """A clock that stands still between stretches: `starts` and `ends` of these, `before` each."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]

    @classmethod
    def over(cls, intervals: Sequence[Interval]) -> CoveredTime:
        """Build the clock over sorted, disjoint intervals."""
        lengths = accumulate((end - start for start, end in intervals), initial=0)
        return cls(
            tuple(start for start, _ in intervals),
            tuple(end for _, end in intervals),
            tuple(lengths),
        )

    def at(self, instant: int) -> int:
        """Read the clock: covered seconds up to the instant."""
        index = bisect_right(self.starts, instant) - 1
        if index < 0:
            return 0
        return self.before[index] + min(instant, self.ends[index]) - self.starts[index]

    def latest_start_of(self, seconds: int) -> int | None:
        """Give the latest instant after which so much covered time lies; None if there is none."""
        wanted = self.before[-1] - seconds
        if wanted < 0 or not self.starts:
            return None
        index = min(bisect_right(self.before, wanted), len(self.starts)) - 1
        return self.starts[index] + wanted - self.before[index]

    def reaches(self, seconds: int) -> int | None:
        """Give the first instant at which the clock shows so much; None where it never does."""
        if not self.starts or seconds > self.before[-1]:
            return None
        index = max(bisect_left(self.before, seconds) - 1, 0)
        return self.starts[index] + seconds - self.before[index]
