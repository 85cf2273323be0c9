"""Cells of a table as bytes: where each stands in; their digits, and which are alike, out.

Nothing is made of a cell that nobody wants: many are looked at at once by NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from certtrail.inputs.events.bulk_instants import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from certtrail.inputs.events.bulk_instants import Numbers

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.intp]
    Marks = NDArray[np.bool_]
    Table = NDArray[np.uint8]

ROOM: Final = 64
"""Bytes that nobody reads stand behind all cells, so that their ends need no care."""
LONGEST: Final = 48
"""A cell with more bytes is alike to none."""
_EIGHT: Final = 8
_ZERO: Final = ord("0")
_MOST_DIGITS: Final = 18
# The first bytes of eight, by how many they are.
_MASKS: Final = np.array([(1 << 8 * count) - 1 for count in range(_EIGHT + 1)], np.uint64)
_SPREAD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_SHIFT: Final = np.uint64(29)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One cell of each of some rows.

    Attributes:
        data: bytes among which they stand, and `ROOM` more.
        starts: where each starts.
        ends: where each ends.
    """

    data: Bytes
    starts: Places
    ends: Places

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Make cells of texts."""
        raw = [text.encode("utf-8", "surrogatepass") for text in texts]
        sizes = np.fromiter(map(len, raw), np.intp, len(raw))
        ends = np.cumsum(sizes)
        return cls(np.frombuffer(b"".join(raw) + bytes(ROOM), np.uint8), ends - sizes, ends)

    def tables(self, longest: int) -> Iterator[tuple[Places, Table]]:
        """Give the bytes of cells of one length, for each length up to the longest.

        Yields:
            The numbers of the cells, and a table with a cell in each row.
        """
        sizes = self.ends - self.starts
        for size in np.flatnonzero(np.bincount(np.clip(sizes, 0, longest + 1))).tolist():
            if 0 < size <= longest:
                rows = np.flatnonzero(sizes == size)
                room = len(self.data) - size + 1
                every = np.ndarray((room,), f"V{size}", self.data, strides=(1,))
                yield rows, every[self.starts[rows]].view(np.uint8).reshape(-1, size)

    def numbers(self) -> Numbers:
        """Read whole numbers; 0 for an empty cell, less than 0 for what is none."""
        found = np.full(len(self.starts), -1, np.int64)
        found[self.ends == self.starts] = 0
        for rows, table in self.tables(_MOST_DIGITS):
            digits = table - np.uint8(_ZERO)
            sound = (digits <= 9).all(axis=1)
            found[rows[sound]] = number(digits[sound].astype(np.int64))
        return found

    def eights(self) -> Iterator[NDArray[np.uint64]]:
        """Give the first eight bytes of each cell as a number, then the next, up to the longest.

        What stands behind a cell's end is 0.
        """
        every = np.ndarray((len(self.data) - _EIGHT + 1,), "<u8", self.data, strides=(1,))
        sizes = self.ends - self.starts
        for at in range(0, min(int(sizes.max(initial=0)), LONGEST), _EIGHT):
            left = np.clip(sizes - at, 0, _EIGHT)
            yield every[np.where(left > 0, self.starts + at, 0)] & _MASKS[left]


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Which rows have the same in some of their cells.

    Attributes:
        examples: the first row of each that differs.
        which: of each row, the place of its example.
        sure: whether that row has exactly what its example has.
    """

    examples: Places
    which: Places
    sure: Marks


def alike(columns: Sequence[Cells]) -> Alike:
    """Tell which rows have the same in all of these columns, of which there is at least one."""
    sizes = [cells.ends - cells.starts for cells in columns]
    parts = [eight for cells in columns for eight in cells.eights()]
    parts += [size.astype(np.uint64) for size in sizes]
    mixed = np.zeros(len(sizes[0]), np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * _SPREAD
        mixed ^= mixed >> _SHIFT
    _, examples, which = np.unique(mixed, return_index=True, return_inverse=True)
    sure: Marks = np.ones(len(mixed), np.bool_)
    for part in parts:  # two that differ may come to the same by chance, or by a hand
        sure &= part == part[examples][which]
    for size in sizes:
        sure &= size <= LONGEST
    return Alike(examples, which, sure)
