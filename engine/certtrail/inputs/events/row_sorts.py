"""Rows of a table in, by what stands in some of their cells; the sort of each row out.

A row is told by a number that is made of the bytes of these cells, and compared with the first row
of its sort byte by byte: two that come to one number by chance or by a hand are not mixed up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.cells import LONGEST
from certtrail.inputs.events.record_sorts import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.events.cells import Cells
    from certtrail.inputs.events.record_sorts import Numbers

    Eights = NDArray[np.uint64]

_PER_CELL: Final = LONGEST // 8
# Lengths of cells that one number of 64 bits tells.
_LENGTHS: Final = 9
_BITS: Final = 7
_SPREAD: Final = 0x9E37_79B9_7F4A_7C15
_SLOT_BITS: Final = np.uint64(48)
# Of a table with more sorts the others are read one by one.
_MOST: Final = 1 << 16
_FEW: Final = 256


class RowSorts:
    """The sorts of rows of one table that were met so far."""

    def __init__(self, columns: int) -> None:
        """Begin without any; so many cells tell the sort of a row."""
        places = columns * _PER_CELL + -(-columns // _LENGTHS)
        self._spread = [_odd(place) for place in range(places)]
        # Of each sort; the first is none.
        self._parts = np.zeros((places, _FEW), np.uint64)
        self._mixed = np.zeros(_FEW, np.uint64)
        self._numbers = np.full(_FEW, NONE, np.int64)
        self._slots = np.zeros(1 << 16, np.int64)
        self._known: dict[int, int] = {}

    def of(self, columns: Sequence[Cells], number: Callable[[int], int]) -> Numbers:
        """Number rows; `NONE` for those that have to be read by themselves.

        Args:
            columns: their cells, always of the same columns; at least one.
            number: gives the number of a row, of those here, that is the first of its sort.
        """
        parts = _parts(columns)
        mixed = np.zeros(len(columns[0].starts), np.uint64)
        for place, part in parts.items():
            mixed += part * self._spread[place]
        which = self._slots[(mixed >> _SLOT_BITS).astype(np.intp)]
        missed = np.flatnonzero(self._mixed[which] != mixed)
        if len(missed):
            which[missed] = self._learnt(parts, mixed, missed, number)
        sure = which > 0
        for place, part in parts.items():
            sure &= part == self._parts[place][which]
        for cells in columns:
            sure &= cells.ends - cells.starts <= LONGEST
        return np.where(sure, self._numbers[which], NONE)

    def _learnt(
        self,
        parts: dict[int, Eights],
        mixed: Eights,
        rows: NDArray[np.intp],
        number: Callable[[int], int],
    ) -> Numbers:
        """Know rows by what they are made of; gives the place of each among those known."""
        found, first, which = np.unique(mixed[rows], return_index=True, return_inverse=True)
        places = np.zeros(len(found), np.int64)
        for at, (code, row) in enumerate(zip(found.tolist(), rows[first].tolist(), strict=True)):
            known = self._known.get(code, 0)
            if not known and len(self._known) < _MOST:
                known = self._known[code] = len(self._known) + 1
                self._room(known)
                for place, part in parts.items():
                    self._parts[place][known] = part[row]
                self._mixed[known] = code
                self._numbers[known] = number(row)
                slot = code >> int(_SLOT_BITS)
                self._slots[slot] = self._slots[slot] or known
            places[at] = known
        return np.asarray(places[which.ravel()], np.int64)

    def _room(self, known: int) -> None:
        if known >= len(self._mixed):
            more = len(self._mixed)
            self._parts = np.pad(self._parts, ((0, 0), (0, more)))
            self._mixed = np.pad(self._mixed, (0, more))
            self._numbers = np.pad(self._numbers, (0, more), constant_values=NONE)


def _parts(columns: Sequence[Cells]) -> dict[int, Eights]:
    """Give the bytes of cells, eight in a number, and their lengths, by place."""
    parts: dict[int, Eights] = {}
    for column, cells in enumerate(columns):
        place = len(columns) * _PER_CELL + column // _LENGTHS
        sizes = np.minimum(cells.ends - cells.starts, LONGEST + 1).astype(np.uint64)
        told = sizes << np.uint64(_BITS * (column % _LENGTHS))
        parts[place] = parts[place] | told if place in parts else told
        for at, eight in enumerate(cells.eights()):
            parts[column * _PER_CELL + at] = eight
    return parts


def _odd(place: int) -> np.uint64:
    return np.uint64(_SPREAD * (2 * place + 1) % (1 << 64))
