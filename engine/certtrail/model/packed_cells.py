"""A column of records whose cells are kept compressed, a block of them at a time.

What the records of a thousand servers say is by far the most of what one process holds of them,
and is looked at once or twice. So it waits in this form, which is also how it goes from process to
process: a tenth of the bytes, and nothing to make anew for who only hands it on.
"""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.intp] | NDArray[np.bool_]

_BLOCK: Final = 512
"""Cells of a block: enough to be alike, and few enough for one of them to be read alone."""
_QUICK: Final = 1


class PackedCells:
    """Cells of any type, in order; as an array of objects for who reads, takes or joins them.

    Not for what comes from outside of the processes of one run: the blocks are pickles.
    """

    __slots__ = ("_blocks", "_rows")

    def __init__(self, blocks: Sequence[bytes], rows: NDArray[np.intp]) -> None:
        """Take blocks, and for each cell the place of its block times `_BLOCK`, and that within."""
        self._blocks = blocks
        self._rows = rows

    @classmethod
    def of(cls, cells: NDArray[np.object_]) -> Self:
        """Pack an array."""
        starts = range(0, len(cells), _BLOCK)
        return cls(
            [_block(cells[at : at + _BLOCK].tolist()) for at in starts], np.arange(len(cells))
        )

    @classmethod
    def joined(cls, parts: Sequence[NDArray[np.object_] | PackedCells]) -> Self:
        """Put columns behind each other; those that are not packed yet are."""
        blocks: list[bytes] = []
        rows: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        for part in parts:
            packed = part if isinstance(part, PackedCells) else cls.of(part)
            rows.append(packed._rows + len(blocks) * _BLOCK)
            blocks += packed._blocks
        return cls(blocks, np.concatenate(rows))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.unpacked())

    def __getitem__(self, rows: Rows) -> Self:
        """Take cells; single ones are not given, as each would cost a block: see `unpacked`."""
        return type(self)(self._blocks, self._rows[rows])

    def unpacked(self) -> NDArray[np.object_]:
        """Give the cells as an array; each block is read once, whatever the order of the cells."""
        found = np.empty(len(self._rows), object)
        numbers = self._rows // _BLOCK
        order = np.argsort(numbers, kind="stable")
        ends = np.flatnonzero(np.diff(numbers[order])) + 1
        for rows in np.split(order, ends) if len(order) else ():
            cells = _cells(self._blocks[numbers[rows[0]]])
            found[rows] = cells[self._rows[rows] % _BLOCK]
        return found

    def narrowed(self) -> Self:
        """Leave away the blocks of which no cell is here any more, to send what is."""
        numbers, new = np.unique(self._rows // _BLOCK, return_inverse=True)
        rows = new * _BLOCK + self._rows % _BLOCK
        return type(self)([self._blocks[number] for number in numbers.tolist()], rows)


def _block(cells: list[Any]) -> bytes:
    return zlib.compress(pickle.dumps(cells, pickle.HIGHEST_PROTOCOL), _QUICK)


def _cells(block: bytes) -> NDArray[np.object_]:
    cells = pickle.loads(zlib.decompress(block))  # noqa: S301 - written above, in this run
    return np.fromiter(cells, object, len(cells))
