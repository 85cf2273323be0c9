"""Chunks in, what no other chunk of a log has; by it, which chunks are in the file twice.

There are three marks, so that no one damage spoils all of them: the numbers of the chunk's records,
the checksum of the records with the first one's header, and the last one's header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.evtx.gather import rows
from certtrail.evtx.index import CHUNK, RECORD_HEADER, RECORD_MAGIC, RECORDS

if TYPE_CHECKING:
    from certtrail.evtx.gather import Bytes, Offsets

_FROM: Final = 8  # of a chunk's header
_NUMBERS: Final = slice(0, 32)
_TAIL: Final = slice(36, 40)  # where the last record begins
_ENDS: Final = slice(40, 48)  # where the records end, and their checksum
_FIRST: Final = slice(48, 48 + RECORD_HEADER)
_LAST: Final = slice(48 + RECORD_HEADER, 48 + 2 * RECORD_HEADER)


def marks(data: Bytes, at: Offsets) -> Bytes:
    """Gather what makes the marks of the chunks that begin there: a row each."""
    header = rows(data, at + _FROM, 48)
    tail = np.minimum(_number(header[:, _TAIL]), CHUNK - RECORD_HEADER)
    first, last = (rows(data, at + there, RECORD_HEADER) for there in (RECORDS, tail))
    return np.concatenate([header, first, last], axis=1)


def earliest(marked: Bytes) -> Offsets:
    """Give, of each chunk, the first one that has one of its marks; itself if no other has."""
    found = np.arange(len(marked))
    ends = marked[:, _ENDS]
    used = _number(ends[:, :4]) != RECORDS
    tail = _number(marked[:, _TAIL])
    begins = (marked[:, _LAST][:, :4] == np.frombuffer(RECORD_MAGIC, np.uint8)).all(axis=1)
    for mark, there in (
        (marked[:, _NUMBERS], marked[:, _NUMBERS].any(axis=1)),
        (np.concatenate([ends, marked[:, _FIRST]], axis=1), ends[:, 4:].any(axis=1)),
        (marked[:, _LAST], begins & (tail > RECORDS) & (tail <= CHUNK - RECORD_HEADER)),
    ):
        own = np.flatnonzero(used & there)
        whole = np.ascontiguousarray(mark[own]).view(f"V{mark.shape[1]}")[:, 0]
        _, first, which = np.unique(whole, return_index=True, return_inverse=True)
        found[own] = np.minimum(found[own], own[first[which.ravel()]])
    return found


def _number(raw: Bytes) -> Offsets:
    return np.ascontiguousarray(raw).view("<u4")[:, 0].astype(np.int64)
