"""When a provider wrote: the times of its records in, stretches without a long pause out.

Whether a process ran can be seen by what it wrote, whatever that was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.input_reports import Activity
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_ACTIVE: Final = "msexchange"
_HOUR: Final = 3600 * SECOND
_DAY: Final = 24 * _HOUR


def microseconds(instant: int) -> int:
    """Cut an instant to microseconds, as reports of inputs have them."""
    return instant // 1000 * 1000


def tells_activity(provider: str) -> bool:
    """Tell whether it is of a provider of Exchange, whose records show whether a process ran."""
    return provider[: len(_ACTIVE)].casefold() == _ACTIVE


def edges_of_hours(times: NDArray[np.int64]) -> list[int]:
    """Give the first and the last time of each hour, which tell as much as all of them; in ns."""
    times = np.sort(times)
    hours = np.diff(times // _HOUR, prepend=-1, append=-1)
    edges: list[int] = times[(hours[1:] != 0) | (hours[:-1] != 0)].tolist()
    return edges


def activity_in(active: Mapping[str, set[int]], first: int, last: int) -> Iterator[Activity]:
    """Join the times at which providers wrote, those of `edges_of_hours`, to stretches."""
    for provider, found in sorted(active.items()):
        times = np.array(sorted(time for time in found if first <= time <= last), np.int64)
        if len(times):
            ends = np.flatnonzero(np.diff(times) > _DAY)
            begins = times[np.concatenate(([0], ends + 1))].tolist()
            for begin, end in zip(begins, times[np.append(ends, -1)].tolist(), strict=True):
                yield Activity(provider, microseconds(begin), microseconds(end))
