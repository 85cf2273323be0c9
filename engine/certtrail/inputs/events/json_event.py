"""One event as JSON: its object in; a record, or an event whose date is still open, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from certtrail.inputs.events import event_objects
from certtrail.inputs.events.collected_json import bare, collected
from certtrail.inputs.events.own_record import ALL, OURS, own_record, plain
from certtrail.inputs.events.text_event import Fields, TextEvent, told_event
from certtrail.inputs.local_dates import WrittenDate
from certtrail.model.record import FieldError, Record
from certtrail.rulebook.labels import labels
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Enumerations become numbers.
_ENTRY_TYPES: Final = {"1": "error", "2": "warning", "4": "information"}
_NEEDED: Final = phrase("a date, a source and an event id")


def told(item: dict[str, Any], file: str, place: int = 0) -> Record | TextEvent:
    """Make a record of an object; of one with a local time, or of chosen properties, an event.

    Args:
        item: what JSON has.
        file: the name of the file.
        place: where it stands.

    Raises:
        FieldError: it is no event, or a field cannot be used.
    """
    if item.keys() >= OURS:
        return own_record(item)
    if (found := _collected(item, file, place)) is not None:
        return found
    given = {name: _scalar(value) for name, value in item.items()}
    fields = _fields(given)
    given.setdefault("MachineName", fields.get("computer"))
    listed = "TimeGenerated" in item
    strings = _values(item.get("ReplacementStrings" if listed else "Properties"))
    written = WrittenDate.read(str(given.get("TimeGenerated" if listed else "TimeCreated") or ""))
    if written is not None and written.offset is not None:
        if listed and item.keys() >= event_objects.EVENTLOG:
            raw = item.get("Data")
            data = bytes(raw) if isinstance(raw, list) and _is_bytes(raw) else b""
            return event_objects.eventlog(given, strings, data, file)
        if not listed and item.keys() >= event_objects.WINEVENT:
            return event_objects.winevent(given, strings, file)
    event = told_event(fields, place, file, strings=_texts(strings))
    if event is None:
        raise FieldError("EventID", _NEEDED, shown(", ".join(map(str, item)), 80))
    return event


def _collected(item: dict[str, Any], file: str, place: int) -> Record | TextEvent | None:
    """Make an event of what a program that collects events told; None for all else."""
    given = collected(bare(item))
    if given is None:
        return None
    event = told_event(given.fields, place, file)
    if event is None:
        raise FieldError("EventID", _NEEDED, shown(", ".join(given.fields.values()), 80))
    if given.data is not None:
        event = replace(event, data=given.data)
    # Nothing is open in such a date.
    sure = event.date.year_first and event.date.offset is not None
    return event.record("ymd") if sure else event


def holds_another(item: dict[str, Any]) -> bool:
    """Tell whether an event, or what nobody reads, stands within a property of another one."""
    item = bare(item)
    ours = ALL if item.keys() >= OURS else ()
    level = [value for name, value in item.items() if name not in ours]
    if ours and any(isinstance(value, dict | list) for value in level):
        return True
    while level:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, list):
                inner += (each for each in one if isinstance(each, dict | list))
            elif isinstance(one, dict):
                if names_event(one):
                    return True
                inner += (each for each in one.values() if isinstance(each, dict | list))
        level = inner
    return False


def names_event(item: dict[str, Any]) -> bool:
    """Tell whether an object has the properties of an event, whatever they say."""
    fields = set(labels().fields_of(list(map(str, item))))
    return item.keys() >= OURS or ("source" in fields and bool(fields & {"id", "instance"}))


def _fields(given: Mapping[str, str | int | None]) -> Fields:
    table = labels()
    found: Fields = {}
    for (name, value), field in zip(given.items(), table.fields_of(list(given)), strict=True):
        if field is None or value is None or str(value) == "":
            continue
        word = _ENTRY_TYPES.get(str(value), str(value)) if name == "EntryType" else str(value)
        if field not in found:
            found[field] = word
    return found


def _texts(strings: Sequence[str | bytes] | None) -> list[str] | None:
    if strings is None:
        return None
    return [value.hex().upper() if isinstance(value, bytes) else value for value in strings]


def _scalar(value: Any) -> str | int | None:
    if isinstance(value, dict):
        # PowerShell 7 wraps dates and enumerations in some versions.
        value = value.get("value", value.get("DateTime"))
    if isinstance(value, bool) or value is None:
        return None
    return value if isinstance(value, str | int) else str(value)


def _is_bytes(value: Any) -> TypeGuard[list[int]]:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 256 for one in value
        )
    )


def _values(listed: Any) -> list[str | bytes] | None:
    """Give the insertion strings; None where depth cut them down to the name of their type."""
    if listed is None or isinstance(listed, str):
        return None
    values: list[str | bytes] = []
    for one in listed if isinstance(listed, list) else [listed]:
        if isinstance(one, str) and one.startswith("System.Diagnostics.Eventing.Reader."):
            return None
        value = one.get("Value") if isinstance(one, dict) else one
        values.append(bytes(value) if _is_bytes(value) else plain(value))
    return values
