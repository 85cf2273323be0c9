"""Records in CSV: what Event Viewer saves, and Export-Csv of Get-WinEvent or Get-EventLog.

What the columns are `event_columns` tells, and what is our own by its headings. A file may be of
any size: it is read once for the order of its dates, and once for its rows.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.tags import has_markup
from certtrail.inputs.events.csv_rows import CsvRow, csv_rows
from certtrail.inputs.events.date_order import DateOrder, date_order
from certtrail.inputs.events.event_columns import (
    DELIMITERS,
    EventColumns,
    columns_of,
    is_viewers_row,
)
from certtrail.inputs.events.own_record import OURS, own_record
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.local_dates import WrittenDate
from certtrail.model.record import FieldError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.opened import Head, Opened, Read

_TYPE: Final = "#TYPE "
# So many dates that leave the order open are held against each other.
_DATES: Final = 10_000


def recognise(head: Head) -> bool:
    """Tell whether a text is a table of records."""
    text = head.text
    if text is None or "\n" not in text or head.mangled or has_markup(text):
        return False
    return _form(_rows(text.splitlines()[:200])) is not None


def _rows(lines: Iterable[str]) -> Iterator[CsvRow]:
    """Give the rows with the delimiter that the first line has most of."""
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    if first.startswith(_TYPE):
        first = next(source, "")
    delimiter = max(DELIMITERS, key=first.count)
    return csv_rows(chain([first], source), delimiter) if first.count(delimiter) else iter(())


def _form(rows: Iterator[CsvRow]) -> EventColumns | str | None:
    """Tell what the columns of a table are by its head and its first row; `own` for ours."""
    start = list(islice((row.cells for row in rows if any(row.cells)), 2))
    if not start:
        return None
    if {name.strip() for name in start[0]} >= OURS:
        return "own"
    # Rows that were copied without their headings are for who reads texts.
    headed = len(start) == 2 and not is_viewers_row(start[0])
    return columns_of(start[0], start[1]) if headed else None


def read(opened: Opened) -> Read:
    """Read the rows of a table of any size: first all dates, to decide their order, then all."""
    form = _form(_rows((opened.head.text or "").splitlines()[:200]))
    records = TextRecords(opened)
    rows = _rows(opened.lines())
    names = [name.strip() for name in next(rows, CsvRow([])).cells]
    order = _order(opened, form) if isinstance(form, EventColumns) else DateOrder("ymd")
    if order.note:
        records.notes.append(order.note)
    for number, each in enumerate(rows, 2):
        row = each.cells
        if each.why:
            records.skip(phrase("Row {number}", number=number), _broken(each))
        # Excel writes the separators of rows that somebody emptied.
        if not any(cell.strip() for cell in row):
            continue
        try:
            if isinstance(form, EventColumns):
                records.date(_event(form, row, opened.name), order.order)
            else:
                record = own_record(dict(zip(names, row, strict=False)))
                records.add(record, wanted=records.wants(record))
        except (FieldError, ValueError, TypeError, LookupError) as error:
            records.skip(phrase("Row {number}", number=number), reason(error))
    return records.read("event-csv")


def _event(columns: EventColumns, row: Sequence[str], file: str) -> TextEvent:
    event = columns.event(row, 0, file)
    if event is None:
        expected = phrase("a date, a source and an event id")
        raise FieldError("EventID", expected, ", ".join(row)[:80])
    return event


def _broken(row: CsvRow) -> str:
    found = phrase("expected a row of a table, found: {error}", error=row.why)
    if row.lines == 1:
        return found
    return phrase("{found}; {lines} lines are left out", found=found, lines=row.lines)


def _order(opened: Opened, columns: EventColumns) -> DateOrder:
    """Find the order of the dates of a table."""
    column = columns.fields.index("date")
    rows = (row.cells for row in _rows(opened.lines()))
    next(rows, None)
    written = (row[column] for row in rows if len(row) > column)
    dates = (WrittenDate.read(text) for text in written)
    known: list[WrittenDate] = []
    for date in dates:
        if date is None:
            continue
        decisive = len(date.possible()) == 1
        if decisive or len(known) < _DATES:
            known.append(date)
        if decisive:
            break
    return date_order(known, opened.date_order)


KIND = Kind("event-csv", "records", recognise, read)
