"""Surges: whether what some machine on the Internet always causes comes far more often of late.

Alerts of TLS are background: scanners, old clients and other services of the machine cause them on
every server, at a rate of that server's own. Only a rate far above that, over days, says anything.
"""

from __future__ import annotations

from math import log
from statistics import median_low
from typing import TYPE_CHECKING, Final

from certtrail.facts.spans_of_time import CoveredTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.facts.spans_of_time import Interval

_DAY: Final = 86_400
# What is ordinary takes days to tell; a scanner is gone within one.
_LEAST_BEFORE: Final = 3
_LEAST_SINCE: Final = 2
_TIMES: Final = 10
_LEAST_A_DAY: Final = 20


def surge(times: Sequence[int], intervals: Sequence[Interval], end: int) -> dict[str, int | None]:
    """Tell since when records come far more often than before, and go on doing so.

    Args:
        times: of all of them, in order, in seconds since 1970 UTC.
        intervals: sorted and disjoint: when one would have been seen.
        end: where the log ends.

    Returns:
        `rose`: since when, in seconds since 1970 UTC; `ordinary`: how many came in ten days before;
        `daily`: how many a day since. All None where they come as they always did, or where the
        log does not show enough to tell.
    """
    none: dict[str, int | None] = {"rose": None, "ordinary": None, "daily": None}
    clock = CoveredTime.over(intervals)
    # Days of covered time, counted back from the end, so that the last one is whole.
    total = clock.at(end)
    days = total // _DAY
    if days < _LEAST_BEFORE + _LEAST_SINCE:
        return none
    counts = [0] * days
    firsts: list[int | None] = [None] * days
    for time in times:
        day = days - 1 - (total - clock.at(time)) // _DAY
        if 0 <= day < days:
            counts[day] += 1
            firsts[day] = time if firsts[day] is None else firsts[day]
    split = max(range(_LEAST_BEFORE, days - _LEAST_SINCE + 1), key=lambda day: _apart(counts, day))
    before, since = counts[:split], counts[split:]
    usual = sum(before) / len(before)
    daily = median_low(since)
    rose = next((first for first in firsts[split:] if first is not None), None)
    if rose is None or daily < max(_LEAST_A_DAY, _TIMES * usual):
        return none
    return {"rose": rose, "ordinary": round(usual * 10), "daily": daily}


def peak(times: Sequence[int]) -> int:
    """Tell how many came at most within 24 hours; `times` in order, in seconds since 1970 UTC."""
    most = start = 0
    for end, time in enumerate(times):
        while time - times[start] >= _DAY:
            start += 1
        most = max(most, end - start + 1)
    return most


def _apart(counts: Sequence[int], split: int) -> float:
    """Tell how much better two rates fit than one: the log of the likelihood of two."""
    parts = (counts[:split], counts[split:])
    return sum(sum(part) * log(sum(part) / len(part)) for part in parts if sum(part))
