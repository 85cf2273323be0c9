"""The hour that local time shows twice, at the end of summer time: which of the two a record is of.

A log writes record ids one after the other. So where the time goes back from one id to the next, by
an hour at most, all that is before it was of the first one, in summer time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.model.records import Records

_HOUR: Final = 3600 * SECOND


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
