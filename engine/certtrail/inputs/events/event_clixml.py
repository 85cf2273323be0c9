"""Records in CliXML: Export-Clixml of Get-WinEvent or of Get-EventLog in, records out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.clixml import NAMESPACE, CliObject, CliValue, as_text, objects
from certtrail.inputs.events import event_objects
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.model.record import FieldError, Record
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from certtrail.inputs.opened import Head, Opened, Read


def recognise(head: Head) -> bool:
    """Tell whether the first object of a CliXML file is a record."""
    if head.root != "Objs" or NAMESPACE not in head.namespaces:
        return False
    return any(
        kind.endswith((".EventLogRecord", ".EventLogEntry")) or ".EventLogEntry#" in kind
        for kind in head.cli_types
    )


def read(opened: Opened) -> Read:
    """Read the records of a file of any size; one is held at a time."""
    records = TextRecords(opened)
    problems: list[str] = []
    with opened.binary() as stream:
        for number, found in enumerate(objects(stream, problems), 1):
            try:
                record = _record(found, opened.name)
            except FieldError as error:
                records.skip(phrase("Object {number}", number=number), reason(error))
                continue
            wanted = records.wants(record)
            records.rendered += wanted and event_objects.is_rendered(record)
            records.add(record, wanted=wanted)
            if not number % 512:
                opened.progress(stream.tell() / max(opened.head.size, 1))
    for problem in problems:
        records.problem(problem)
    return records.read("event-clixml")


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
