"""Record ids and times in, where ids are missing out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.model.activity_spans import microseconds
from certtrail.model.input_reports import Gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.uint64]
    Times = NDArray[np.int64]

# A log can have a gap at every other record; the largest are told.
GAPS: Final = 1000


def largest(gaps: list[Gap]) -> list[Gap]:
    """Keep the largest gaps, by their ids."""
    if len(gaps) <= GAPS:
        return gaps
    sizes = sorted(gaps, key=lambda gap: gap.after_id - gap.before_id)[:GAPS]
    return sorted(sizes, key=lambda gap: gap.after_id)


def gaps_in(ids: Ids, times: Times) -> list[Gap]:
    """Give the gaps in ascending ids, the largest if there are many."""
    steps = np.diff(ids)
    after = np.flatnonzero(steps > 1)
    if len(after) > GAPS:
        after = np.sort(after[np.argsort(steps[after], kind="stable")[-GAPS:]])
    return [
        Gap(
            after_id=int(ids[at]),
            before_id=int(ids[at + 1]),
            after_time=microseconds(int(times[at])),
            before_time=microseconds(int(times[at + 1])),
        )
        for at in after
    ]


def gap_between(before: tuple[Ids, Times], after: tuple[Ids, Times]) -> Gap:
    """Give what lies between the last record of one life of a log and the first of the next."""
    return Gap(
        after_id=int(before[0][-1]),
        before_id=int(after[0][0]),
        after_time=microseconds(int(before[1][-1])),
        before_time=microseconds(int(after[1][0])),
    )
