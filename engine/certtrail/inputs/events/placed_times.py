"""Local times in; instants out. At the end of summer time local time shows one hour twice.

A log writes record ids one after the other. So where the time goes back from one id to the next, by
an hour at most, all that is before it was of the first one, in summer time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.record import EARLIEST, LATEST
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from datetime import tzinfo

    from numpy.typing import NDArray

    from certtrail.model.records import Records

_HOUR: Final = 3600 * SECOND


def in_zone(
    times: NDArray[np.int64],
    *,
    zone: tzinfo | None,
    shift: int,
    summer: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Make instants of local times: by a zone, else by the seconds to add; both in ns.

    Of an hour that comes twice `summer` tells which times are of the first.
    """
    if zone is None:
        # Not over the ends of what 64 bits of nanoseconds can say, whatever a text claims.
        moved = shift * SECOND
        return np.clip(times, EARLIEST - min(moved, 0), LATEST - max(moved, 0)) + moved
    import pandas as pd

    naive = pd.DatetimeIndex(times.astype("datetime64[ns]"))
    first = np.zeros(len(times), bool) if summer is None else summer
    placed = naive.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    return placed.tz_convert("UTC").asi8


def first_of_two(records: Records) -> NDArray[np.bool_]:
    """Tell which records are of the first of two such hours; of all other times it says nothing."""
    found = np.zeros(len(records), bool)
    logs: dict[tuple[str, str], list[int]] = {}
    for row, (computer, channel, number) in enumerate(
        zip(records.computer, records.channel, records.record_id.tolist(), strict=True)
    ):
        if number:
            logs.setdefault((computer, channel), []).append(row)
    for rows in logs.values():
        places = np.array(rows)[np.argsort(records.record_id[rows], kind="stable")]
        found[places] = _first(records.time[places])
    return found


def _first(times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of times in the order of ids which stand before one that goes back."""
    found = np.zeros(len(times), bool)
    back = np.flatnonzero((times[1:] < times[:-1]) & (times[:-1] - times[1:] <= _HOUR))
    for place in back.tolist():
        before = times[: place + 1]
        near = (before >= times[place] - _HOUR) & (before <= times[place])
        found[: place + 1] |= near
    return found
