"""Records that are thought to be of another log than those around them: ids and times of both in;
whether they are of one log, out.

A source can write into a log in which nobody expects it. Where an export does not tell the log, ids
do: each log counts its own records, so what fills the holes of one, in order of time, is of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from certtrail.model.record_spans import Piece

# Records of one moment are not always written in the order of their ids.
_SLACK: Final = 60_000_000_000
# Where a piece of the log is lost, or beside another stray source, a record can stand alone.
_MOST: Final = 0.8


def woven(log: Piece, others: Piece) -> bool:
    """Tell whether records fill holes of a log, by their ids and times, each sorted by ids.

    No id may be there twice, and nearly all must stand, without a missing id and in order of time,
    in one row with records of the log.
    """
    if not len(log[0]) or not len(others[0]) or np.isin(others[0], log[0]).any():
        return False
    ids = np.concatenate([log[0], others[0]])
    times = np.concatenate([log[1], others[1]])
    order = np.argsort(ids, kind="stable")
    ids, times, strange = ids[order], times[order], order >= len(log[0])
    near, back = np.diff(ids) <= 1, np.diff(times) < -_SLACK
    row = np.concatenate(([0], np.cumsum(~near | back)))
    wrong = np.append(near & back, False) | np.append(False, near & back)
    fits = np.isin(row, row[~strange]) & ~wrong
    return bool(fits[strange].mean() >= _MOST)
