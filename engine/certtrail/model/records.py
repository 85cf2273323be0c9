"""Records by column, as NumPy arrays: what readers make, stages pass on, and frames show.

A diagnosis goes through these without pandas, which only places local times in a zone;
`certtrail.model.events` makes a frame of them for whoever wants to look.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from certtrail.model.packed_cells import PackedCells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from certtrail.model.record import Record

    Texts = NDArray[np.object_]
    Cells = Texts | PackedCells


class Sparse(NamedTuple):
    """Numbers that some records lack: what stands in for one of these means nothing."""

    values: NDArray[Any]
    absent: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Records:
    """Columns of the same length; `certtrail.model.events.COLUMNS` says what each of them is.

    Attributes:
        time: int64, nanoseconds since 1970 UTC.
        computer: str, as are channel, provider and file.
        event_id: uint32.
        qualifiers: uint16, as is task; level is uint8.
        record_id: uint64; 0 where a text has none.
        data: lists and dicts; packed where many records wait, as is binary.
        binary: str, or None.
    """

    time: NDArray[np.int64]
    computer: Texts
    channel: Texts
    provider: Texts
    event_id: NDArray[np.uint32]
    qualifiers: Sparse
    level: Sparse
    task: Sparse
    record_id: NDArray[np.uint64]
    data: Cells
    file: Texts
    binary: Cells

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        """Keep rows: in the order of their numbers, or those that are marked."""
        return self._made(lambda name: _each(getattr(self, name), lambda column: column[rows]))

    def said(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Texts:
        """Give the data of some rows; those of many at once, where they may be packed."""
        return unpacked(self.data[rows])

    def packed(self) -> Self:
        """Keep what the records say compressed, until somebody looks."""
        return replace(self, data=_packed(self.data), binary=_packed(self.binary))

    def unpacked(self) -> Self:
        """Make arrays of what is packed."""
        return replace(self, data=unpacked(self.data), binary=unpacked(self.binary))

    @classmethod
    def empty(cls) -> Self:
        """Make columns without any row."""
        texts = np.empty(0, object)
        absent = np.empty(0, bool)
        return cls(
            time=np.empty(0, np.int64),
            computer=texts,
            channel=texts,
            provider=texts,
            event_id=np.empty(0, np.uint32),
            qualifiers=Sparse(np.empty(0, np.uint16), absent),
            level=Sparse(np.empty(0, np.uint8), absent),
            task=Sparse(np.empty(0, np.uint16), absent),
            record_id=np.empty(0, np.uint64),
            data=texts,
            file=texts,
            binary=texts,
        )

    @classmethod
    def of(cls, records: Sequence[Record], file: str) -> Self:
        """Put single records into columns, in their order; `file` is the name of the input."""

        def cells(name: str) -> Texts:
            return np.fromiter((getattr(one, name) for one in records), object, len(records))

        def texts(name: str) -> Texts:
            known: dict[str, str] = {}  # each text once, however many records have it
            shared = (known.setdefault(text, text) for text in cells(name))
            return np.fromiter(shared, object, len(records))

        def sparse(name: str, dtype: str) -> Sparse:
            given = [getattr(one, name) for one in records]
            absent = np.array([value is None for value in given], bool)
            return Sparse(np.array([value or 0 for value in given], dtype), absent)

        return cls(
            time=np.array([one.time for one in records], np.int64),
            computer=texts("computer"),
            channel=texts("channel"),
            provider=texts("provider"),
            event_id=np.array([one.event_id for one in records], np.uint32),
            qualifiers=sparse("qualifiers", "uint16"),
            level=sparse("level", "uint8"),
            task=sparse("task", "uint16"),
            record_id=np.array([one.record_id for one in records], np.uint64),
            data=cells("data"),
            file=repeated(file, len(records)),
            binary=cells("binary"),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self], order: NDArray[np.intp] | None = None) -> Self:
        """Put records behind each other, or in an order of all of them.

        A column is put in order as soon as it is there, so that they are not all there twice.
        """
        if not parts:
            return cls.empty()
        if len(parts) == 1:
            return parts[0] if order is None else parts[0].take(order)

        def column(name: str) -> Any:
            whole = _concatenated([getattr(part, name) for part in parts])
            return whole if order is None else _each(whole, lambda cells: cells[order])

        return parts[0]._made(column)

    def _made(self, column: Callable[[str], Any]) -> Self:
        return type(self)(**{field.name: column(field.name) for field in fields(self)})


def repeated(text: str, number: int) -> Texts:
    """Make a column of one text; it is there once, where NumPy would write it anew for each row."""
    column = np.empty(number, object)
    column.fill(text)
    return column


def unpacked(column: Cells) -> Texts:
    """Make an array of a column."""
    return column.unpacked() if isinstance(column, PackedCells) else column


def _packed(column: Cells) -> PackedCells:
    return column.narrowed() if isinstance(column, PackedCells) else PackedCells.of(column)


def _each(column: Any, change: Callable[[Any], Any]) -> Any:
    return Sparse(*map(change, column)) if isinstance(column, Sparse) else change(column)


def _concatenated(columns: Sequence[Any]) -> Any:
    if isinstance(columns[0], Sparse):
        return Sparse(*map(np.concatenate, zip(*columns, strict=True)))
    if any(isinstance(column, PackedCells) for column in columns):
        return PackedCells.joined(columns)
    return np.concatenate(columns)
