"""Events in, the record bodies that Windows would write for them out.

A classic event (event log API of Windows 2000) has unnamed strings, one array for a single
`<Data>`, and its provider as a literal of its template. A manifest event has named, typed data or
user data, and its provider as values. Elements that an event does not have are not in its template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.shapes import (
    CLASSIC_DATA,
    SLOTS,
    Shape,
    Slot,
    as_value,
    named_data,
    system_template,
)
from samples.evtx_writer.tree import Fragment, Instance
from samples.evtx_writer.values import NULL, Value, ValueType, to_ticks

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping
    from datetime import datetime

CLASSIC: Final = 0x80_0000_0000_0000
"""The keyword that Windows gives to every classic event."""


@dataclass(frozen=True, slots=True)
class EventToWrite:
    """One event; `classic` and `manifest` make it with the defaults of either kind.

    Attributes:
        ticks: System/TimeCreated as FILETIME.
        qualifiers: the attribute of EventID; None leaves it out.
        version: the Version element; None leaves it and Opcode out.
        process: process and thread id; None leaves Execution and Correlation out.
        strings: unnamed Data, in order; None leaves the payload to the following three.
        data: named Data; a str value is a string with the NUL that Windows puts after it.
        binary: the Binary element of EventData; None leaves it out (classic: null).
        user_data: what stands inside UserData.
    """

    provider: str
    event_id: int
    ticks: int
    record_id: int
    channel: str
    computer: str
    level: int = 4
    task: int = 0
    opcode: int = 0
    keywords: int = CLASSIC
    qualifiers: int | None = None
    version: int | None = None
    process: tuple[int, int] | None = None
    activity: uuid.UUID | None = None
    related_activity: uuid.UUID | None = None
    user_sid: str | None = None
    provider_guid: uuid.UUID | None = None
    source_name: str | None = None
    strings: tuple[str, ...] | None = None
    data: tuple[tuple[str, str | Value], ...] = ()
    binary: bytes | None = None
    user_data: Fragment | None = None

    @classmethod
    def classic(
        cls,
        provider: str,
        event_id: int,
        *,
        time: datetime | int,
        record_id: int,
        computer: str,
        channel: str = "Application",
        qualifiers: int = 0,
        level: int = 4,
        task: int = 0,
        data: list[str] | tuple[str, ...] = (),
        binary: bytes | None = None,
        user_sid: str | None = None,
    ) -> EventToWrite:
        """Make a classic event; `time` is an aware datetime or FILETIME ticks."""
        return cls(
            provider,
            event_id,
            to_ticks(time),
            record_id,
            channel,
            computer,
            level=level,
            task=task,
            qualifiers=qualifiers,
            strings=tuple(data),
            binary=binary,
            user_sid=user_sid,
        )

    @classmethod
    def manifest(
        cls,
        provider: str,
        event_id: int,
        *,
        time: datetime | int,
        record_id: int,
        computer: str,
        channel: str,
        provider_guid: uuid.UUID,
        source_name: str | None = None,
        qualifiers: int | None = None,
        version: int = 0,
        level: int = 4,
        task: int = 0,
        opcode: int = 0,
        keywords: int = 0x8000_0000_0000_0000,
        process: tuple[int, int] = (4, 8),
        activity: uuid.UUID | None = None,
        related_activity: uuid.UUID | None = None,
        user_sid: str | None = None,
        data: Mapping[str, str | Value] | None = None,
        binary: bytes | None = None,
        user_data: Fragment | None = None,
    ) -> EventToWrite:
        """Make a manifest event; `time` is an aware datetime or FILETIME ticks."""
        return cls(
            provider,
            event_id,
            to_ticks(time),
            record_id,
            channel,
            computer,
            level=level,
            task=task,
            opcode=opcode,
            keywords=keywords,
            qualifiers=qualifiers,
            version=version,
            process=process,
            activity=activity,
            related_activity=related_activity,
            user_sid=user_sid,
            provider_guid=provider_guid,
            source_name=source_name,
            data=tuple((data or {}).items()),
            binary=binary,
            user_data=user_data,
        )

    def body(self) -> Fragment:
        """Build the record's binary XML."""
        template = system_template(
            Shape(
                provider=self.provider if self.strings is not None else None,
                channel=self.channel if self.strings is not None else None,
                computer=self.computer,
                guid=self.provider_guid is not None,
                source_name=self.source_name,
                version=self.version is not None,
                execution=self.process is not None,
                user_data=self.user_data is not None,
            )
        )
        return Fragment(Instance(template, self._values()))

    def _values(self) -> tuple[Value | Fragment, ...]:
        process, thread = self.process or (None, None)
        kinds = ValueType
        values: dict[int, Value | Fragment] = {
            Slot.LEVEL: Value.of(kinds.UINT8, self.level),
            Slot.OPCODE: Value.of(kinds.UINT8, self.opcode),
            Slot.TASK: Value.of(kinds.UINT16, self.task),
            Slot.EVENT_ID: Value.of(kinds.UINT16, self.event_id),
            Slot.QUALIFIERS: _or_null(kinds.UINT16, self.qualifiers),
            Slot.KEYWORDS: Value.of(kinds.HEX64, self.keywords),
            Slot.TIME: Value.of(kinds.FILETIME, self.ticks),
            Slot.ACTIVITY: _or_null(kinds.GUID, self.activity),
            Slot.PROCESS: _or_null(kinds.UINT32, process),
            Slot.THREAD: _or_null(kinds.UINT32, thread),
            Slot.RECORD_ID: Value.of(kinds.UINT64, self.record_id),
            Slot.VERSION: _or_null(kinds.UINT8, self.version),
            Slot.USER: _or_null(kinds.SID, self.user_sid),
            Slot.PROVIDER_GUID: _or_null(kinds.GUID, self.provider_guid),
            Slot.PAYLOAD: self._payload(),
            Slot.RELATED: _or_null(kinds.GUID, self.related_activity),
        }
        if self.strings is None:
            values[Slot.PROVIDER] = Value.text(self.provider)
            values[Slot.CHANNEL] = Value.text(self.channel)
        return tuple(values.get(number, NULL) for number in range(SLOTS))

    def _payload(self) -> Fragment:
        if self.user_data is not None:
            return self.user_data
        if self.strings is not None:
            strings = Value.array(ValueType.STRING, list(self.strings))
            binary = _or_null(ValueType.BINARY, self.binary or None)
            return Fragment(Instance(CLASSIC_DATA, (strings, NULL, binary)))
        values = tuple(as_value(value) for _, value in self.data)
        names = tuple(
            (name, value.code) for (name, _), value in zip(self.data, values, strict=True)
        )
        template = named_data(names, binary=self.binary is not None)
        if self.binary is not None:
            values += (Value.of(ValueType.BINARY, self.binary),)
        return Fragment(Instance(template, values), header=False)


def _or_null(kind: ValueType, scalar: str | int | bytes | uuid.UUID | None) -> Value:
    return NULL if scalar is None else Value.of(kind, scalar)
