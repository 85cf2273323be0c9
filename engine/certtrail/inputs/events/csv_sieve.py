"""The sieve of records in CSV: blocks of rows in; their headers, many at once, out.

What tells the sort of a record is in some of the columns; ids and dates are read by NumPy. A row in
which one of these is not as in others is read by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.bulk_dates import bulk_dates
from certtrail.inputs.events.bulk_instants import NEVER
from certtrail.inputs.events.record_sorts import NONE, Crowd
from certtrail.inputs.events.row_sorts import RowSorts
from certtrail.model.record import FieldError

if TYPE_CHECKING:
    from certtrail.inputs.events.cell_block import CellBlock
    from certtrail.inputs.events.cells import Places
    from certtrail.inputs.events.event_columns import EventColumns
    from certtrail.inputs.events.record_sorts import RecordSorts, SortKey
    from certtrail.model.record import Record

_ONCE: Final = ("date", "time", "record")
_SORT: Final = frozenset(
    {"log", "source", "id", "instance", "task", "level", "qualifiers", "computer"}
)
_SAMPLE: Final = "2000-01-01 00:00:00"


class CsvSieve:
    """What columns are for reading rows many at once."""

    def __init__(self, columns: EventColumns, file: str) -> None:
        """Choose the columns; of two for a date or an id nobody knows which a row has filled."""
        fields = columns.fields
        self._columns, self._file = columns, file
        self._sort = [at for at, field in enumerate(fields) if field in _SORT]
        self._places = {field: at for at, field in enumerate(fields) if field in _ONCE}
        self._usable = all(fields.count(field) < 2 for field in _ONCE) and "date" in self._places
        # A day and its time in two columns are for reading singly.
        self._usable &= "time" not in self._places and bool(self._sort)
        self._read = [*self._sort, *self._places.values()]
        self._sorts = RowSorts(len(self._sort))
        self._least = 1 + max(self._read, default=0)

    def header_of(self, key: SortKey) -> Record | None:
        """Read what the records of one sort have in common: a key of `crowd`."""
        row = [""] * len(self._columns.fields)
        for at, cell in zip(self._sort, key, strict=True):
            row[at] = cell
        row[self._places["date"]] = _SAMPLE
        event = self._columns.event(row, 0, self._file)
        try:
            return None if event is None else event.record("ymd")
        except FieldError:
            return None

    def order(self, block: CellBlock) -> str | None:
        """Tell the order of day and month by the first date that shows it.

        Returns:
            Empty where none does; None where one has to be read by itself before.
        """
        rows = self._rows(block)
        if len(rows) < len(block):
            return None
        dates = bulk_dates(block.cells(self._places["date"], rows))
        day_first, month_first = (dates.times(order) != NEVER for order in ("dmy", "mdy"))
        sound = dates.open & (day_first | month_first)
        shows = np.flatnonzero(day_first != month_first)[:1].tolist()
        if not sound[: shows[0] + 1 if shows else None].all():
            return None
        return next(("dmy" if day_first[at] else "mdy" for at in shows), "")

    def telling(self, block: CellBlock) -> list[int]:
        """Give the places of rows whose date shows its order, or has to be read by itself."""
        rows = self._rows(block)
        told = np.ones(len(block), np.bool_)
        if len(rows):
            dates = bulk_dates(block.cells(self._places["date"], rows))
            told[rows] = dates.decided() | ~dates.known
        return np.flatnonzero(told).tolist()

    def crowd(self, block: CellBlock, sorts: RecordSorts, order: str) -> Crowd | None:
        """Read rows.

        Args:
            block: of the table.
            sorts: number them, by `header_of`.
            order: of day, month and year, where a date leaves it open.

        Returns:
            What was read, each piece of which is the place of its row; all others have to be read
            by themselves.
        """
        rows = self._rows(block)
        if not len(rows):
            return None
        times = bulk_dates(block.cells(self._places["date"], rows)).times(order)
        ids = np.zeros(len(rows), np.int64)
        if "record" in self._places:
            ids = block.cells(self._places["record"], rows).numbers()

        def number(at: int) -> int:
            row = block.row(int(rows[at]))
            return int(sorts.of([tuple(row[at] for at in self._sort)])[0])

        numbers = self._sorts.of([block.cells(at, rows) for at in self._sort], number)
        plain = (times != NEVER) & (ids >= 0) & (numbers != NONE)
        if not plain.all():
            numbers, ids, times, rows = numbers[plain], ids[plain], times[plain], rows[plain]
        own = sorted(at for name, at in self._places.items())
        return Crowd(
            numbers,
            ids.astype(np.uint64),
            times,
            rows,
            lambda some: block.without(rows[some], own),
        )

    def _rows(self, block: CellBlock) -> Places:
        """Give the rows that have as many cells as most, and none in which marks have to go."""
        size = int(np.bincount(block.counts).argmax()) if len(block) else 0
        if not self._usable or size < self._least:
            return np.zeros(0, np.intp)
        usual = block.counts == size
        usual[block.with_doubled(self._read)] = False
        return np.flatnonzero(usual)
