"""Records as PowerShell's objects: the properties of one in, a record out.

`Get-WinEvent` and `Get-EventLog` name the same things differently; how they were written to a file
(CliXML, JSON, CSV) does not matter here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.open_channels import catalogue, channel_of
from certtrail.model.record import (
    EARLIEST,
    LATEST,
    Content,
    Record,
    instant,
    number,
    optional,
)
from certtrail.rulebook.rendered_messages import is_whole, named_strings, strings_in
from certtrail.text.hosts import told_host

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MILLISECONDS: Final = re.compile(r"\\?/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?/")
_LEVELS: Final = {"error": 2, "warning": 3, "information": 4, "1": 2, "2": 3, "4": 4}
WINEVENT: Final = frozenset({"Id", "ProviderName", "TimeCreated"})
EVENTLOG: Final = frozenset({"Source", "TimeGenerated", "EntryType"})
Scalar = str | int | None


def moment(text: str) -> int:
    r"""Read an instant as PowerShell writes it, in ns since 1970 UTC; see `instant` for its range.

    >>> moment("/Date(1769846400000)/")
    1769846400000000000

    Raises:
        FieldError: it is none.
    """
    found = _MILLISECONDS.fullmatch(text.strip())
    if found is None:
        return instant(text.strip())
    return min(max(int(found[1]) * 1_000_000, EARLIEST), LATEST)


def winevent(
    given: Mapping[str, Scalar], properties: Sequence[str | bytes] | None, file: str
) -> Record:
    """Make a record of an object of Get-WinEvent.

    Args:
        given: its plain properties by name.
        properties: the insertion strings; None where the export has only the rendered message.
        file: the name of the file.

    Raises:
        FieldError: Id or TimeCreated cannot be used.
    """
    provider = _text(given, "ProviderName").strip()
    strings, binary = _strings(properties or ())
    event_id = number("EventID", _text(given, "Id"), 32)
    return Record(
        time=moment(_text(given, "TimeCreated")),
        computer=told_host(_text(given, "MachineName")),
        channel=_text(given, "LogName").strip() or channel_of(provider, file),
        provider=provider,
        event_id=event_id,
        qualifiers=optional(_text(given, "Qualifiers"), 16),
        level=optional(_text(given, "Level"), 8),
        task=optional(_text(given, "Task"), 16),
        record_id=optional(_text(given, "RecordId"), 64) or 0,
        data=strings if properties is not None else _rendered(given, provider, event_id),
        binary=binary,
    )


def eventlog(
    given: Mapping[str, Scalar],
    strings: Sequence[str | bytes] | None,
    data: bytes,
    file: str,
) -> Record:
    """Make a record of an object of Get-EventLog.

    Args:
        given: its plain properties by name.
        strings: ReplacementStrings; None where the export has only the rendered message.
        data: the entry's bytes.
        file: the name of the file.

    Raises:
        FieldError: InstanceId or TimeGenerated cannot be used.
    """
    provider = _text(given, "Source").strip()
    told = _text(given, "InstanceId") or _text(given, "EventID")
    instance = number("EventID", told, 64)
    event_id = instance & 0xFFFF
    plain, _ = _strings(strings or ())
    return Record(
        time=moment(_text(given, "TimeGenerated")),
        computer=told_host(_text(given, "MachineName")),
        channel=channel_of(provider, file),
        provider=provider,
        event_id=event_id,
        qualifiers=instance >> 16 & 0xFFFF if "InstanceId" in given else None,
        level=_LEVELS.get(_text(given, "EntryType").lower()),
        task=optional(_text(given, "CategoryNumber"), 16),
        record_id=optional(_text(given, "Index"), 64) or 0,
        data=plain if strings is not None else _rendered(given, provider, event_id),
        binary=data.hex().upper() or None,
    )


def is_rendered(record: Record) -> bool:
    """Tell whether a record has only its rendered message."""
    return isinstance(record.data, dict) and "RenderingInfo" in record.data


def rendered(
    provider: str, event_id: int, message: str, whole: str | None = None
) -> list[Content] | dict[str, Content]:
    """Get the insertion strings back out of a message, as far as the catalogue tells how.

    Where some are not in it those that are have their names, and the message is kept beside them,
    nested so that nobody takes it for a parameter.

    Args:
        provider: the source.
        event_id: its number.
        message: as it is shown.
        whole: so much of it as is not cut, where that is less.
    """
    entry = catalogue().find(provider, event_id)
    if entry is None:
        return {"RenderingInfo": {"Message": message}}
    strings = strings_in(entry, message if whole is None else whole)
    if is_whole(entry, strings):
        return list(strings)
    return {**named_strings(entry, strings), "RenderingInfo": {"Message": message}}


def _rendered(
    given: Mapping[str, Scalar], provider: str, event_id: int
) -> list[Content] | dict[str, Content]:
    return rendered(provider, event_id, _text(given, "Message"))


def _text(given: Mapping[str, Scalar], name: str) -> str:
    value = given.get(name)
    return "" if value is None else str(value)


def _strings(values: Sequence[str | bytes]) -> tuple[list[Content], str | None]:
    """Tell the strings from the record's binary, which stands last."""
    binary = values[-1] if values and isinstance(values[-1], bytes) else b""
    kept = values[:-1] if binary else values
    strings: list[Content] = [
        value.hex().upper() if isinstance(value, bytes) else value for value in kept
    ]
    return strings, binary.hex().upper() or None
