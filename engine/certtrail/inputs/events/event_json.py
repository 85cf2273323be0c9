"""Records in JSON: ConvertTo-Json of Get-WinEvent or Get-EventLog, and our own JSON Lines."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeGuard

from certtrail.inputs import decoding
from certtrail.inputs.bounded_json import DEEPEST, decoded
from certtrail.inputs.events import event_objects
from certtrail.inputs.events.own_record import OURS, own_record, plain
from certtrail.inputs.events.text_event import Fields, TextEvent, told_event
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.local_dates import WrittenDate
from certtrail.model.record import FieldError, Record
from certtrail.rulebook.labels import labels
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inputs.opened import Head, Opened, Read

_DATED: Final = ('"TimeCreated"', '"TimeGenerated"', '"EventTime"')
_NUMBERED: Final = ('"Id"', '"EventID"', '"EventId"', '"InstanceId"')
# Enumerations become numbers.
_ENTRY_TYPES: Final = {"1": "error", "2": "warning", "4": "information"}
_PARTS: Final = 1_000_000
_LONGEST_TEXT: Final = 16 << 20


def recognise(head: Head) -> bool:
    """Tell whether a text is JSON with records."""
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "[") or head.mangled:
        return False
    if any(key in text for key in _DATED) and any(key in text for key in _NUMBERED):
        return True
    return all(f'"{key}"' in text for key in OURS)


def read(opened: Opened) -> Read:
    """Read the records of a text of any size; one is held at a time."""
    records = TextRecords(opened)
    lines = _is_lines(opened.head.text or "")
    for where, item in _lines(opened, records) if lines else _items(opened, records):
        if not isinstance(item, dict):
            records.skip(
                where, phrase("expected an object, found {name}", name=type(item).__name__)
            )
            continue
        try:
            found = told(item, opened.name)
        except (FieldError, TypeError, ValueError) as error:
            records.skip(where, reason(error))
            continue
        if isinstance(found, TextEvent):
            records.tell(found, where)
            continue
        wanted = records.wants(found)
        records.rendered += wanted and event_objects.is_rendered(found)
        records.add(found, wanted=wanted)
    return records.read("event-json")


def _is_lines(text: str) -> bool:
    """Tell whether each line is a whole object."""
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.startswith("{") and first.endswith("}")


def _lines(opened: Opened, records: TextRecords) -> Iterator[tuple[str, Any]]:
    for line_number, line in enumerate(opened.lines(), 1):
        if not line.strip():
            continue
        try:
            yield f"Line {line_number}", decoded(line)
        except ValueError as error:
            records.skip(
                phrase("Line {line_number}", line_number=line_number),
                phrase("expected JSON, found: {error}", error=error),
            )


def _items(opened: Opened, records: TextRecords) -> Iterator[tuple[str, Any]]:
    """Give the items of one large array, or the one object; depth and size of each are limited."""
    import ijson

    inner = 1 if (opened.head.text or "").lstrip("\ufeff \t\r\n").startswith("[") else 0
    with opened.binary() as file:
        stream = _Utf8(file, decoding.encoding_of(opened.head.content) or "utf-8")
        count = depth = parts = 0
        builder = ijson.ObjectBuilder()
        try:
            for event, value in ijson.basic_parse(stream, use_float=True):
                opens, closes = event.startswith("start_"), event.startswith("end_")
                depth -= closes
                if depth >= inner and not (depth == 0 and inner):
                    builder.event(event, value)
                    parts += 1
                depth += opens
                _check_size(depth, parts)
                if depth == inner and parts:
                    count += 1
                    if not count % 512:
                        opened.progress(file.tell() / max(opened.head.size, 1))
                    yield f"Item {count}", builder.value
                    builder, parts = ijson.ObjectBuilder(), 0
        except (ijson.JSONError, ValueError) as error:
            records.skip(
                phrase("After item {count}", count=count),
                phrase("expected JSON, found: {error}", error=_first_line(error)),
            )


def _check_size(depth: int, parts: int) -> None:
    if depth > DEEPEST or parts > _PARTS:
        raise ValueError(
            phrase(
                "more than {deepest} levels, or {parts} values in one item",
                deepest=DEEPEST,
                parts=_PARTS,
            )
        )


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


class _Utf8:
    """A file of any encoding, read as UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._left = b""
        self._first = True
        self._run = 0

    def read(self, size: int = -1) -> bytes:
        """Read some bytes."""
        if size == 0:
            return b""
        while not self._left:
            raw = self._file.read(size if size > 0 else 1 << 16)
            text = self._decoder.decode(raw, final=not raw)
            if self._first and text:
                text, self._first = text.removeprefix("\ufeff"), False
            self._left = text.encode("utf-8", "replace")
            quote = self._left.rfind(b'"')
            self._run = self._run + len(self._left) if quote < 0 else len(self._left) - quote
            if self._run > _LONGEST_TEXT:
                raise ValueError(
                    phrase(
                        "a text of more than {longest_text} MiB", longest_text=_LONGEST_TEXT >> 20
                    )
                )
            if not raw:
                break
        out, self._left = self._left, b""
        return out


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
        expected = phrase("a date, a source and an event id")
        raise FieldError("EventID", expected, ", ".join(map(str, item))[:80])
    return event


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


KIND = Kind("event-json", "records", recognise, read)
