"""Stretches in which nothing at all was written into a log that is written into all day.

A machine that was off, paused or set back to an older state of its disk writes nothing, and
misses no record id. So nothing that was not logged then is over: nobody would have logged it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.input_reports import Gap
from certtrail.model.vocabulary import APPLICATION, SYSTEM
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

# Into these all of Windows writes; others can rest for weeks.
_BUSY: Final = frozenset({APPLICATION, SYSTEM})
# Longer than a weekend, and than this many usual pauses of a log that shows what is usual.
_LEAST: Final = 3 * 86_400 * SECOND
_PAUSES: Final = 30
_RECORDS: Final = 100
_ONE_IN: Final = 10  # where more of its pauses are long, long ones are usual


def long_pauses(ids: NDArray[np.uint64], times: NDArray[np.int64]) -> Iterator[Gap]:
    """Find where days passed between records that follow each other; times are ns since 1970."""
    # In microseconds: of the earliest and the latest time in ns no difference can be taken.
    days = np.diff(times // 1000) > _LEAST // 1000
    for at in np.flatnonzero(days & (np.diff(ids) <= 1)).tolist():
        start, end = (int(times[each]) // 1000 * 1000 for each in (at, at + 1))
        yield Gap(int(ids[at]), int(ids[at + 1]), start, end)


def mute(pauses: Iterable[Gap], channel: str, records: int, length: int) -> list[Gap]:
    """Keep those of the long pauses that are none of the log's usual ones.

    Args:
        pauses: as `long_pauses` finds them.
        channel: of the log.
        records: how many it holds.
        length: ns from the first to the last of them.
    """
    found = [(each, each.before_time - each.after_time) for each in pauses]
    if channel not in _BUSY or records < _RECORDS or len(found) * _ONE_IN > records:
        return []
    usual = (length - sum(pause for _, pause in found)) / (records - len(found))
    return [each for each, pause in found if pause > _PAUSES * usual]
