"""Events in, the record bodies that Windows would write for them out.

A classic event (event log API of Windows 2000) has unnamed strings, one array for a single
`<Data>`, and its provider as a literal of its template. A manifest event has named, typed data or
user data, and its provider as values. Elements that an event does not have are not in its template.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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

    from samples.evtx_writer.tree import Template

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
        classic = self.strings is not None
        process, thread = self.process or (None, None)
        template, alike = _alike(
            self.provider,
            self.channel,
            self.computer,
            self.source_name,
            classic,
            self.user_data is not None,
            self.process is not None,
            self.level,
            self.opcode,
            self.task,
            self.event_id,
            self.qualifiers,
            self.keywords,
            self.activity,
            process,
            thread,
            self.version,
            self.user_sid,
            self.provider_guid,
            self.related_activity,
        )
        values: list[Value | Fragment] = list(alike)
        values[Slot.TIME] = Value.of(ValueType.FILETIME, self.ticks)
        values[Slot.RECORD_ID] = Value.of(ValueType.UINT64, self.record_id)
        values[Slot.PAYLOAD] = self._payload()
        return Fragment(Instance(template, tuple(values)))

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


@lru_cache(maxsize=4096, typed=True)
def _alike(
    provider: str,
    channel: str,
    computer: str,
    source_name: str | None,
    classic: bool,
    user_data: bool,
    execution: bool,
    level: int,
    opcode: int,
    task: int,
    event_id: int,
    qualifiers: int | None,
    keywords: int,
    activity: uuid.UUID | None,
    process: int | None,
    thread: int | None,
    version: int | None,
    user_sid: str | None,
    provider_guid: uuid.UUID | None,
    related: uuid.UUID | None,
) -> tuple[Template, tuple[Value, ...]]:
    """Make what the records of one sort have alike: all but time, number and what they say."""
    template = system_template(
        Shape(
            provider=provider if classic else None,
            channel=channel if classic else None,
            computer=computer,
            guid=provider_guid is not None,
            source_name=source_name,
            version=version is not None,
            execution=execution,
            user_data=user_data,
        )
    )
    kinds = ValueType
    by_number: dict[int, Value] = {
        Slot.LEVEL: Value.of(kinds.UINT8, level),
        Slot.OPCODE: Value.of(kinds.UINT8, opcode),
        Slot.TASK: Value.of(kinds.UINT16, task),
        Slot.EVENT_ID: Value.of(kinds.UINT16, event_id),
        Slot.QUALIFIERS: _or_null(kinds.UINT16, qualifiers),
        Slot.KEYWORDS: Value.of(kinds.HEX64, keywords),
        Slot.ACTIVITY: _or_null(kinds.GUID, activity),
        Slot.PROCESS: _or_null(kinds.UINT32, process),
        Slot.THREAD: _or_null(kinds.UINT32, thread),
        Slot.VERSION: _or_null(kinds.UINT8, version),
        Slot.USER: _or_null(kinds.SID, user_sid),
        Slot.PROVIDER_GUID: _or_null(kinds.GUID, provider_guid),
        Slot.RELATED: _or_null(kinds.GUID, related),
    }
    if not classic:
        by_number[Slot.PROVIDER] = Value.text(provider)
        by_number[Slot.CHANNEL] = Value.text(channel)
    return template, tuple(by_number.get(number, NULL) for number in range(SLOTS))


def _or_null(kind: ValueType, scalar: str | int | bytes | uuid.UUID | None) -> Value:
    return NULL if scalar is None else Value.of(kind, scalar)
