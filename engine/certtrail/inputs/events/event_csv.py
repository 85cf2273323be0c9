"""Records in CSV: what Event Viewer saves, and Export-Csv of Get-WinEvent or Get-EventLog.

    Level,Date and Time,Source,Event ID,Task Category
    Error,2/28/2026 1:00:00 PM,MSExchangeTransport,12017,TransportService,"The internal ..."

Event Viewer's headings are in the viewer's language and leave out the sixth column, the rendered
message; its times are the viewer's local time. The numbers decide what a column is, not its name.
"""

from __future__ import annotations

import csv
import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events import event_json, event_objects
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.local_dates import WrittenDate, decided, orders
from certtrail.model.record import FieldError, Record
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.opened import Head, Opened, Read

_TYPE: Final = "#TYPE "
_DELIMITERS: Final = (",", ";", "\t")
_OFFSET: Final = re.compile(r"(?:Z|[+-]\d\d:\d\d)$|Date\(", re.ASCII)
_LONGEST_FIELD: Final = 1 << 20
_DATES: Final = {"winevent": "TimeCreated", "eventlog": "TimeGenerated"}
_LEVELS: Final = {
    # What Event Viewer calls the levels in languages of which a page shows it.
    "error": 2,
    "warning": 3,
    "information": 4,
    "fehler": 2,
    "warnung": 3,
    "informationen": 4,
}


def recognise(head: Head) -> bool:
    """Tell whether a text is a table of records."""
    text = head.text
    if text is None or "\n" not in text:
        return False
    try:
        return _form(_rows(text.splitlines()[:200])) is not None
    except csv.Error:
        return False


def _rows(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Give the rows with the delimiter that the first line has most of."""
    source = iter(lines)
    first = next(source, "").removeprefix("\ufeff")
    if first.startswith(_TYPE):
        first = next(source, "")
    delimiter = max(_DELIMITERS, key=first.count)
    if not first.count(delimiter):
        return
    csv.field_size_limit(_LONGEST_FIELD)
    ended = (f"{line}\n" for line in chain([first], source))
    for row in csv.reader(ended, delimiter=delimiter, strict=True):
        yield row, delimiter


def _form(rows: Iterator[tuple[list[str], str]]) -> str | None:
    """Tell what a table is by its head and its first row."""
    start = [row for row, _ in islice(rows, 2)]
    if not start:
        return None
    head = {name.strip() for name in start[0]}
    if head >= event_json.OURS:
        return "own"
    if head >= event_objects.WINEVENT:
        return "winevent"
    if head >= event_objects.EVENTLOG:
        return "eventlog"
    if len(start) == 2 and len(start[0]) == 5 and _is_viewers(start[1]):
        return "viewer"
    return None


def _is_viewers(row: Sequence[str]) -> bool:
    if len(row) not in (5, 6) or not row[3].strip().isdecimal():
        return False
    date = WrittenDate.read(row[1])
    return date is not None and date.has_clock


def read(opened: Opened) -> Read:
    """Read the rows of a table of any size: first all dates, to decide their order, then all."""
    form = _form(_rows((opened.head.text or "").splitlines()[:200])) or ""
    records = TextRecords(opened)
    rows = (row for row, _ in _rows(opened.lines()))
    names = [name.strip() for name in next(rows, [])]
    column = names.index(_DATES[form]) if form in _DATES else 1
    possible = [] if form == "own" else _orders(opened, column)
    for number, row in enumerate(_guarded(rows, records), 2):
        if not row:
            continue
        try:
            if form == "viewer":
                record = _viewed(row, possible, opened)
            else:
                given = dict(zip(names, row, strict=False))
                record = _record(form, _dated(given, form, possible), opened.name)
        except (FieldError, ValueError, TypeError, LookupError) as error:
            records.skip(phrase("Row {number}", number=number), reason(error))
            continue
        wanted = records.wants(record)
        records.rendered += wanted and event_objects.is_rendered(record)
        records.add(record, wanted=wanted)
    if len(possible) > 1:
        records.notes.append(
            phrase(
                "Whether day or month goes first in its dates cannot be told; rows that it "
                "changes are left out."
            )
        )
    return records.read("event-csv", local=bool(possible))


def _guarded(rows: Iterator[list[str]], records: TextRecords) -> Iterator[list[str]]:
    """Go on behind what is no row."""
    number = 1
    while True:
        number += 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            records.skip(
                phrase("Row {number}", number=number),
                phrase("expected a row of a table, found: {error}", error=error),
            )
            continue
        if row is None:
            return
        yield row


def _record(form: str, given: dict[str, str], file: str) -> Record:
    if form == "own":
        return event_json.own_record(given)
    if form == "winevent":
        return event_objects.winevent(given, None, file)
    return event_objects.eventlog(given, None, b"", file)


def _dated(given: dict[str, str], form: str, possible: Sequence[str]) -> dict[str, str]:
    """Put the date that the shell wrote in its culture into ISO form, as if it were UTC."""
    if not possible:
        return given
    name = _DATES[form]
    return {**given, name: iso(_instant(given[name], possible) * SECOND)}


def _instant(text: str, possible: Sequence[str]) -> int:
    date = WrittenDate.read(text)
    found = None if date is None else decided(date, possible)
    if found is None:
        raise FieldError("TimeCreated", phrase("a date that can be read in one way"), text)
    return found


def _orders(opened: Opened, column: int) -> list[str]:
    """List the orders of day, month and year that fit all dates; none for dates in ISO form."""
    rows = (row for row, _ in _rows(opened.lines()))
    next(rows, None)
    possible = ["ymd", "dmy", "mdy"]
    for number, row in enumerate(_guarded(rows, TextRecords(opened))):
        if len(row) <= column:
            continue
        if not number and _is_iso(row[column]):
            return []
        date = WrittenDate.read(row[column])
        fitting = [] if date is None else [one for one in orders([date]) if one in possible]
        possible = fitting or possible
        if len(possible) < 2:
            break
    return possible


def _is_iso(text: str) -> bool:
    """Tell a date that says its offset; without one it is some culture's local time."""
    return _OFFSET.search(text.strip()) is not None


def _viewed(row: Sequence[str], possible: Sequence[str], opened: Opened) -> Record:
    if len(row) not in (5, 6) or not row[3].strip().isdecimal() or int(row[3]) > 65_535:
        found = ", ".join(row)[:80]
        raise FieldError("EventID", "level, date, source, event id and category", found)
    provider, event_id = row[2].strip(), int(row[3])
    message = row[5] if len(row) > 5 else ""
    return Record(
        time=_instant(row[1], possible) * SECOND,
        computer=opened.file.server_hint,
        channel=event_objects.channel_of(provider, opened.name),
        provider=provider,
        event_id=event_id,
        qualifiers=None,
        level=_LEVELS.get(row[0].strip().lower()),
        task=None,
        record_id=0,
        data=event_objects.rendered(provider, event_id, message),
        binary=None,
    )


KIND = Kind("event-csv", "records", recognise, read)
