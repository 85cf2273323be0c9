"""Series of restarts: an evening of updates, or a setup, in which services go off and on again.

What is only logged in one, and never again in the weeks after it, was of a server half set up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.lives import Life
    from certtrail.facts.spans_of_time import Interval

_HOUR: Final = 3600
# Services that start one after the other start once.
_ONE_START: Final = 5 * 60
_PAUSE: Final = 3 * _HOUR
_LEAST: Final = 3
# What follows a start is of that start.
_AROUND: Final = _HOUR


def series_of_restarts(lives: Iterable[Life]) -> tuple[Interval, ...]:
    """Find when processes of one server started three times or more, a few hours apart at most.

    Returns:
        Sorted and disjoint, in seconds since 1970 UTC, with an hour before and after each.
    """
    starts: list[int] = []
    for at in sorted(chain.from_iterable(life.starts for life in lives)):
        if not starts or at - starts[-1] > _ONE_START:
            starts.append(at)
    breaks = [number for number, (a, b) in enumerate(pairwise(starts), 1) if b - a > _PAUSE]
    runs = pairwise([0, *breaks, len(starts)])
    return tuple(
        (starts[begin] - _AROUND, starts[end - 1] + _AROUND)
        for begin, end in runs
        if end - begin >= _LEAST
    )


def of_last_series(times: Sequence[int], series: Sequence[Interval]) -> Sequence[int]:
    """Give those of the instants that lie in the same series as the last one.

    Between two evenings of updates months pass in which nothing of the kind is due, so that they
    are no pause of what is only logged then.

    Args:
        times: sorted, each in one series or another; at least one.
        series: sorted and disjoint.
    """
    begin = series[bisect_right([begin for begin, _ in series], times[-1]) - 1][0]
    return times[bisect_left(times, begin) :]


def amid(times: Iterable[int], series: Sequence[Interval]) -> bool:
    """Tell whether all instants lie in one series of restarts or another."""
    begins = [begin for begin, _ in series]
    return all(
        (number := bisect_right(begins, time)) > 0 and time <= series[number - 1][1]
        for time in times
    )
