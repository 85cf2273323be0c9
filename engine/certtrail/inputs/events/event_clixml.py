"""Records in CliXML: Export-Clixml of Get-WinEvent or of Get-EventLog in, records out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.inputs.clixml import NAMESPACE, CliObject, CliValue, as_text, objects
from certtrail.inputs.events import event_objects
from certtrail.inputs.events.clixml_sieve import (
    HEAD,
    TAIL,
    first_object,
    header_of,
    layout_of,
    object_of,
)
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.text_ahead import TextAhead
from certtrail.model.record import FieldError, Record
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from certtrail.inputs.events.record_sorts import Crowd
    from certtrail.inputs.opened import Head, Opened, Read

# What is longer is no record, and not waited for.
_LONGEST: Final = 4 << 20


def recognise(head: Head) -> bool:
    """Tell whether the first object of a CliXML file is a record."""
    if head.root != "Objs" or NAMESPACE not in head.namespaces:
        return False
    return any(map(_is_event_type, head.cli_types))


def is_event(found: CliObject) -> bool:
    """Tell an object that is a record, by its type."""
    return any(map(_is_event_type, found.types))


def _is_event_type(kind: str) -> bool:
    return kind.endswith((".EventLogRecord", ".EventLogEntry")) or ".EventLogEntry#" in kind


def read(opened: Opened) -> Read:
    """Read the records of a file of any size: many at once, or if that fails, one after the other.

    Objects may refer to any before them, so that either way is for the whole of a file.
    """
    return _read_many(opened) or _read_each(opened)


def _read_each(opened: Opened) -> Read:
    records = TextRecords(opened)
    problems: list[str] = []
    with opened.binary() as stream:
        for number, found in enumerate(objects(stream, problems), 1):
            add_object(found, number, records, opened.name)
            if not number % 512:
                opened.progress(stream.tell() / max(opened.head.size, 1))
    for problem in problems:
        records.problem(problem)
    return records.read("event-clixml")


def add_object(found: CliObject, number: int, records: TextRecords, file: str) -> None:
    """Count the record that an object is, or say why it cannot be used.

    Args:
        found: the object.
        number: its place among those of the file, counted from 1.
        records: get it.
        file: the name of the file.
    """
    try:
        record = _record(found, file)
    except FieldError as error:
        where = partial(phrase, "Object {number}", number=number)
        records.skip(where, partial(reason, error))
        return
    wanted = records.wants(record)
    records.rendered += wanted and event_objects.is_rendered(record)
    records.add(record, wanted=wanted)


def _read_many(opened: Opened) -> Read | None:
    """Read objects that are all written alike; None where one is not, or is not sound."""
    records = TextRecords(opened)
    records.begin_sorts(header_of(lambda found: _record(found, opened.name)))
    text = TextAhead(opened.texts())
    text.more()
    head = HEAD.match(text.text)
    if head is None:
        return None
    text.at = head.end()
    layout = layout_of(first_object(text.text, text.at))
    while layout is not None:
        rows = text.run(layout.pattern)
        if rows:
            crowd = layout.crowd(rows, records.known)
            if crowd is None or not _take(crowd, records, opened.name):
                return None
        elif TAIL.fullmatch(text.text, text.at):
            return None if text.more() else records.read("event-clixml")
        elif len(text.text) - text.at > _LONGEST:
            return None
        if not text.more() and not rows:
            return None
    return None


def _take(crowd: Crowd, records: TextRecords, file: str) -> bool:
    """Count objects, and read those that are wanted; False where one of these is not sound."""
    sound = True

    def read_one(row: int) -> Record | None:
        nonlocal sound
        found = object_of(crowd.pieces[row])
        try:
            record = None if found is None else _record(found, file)
        except FieldError:
            record = None
        if record is None:
            sound = False
            return None
        records.rendered += event_objects.is_rendered(record)
        return record

    records.add_crowd(crowd, read_one)
    return sound


def _record(found: CliObject, file: str) -> Record:
    given = {name: _scalar(value) for name, value in found.properties.items()}
    if "ReplacementStrings" in found.properties or "TimeGenerated" in found.properties:
        raw = found.get("Data")
        data = raw if isinstance(raw, bytes) else b""
        return event_objects.eventlog(given, _values(found, "ReplacementStrings"), data, file)
    return event_objects.winevent(given, _values(found, "Properties"), file)


def _scalar(value: CliValue) -> str | int | None:
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, CliObject) and value.value is not None:
        return as_text(value)
    return None if isinstance(value, bytes) else as_text(value)


def _values(found: CliObject, name: str) -> list[str | bytes] | None:
    """Give the values of a list; those of Get-WinEvent are objects with a Value."""
    listed = found.get(name)
    if not isinstance(listed, CliObject):
        return None
    values: list[str | bytes] = []
    for item in listed.items:
        value = item.get("Value") if isinstance(item, CliObject) and item.properties else item
        values.append(value if isinstance(value, bytes) else as_text(value))
    return values


KIND = Kind("event-clixml", "records", recognise, read)
