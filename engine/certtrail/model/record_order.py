"""Record ids and times in, what the times are when records of a wrong clock go by their neighbours.

Windows numbers records as it writes them, so their order is sure and their times are not: a clock
can be wrong for a moment or an hour, and a field can hold anything. The bulk of a log is the
largest number of records whose times follow each other; what does not fit in is astray. A clock
that was ahead and was put back shows itself by that alone, however much was written meanwhile.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Times = NDArray[np.int64]

# In microseconds: of the earliest and the latest time in nanoseconds no difference can be taken.
_SECOND: Final = 1_000_000
# Records are written by many threads: neighbours may be a little out of order.
_BACK: Final = 60 * _SECOND
# A clock that is set right by less than an hour puts no record where it matters.
SLACK: Final = 3600 * _SECOND
# A pause of half a year is rather a wrong clock than a log in which nothing was written.
_LEAP: Final = 180 * 86_400 * _SECOND
# No server runs for days by a wrong clock: its accounts and its domain refuse one that is off.
_WRONG: Final = 2 * 86_400 * _SECOND
_DISTANT: Final = 5 * 365 * 86_400 * _SECOND
# There were no such logs before 1990; these and times after 2100 count only among themselves.
_SINCE: Final = 631_152_000 * _SECOND
_UNTIL: Final = 4_102_444_800 * _SECOND
_MOST: Final = 1000  # places where times break off; beyond, only how they are spread counts


class StraySpan(NamedTuple):
    """Neighbours whose times are not theirs: positions from `start` to before `end`."""

    start: int
    end: int


def jumps_back(times: Times) -> NDArray[np.intp]:
    """Find the positions whose next record is older by more than its writing can explain."""
    return _falls(times, _BACK)


def _falls(times: Times, by: int) -> NDArray[np.intp]:
    return np.flatnonzero(np.diff(times // 1000) < -by)


def leaps_forward(times: Times) -> NDArray[np.intp]:
    """Find the positions after which half a year passes."""
    return np.flatnonzero(np.diff(times // 1000) > _LEAP)


def settled(times: Times) -> tuple[Times, list[StraySpan]]:
    """Give every record astray the time of the record before it, or of the first that is not.

    Args:
        times: ns since 1970, in the order of the record ids.
    """
    back, leaps = _falls(times, SLACK), leaps_forward(times)
    if not len(back) + len(leaps):
        return times, []
    coarse = times // 1000
    if len(back) + len(leaps) > _MOST:
        kept = _usual(coarse)
    else:
        kept = _bulk(coarse, _cuts(coarse, back, leaps))
    if kept.all():
        return times, []
    places = np.where(kept, np.arange(len(times)), -1)
    before = np.maximum.accumulate(places)
    before[before < 0] = np.flatnonzero(kept)[0]
    edges = np.flatnonzero(np.diff(np.concatenate(([True], kept, [True])).astype(np.int8)))
    astray = [StraySpan(*pair) for pair in edges.reshape(-1, 2).tolist()]
    return times[before], astray


def _usual(times: Times) -> NDArray[np.bool_]:
    """Keep what is not far from where nearly all times are: with so many breaks none is told."""
    low, high = (int(end) for end in np.percentile(times, [1, 99]))
    return np.logical_and(times >= low - _LEAP, times <= high + _LEAP)


def _cuts(times: Times, back: NDArray[np.intp], leaps: NDArray[np.intp]) -> list[int]:
    """Find where stretches begin that are right or wrong as a whole."""
    runs = [0, *(back + 1).tolist(), len(times)]
    cuts = {0, *(back + 1).tolist(), *(leaps + 1).tolist()}
    for number, start in enumerate(runs[1:-1], start=1):
        # What was ahead began where the time after it was passed; what was behind ended where the
        # time before it was reached again.
        earlier = np.maximum.accumulate(times[runs[number - 1] : start])
        cuts.add(runs[number - 1] + int(np.searchsorted(earlier, times[start] + SLACK, "right")))
        later = np.maximum.accumulate(times[start : runs[number + 1]])
        cuts.add(start + int(np.searchsorted(later, times[start - 1] - SLACK)))
    return sorted(cut for cut in cuts if cut < len(times))


def _bulk(times: Times, cuts: Sequence[int]) -> NDArray[np.bool_]:
    """Keep the stretches that follow each other and hold the most records."""
    starts = np.array(cuts, np.intp)
    low, high = np.minimum.reduceat(times, starts), np.maximum.reduceat(times, starts)
    counts = np.diff(np.append(starts, len(times)))
    possible = (low >= _SINCE) & (high < _UNTIL)
    for ahead in _ahead(times, starts):
        possible[ahead] = False
    if possible.any():
        counts = counts * possible
    best = counts.astype(np.int64)
    comes_from = np.full(len(cuts), -1, np.intp)
    for at in range(1, len(cuts)):
        fits = np.flatnonzero(high[:at] <= low[at] + SLACK)
        if len(fits):
            chosen = fits[np.argmax(best[fits])]
            best[at] += best[chosen]
            comes_from[at] = chosen
    chain = [min(np.flatnonzero(best == best.max()).tolist(), key=lambda at: int(high[at]))]
    while comes_from[chain[-1]] >= 0:
        chain.append(int(comes_from[chain[-1]]))
    near = _together(chain[::-1], low, high, counts)
    kept = np.zeros(len(times), bool)
    ends = np.append(starts[1:], len(times))
    for stretch in near:
        kept[starts[stretch] : ends[stretch]] = True
    return kept


def _ahead(times: Times, starts: NDArray[np.intp]) -> Iterator[slice]:
    """Find stretches of a clock that ran ahead and was put back: positions in `starts`.

    Before it the times leap, after it they go on where they would be but for the leap, and they
    never come there again. Where they do, either side can be the wrong one.
    """
    last, bound = int(times[-1]), 0
    for start in (np.flatnonzero(np.diff(times) < -SLACK) + 1).tolist():
        after = int(times[start])
        end = int(np.searchsorted(starts, start))
        begin = end
        while begin > bound and int(times[starts[begin - 1]]) > after + SLACK:
            begin -= 1
        bound, outside = end, begin in (bound, end)
        if outside:
            continue
        ahead = times[starts[begin] : start]
        low, high, before = int(ahead.min()), int(ahead.max()), int(times[starts[begin] - 1])
        lasted, passed = high - low, after - before
        there = lasted - SLACK <= passed <= (low - before) // 2
        if lasted <= _WRONG and there and last < low:
            yield slice(begin, end)


def _together(
    chain: Sequence[int], low: Times, high: Times, counts: NDArray[np.intp]
) -> Sequence[int]:
    """Leave out the few records, of two days at most, that lie half a year from nearly all."""
    blocks: list[list[int]] = [[chain[0]]]
    for before, after in pairwise(chain):
        if low[after] - high[before] > _LEAP:
            blocks.append([])
        blocks[-1].append(after)
    sizes = [int(counts[block].sum()) for block in blocks]
    largest = int(np.argmax(sizes))
    kept = [largest]
    for number, block in enumerate(blocks):
        apart = max(
            int(low[block[0]] - high[blocks[largest][-1]]),
            int(low[blocks[largest][0]] - high[block[-1]]),
        )
        few = sizes[number] * (3 if apart > _DISTANT else 20) <= sizes[largest]
        brief = int(high[block[-1]] - low[block[0]]) <= _WRONG
        if number != largest and not (few and brief):
            kept.append(number)
    return [stretch for number in sorted(kept) for stretch in blocks[number]]
