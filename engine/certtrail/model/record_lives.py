"""Record ids and times of a channel in, the lives of its log out: a cleared log begins at 1.

What was saved before and after it was cleared can be in one file: the archive and the log, read
with one command, or what a collector kept. By ids alone the older records would be the later ones.
A clock that was wrong looks different: no id is there twice, and none is missing where it changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.record_order import SLACK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.uint64]
    Times = NDArray[np.int64]
    Piece = tuple[Ids, Times]

# Times of one id that change this often are those of a file written in two zones.
_MOST: Final = 16
# So many ids are missing between two lives, measured by what is missing elsewhere.
_STEPS: Final = 20
_LEAST: Final = 100


def lives(ids: Ids, times: Times) -> list[Piece]:
    """Part records by how often the log began anew, the oldest life first, each by its ids.

    Args:
        ids: of the records, ascending.
        times: theirs, ns since 1970.
    """
    if len(ids) < 2 or not ids[0]:
        return [(ids, times)]
    coarse = times // 1000
    spans = [*_told_twice(ids, coarse), *_far_apart(ids, coarse)]
    if not spans:
        return [(ids, times)]
    cuts = _cuts(ids, coarse, spans)
    if len(cuts) > _MOST:
        return [(ids, times)]
    life = np.searchsorted(np.array(cuts, np.int64), coarse, "right")
    parts = (life == number for number in range(len(cuts) + 1))
    return [(ids[mine], times[mine]) for mine in parts if mine.any()]


def _told_twice(ids: Ids, times: Times) -> list[tuple[int, int]]:
    """Give the times of two records of one id: between them the log began anew."""
    order = np.lexsort((times, ids))
    ids, times = ids[order], times[order]
    twice = np.flatnonzero((ids[1:] == ids[:-1]) & (np.diff(times) > SLACK))
    return list(zip(times[twice].tolist(), times[twice + 1].tolist(), strict=True))


def _far_apart(ids: Ids, times: Times) -> list[tuple[int, int]]:
    """Give the ends of lives whose ids lie apart: all the lower ones are the later ones."""
    steps = np.diff(ids).astype(np.float64)
    least = max(_LEAST, _STEPS * float(np.median(steps)))
    after = np.flip(np.maximum.accumulate(np.flip(times)))[1:]
    before = np.minimum.accumulate(times)[:-1]
    begins = float(ids[0])
    falls = np.diff(times) < -SLACK
    found = np.flatnonzero((steps > least) & (steps > begins) & falls & (before > after))
    return list(zip(after[found].tolist(), before[found].tolist(), strict=True))


def _cuts(ids: Ids, times: Times, spans: list[tuple[int, int]]) -> list[int]:
    """Give the times at which lives begin: the fewest that part all spans, where ids fall most."""
    order = np.argsort(times, kind="stable")
    ids, times = ids[order], times[order]
    common: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: span[1]):
        if common and start < common[-1][1]:
            common[-1] = max(common[-1][0], start), common[-1][1]
        else:
            common.append((start, end))
    cuts: set[int] = set()
    for start, end in common:
        first = int(np.searchsorted(times, start, "right")) - 1
        until = int(np.searchsorted(times, end, "right"))
        falls = np.diff(ids[first:until].astype(np.float64))
        cuts.add(int(times[first + 1 + int(np.argmin(falls))]))
    return sorted(cuts)
