"""Records in CSV: what Event Viewer saves, and Export-Csv of Get-WinEvent or Get-EventLog.

What the columns are `event_columns` tells, and what is our own by its headings. A file may be of
any size: it is read once for the order of its dates, and once for its rows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.cell_texts import may_hold, read_cells
from certtrail.inputs.events.csv_rows import CsvRow
from certtrail.inputs.events.csv_sieve import CsvSieve
from certtrail.inputs.events.csv_start import TYPE, blocks, form_of, headings, recognise
from certtrail.inputs.events.date_order import DateOrder, date_order
from certtrail.inputs.events.event_columns import EventColumns, heading_problems, is_wider
from certtrail.inputs.events.own_record import ALL, OURS, is_local, own_record
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.local_dates import WrittenDate
from certtrail.model.record import FieldError
from certtrail.text.message import phrase, reason
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from certtrail.inputs.events.cell_block import CellBlock
    from certtrail.inputs.events.cells import Places
    from certtrail.inputs.events.csv_rows import IsRow
    from certtrail.inputs.events.record_sorts import Crowd
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.opened import Opened, Read
    from certtrail.model.record import Record

# So many dates that leave the order open are held against each other.
_DATES: Final = 10_000
_NEEDED: Final = phrase("a date, a source and an event id")


def read(opened: Opened) -> Read:
    """Read the rows of a table of any size: first all dates, to decide their order, then all."""
    form = form_of(opened.head)
    reading = _Events(opened, form) if isinstance(form, EventColumns) else _Own(opened)
    number = 1
    for block in blocks(opened, reading.is_row, reading.least):
        if isinstance(block, CsvRow):
            number += 1
            reading.one(block, number)
        else:
            reading.many(block, number)
            number += len(block)
    found = reading.records.read("event-csv")
    if reading.passed and not found.report.records.found:
        reading.records.problem(
            phrase(
                "None of the {count} lines below its headings was read as a row; export it again.",
                count=reading.passed,
            )
        )
        found = reading.records.read("event-csv")
    return found


class _Own:
    """The rows of a table that `certtrail events` wrote.

    Attributes:
        passed: how many rows that are not empty were taken for headings that come again.
    """

    def __init__(self, opened: Opened) -> None:
        self.records = TextRecords(opened)
        self._names = headings(opened.head)
        while self._names and not self._names[-1]:
            self._names.pop()
        self._width = self.least = len(self._names)
        self.passed = 0
        for problem in heading_problems(self._names):
            self.records.problem(problem)
        beside = [name for name in self._names if name not in ALL]
        if beside and set(self._names) >= OURS:
            self.records.problem(
                phrase(
                    "certtrail wrote no columns {names}, so they were not read; what is in them "
                    "belongs in a file of its own.",
                    names=beside,
                )
            )

    def many(self, block: CellBlock, before: int) -> None:
        """Read rows; `before` is the number of the one before them."""
        for number, row in enumerate(block.rows(), before + 1):
            self.one(CsvRow(row), number)

    def one(self, row: CsvRow, number: int) -> None:
        """Read a row, or say what is wrong with it."""
        where = partial(phrase, "Row {number}", number=number)
        if row.why:
            self.records.skip(where, partial(_broken, row))
        if row.held:
            self.records.problem(_swallowed(row))
        self._look_beyond(row.cells, where)
        # Excel writes the separators of rows that somebody emptied.
        if not any(cell.strip() for cell in row.cells):
            return
        if self._is_heading(row.cells):
            self.passed += 1
        else:
            try:
                self._read(row, where)
            except (FieldError, ValueError, TypeError, LookupError) as error:
                self.records.skip(where, partial(reason, error))

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """Tell whether a row heads a further export of the same columns, put behind the first."""
        if cells[0].startswith(TYPE) and not any(cells[1:]):
            return True
        return [cell.strip() for cell in cells[: len(self._names)]] == self._names

    def _look_beyond(self, cells: Sequence[str], where: Callable[[], str]) -> None:
        """Say where a row has cells for which there is no column."""
        if is_wider(cells, self._width):
            self.records.problem(
                phrase(
                    "{where}: more cells than columns, and what is in the others was not read; "
                    "export it again.",
                    where=where(),
                )
            )

    def is_row(self, cells: list[str]) -> bool:
        """Tell whether cells can be nothing but a row of the table: they tell a whole event."""
        if len(cells) != len(self._names):
            return False
        try:
            own_record(dict(zip(self._names, cells, strict=True)))
        except (FieldError, ValueError, TypeError, LookupError):
            return False
        return True

    def _read(self, row: CsvRow, where: Callable[[], str]) -> None:
        del where
        # Of several columns with one name the first counts.
        item = dict(reversed(list(zip(self._names, row.cells, strict=False))))
        record = own_record(item)
        self.records.add(record, wanted=self.records.wants(record), local=is_local(item))


class _Events(_Own):
    """The rows of a table of Event Viewer's or PowerShell's."""

    def __init__(self, opened: Opened, columns: EventColumns) -> None:
        super().__init__(opened)
        self._columns, self._file = columns, opened.name
        # Event Viewer leaves out the heading of the message.
        self._width = len(columns.fields)
        self.least = self._width - 1
        self._sieve = CsvSieve(columns, opened.name)
        order = _order(opened, columns, self._sieve, self.is_row)
        self._order = order.order
        self.records.notes += [order.note] if order.note else []
        self.records.begin_sorts(self._sieve.header_of)

    def many(self, block: CellBlock, before: int) -> None:
        """Read rows, those together that can be; `before` is the number of the one before them."""
        crowd = None
        if not may_hold(block.raw):
            crowd = self._sieve.crowd(block, self.records.known, self._order)
        if crowd is None:
            super().many(block, before)
            return
        places: Places = np.asarray(crowd.pieces)
        if len(places) and block.counts[places[0]] > self._width:
            for place in places.tolist():
                where = partial(phrase, "Row {number}", number=before + place + 1)
                self._look_beyond(block.row(place), where)
        odd = np.ones(len(block), np.bool_)
        odd[places] = False
        others = np.flatnonzero(odd)
        begin = 0
        ends = np.searchsorted(places, others).tolist()
        for place, end in zip(others.tolist(), ends, strict=True):
            self._add(crowd.part(begin, end), block, before)
            self.one(CsvRow(block.row(place)), before + place + 1)
            begin = end
        self._add(crowd.part(begin, len(places)), block, before)

    def _add(self, crowd: Crowd, block: CellBlock, before: int) -> None:
        def read_one(at: int) -> Record | None:
            place = int(crowd.pieces[at])
            try:
                event = self._event(block.row(place))
                record = event.record(self._order)
            except (FieldError, ValueError, TypeError, LookupError) as error:
                where = partial(phrase, "Row {number}", number=before + place + 1)
                self.records.skip(where, partial(reason, error))
                return None
            self.records.note_message(event, record)
            return record

        if len(crowd.pieces):
            self.records.add_crowd(crowd, read_one, local=self._columns.offset is None)

    def is_row(self, cells: list[str]) -> bool:
        """Tell whether cells can be nothing but a row of the table: they tell a whole event."""
        columns = self._columns
        return len(cells) >= len(columns.fields) - 1 and columns.event(cells, 0, "") is not None

    def _read(self, row: CsvRow, where: Callable[[], str]) -> None:
        event = self._event(row.cells)
        self.records.date(event, self._order)
        own = (event.provider, event.event_id)
        read_cells(row.cells, where, own, self._file, self.records)

    def _event(self, row: Sequence[str]) -> TextEvent:
        event = self._columns.event(row, 0, self._file)
        if event is None:
            raise FieldError("EventID", _NEEDED, shown(", ".join(row), 80))
        return event


def _swallowed(row: CsvRow) -> str:
    return phrase(
        "Line {line}: a quotation mark in it is not closed before the next {count|count} lines, "
        "among which are rows; they are read as lines of their own; export it again.",
        line=row.at,
        count=row.held,
    )


def _broken(row: CsvRow) -> str:
    found = phrase("expected a row of a table, found: {error}", error=row.why)
    if row.lines == 1:
        return found
    return phrase("{found}; {lines} lines are left out", found=found, lines=row.lines)


def _order(opened: Opened, columns: EventColumns, sieve: CsvSieve, is_row: IsRow) -> DateOrder:
    """Find the order of the dates of a table."""
    if opened.date_order:
        return date_order((), opened.date_order)
    if shown := _shown_order(blocks(opened, is_row, len(columns.fields) - 1), sieve):
        return DateOrder(shown)
    column = columns.fields.index("date")
    known: list[WrittenDate] = []
    for block in blocks(opened, is_row, len(columns.fields) - 1):
        rows: Iterator[list[str]]
        if isinstance(block, CsvRow):
            rows = iter([block.cells])
        elif len(known) < _DATES:
            rows = block.rows()
        else:
            rows = map(block.row, sieve.telling(block))
        for row in rows:
            date = WrittenDate.read(row[column]) if len(row) > column else None
            if date is None:
                continue
            decisive = len(date.possible()) == 1
            if decisive or len(known) < _DATES:
                known.append(date)
            if decisive:
                return date_order(known)
    return date_order(known)


def _shown_order(found: Iterable[CellBlock | CsvRow], sieve: CsvSieve) -> str:
    """Give the order that a date shows, none before which is odd; empty where there is none."""
    for block in found:
        shown = None if isinstance(block, CsvRow) else sieve.order(block)
        if shown is None:
            break
        if shown:
            return shown
    return ""


KIND = Kind("event-csv", "records", recognise, read)
