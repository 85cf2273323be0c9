"""The sieve of records in CSV: rows in; their headers, many at once, out.

What tells the sort of a record is in some of the columns; ids and dates are read by NumPy. A row in
which one of these is not as in others is read by itself.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.bulk_dates import bulk_dates
from certtrail.inputs.events.bulk_instants import NEVER
from certtrail.inputs.events.record_sorts import NONE, Crowd
from certtrail.model.record import FieldError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.events.event_columns import EventColumns
    from certtrail.inputs.events.record_sorts import Numbers, RecordSorts, SortKey
    from certtrail.model.record import Record

    Rows = Sequence[list[str]]

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
        self._least = 1 + max([*self._sort, *self._places.values()], default=0)

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

    def telling(self, rows: Rows) -> Sequence[int]:
        """Give the places of rows whose date shows its order, or has to be read by itself."""
        if not rows or not self._usable or {*map(len, rows)} != {max(len(rows[0]), self._least)}:
            return range(len(rows))
        dates = bulk_dates(self._written(list(zip(*rows, strict=True))))
        return np.flatnonzero(dates.decided() | ~dates.known).tolist()

    def crowd(self, rows: Rows, sorts: RecordSorts, order: str) -> Crowd | None:
        """Read rows.

        Args:
            rows: of the table.
            sorts: number them, by `header_of`.
            order: of day, month and year, where a date leaves it open.

        Returns:
            What was read, each piece of which is the place of its row; all others have to be read
            by themselves.
        """
        size = Counter(map(len, rows)).most_common(1)[0][0] if rows and self._usable else 0
        if size < self._least:
            return None
        places = [at for at, row in enumerate(rows) if len(row) == size]
        columns = list(zip(*(rows[at] for at in places), strict=True))
        times = bulk_dates(self._written(columns)).times(order)
        ids = self._ids(columns, len(places))
        numbers = sorts.of(zip(*(columns[at] for at in self._sort), strict=True))
        plain = (times != NEVER) & (ids >= 0) & (numbers != NONE)
        kept = np.flatnonzero(plain).tolist()
        pieces = places if len(kept) == len(places) else [places[at] for at in kept]
        return Crowd(numbers[plain], ids[plain].astype(np.uint64), times[plain], pieces)

    def _written(self, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        days = columns[self._places["date"]]
        if "time" not in self._places:
            return days
        clocks = columns[self._places["time"]]
        return [f"{day} {clock}" if clock else day for day, clock in zip(days, clocks, strict=True)]

    def _ids(self, columns: Sequence[Sequence[str]], count: int) -> Numbers:
        """Read the record ids; less than 0 for what has to be read by itself."""
        if "record" not in self._places:
            return np.zeros(count, np.int64)
        return np.fromiter(map(_number, columns[self._places["record"]]), np.int64, count)


def _number(cell: str) -> int:
    if cell.isascii() and cell.isdecimal() and len(cell) < 19:
        return int(cell)
    return -1 if cell else 0
