"""The templates that Windows' events are made of: System, and each kind of data that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.tree import (
    Attribute,
    Element,
    Fragment,
    Instance,
    Substitution,
    Template,
    Text,
)
from samples.evtx_writer.values import ARRAY, Value, ValueType

if TYPE_CHECKING:
    from samples.evtx_writer.tree import Node

NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"

Fields = Mapping[str, "str | Value | Fields"]


class Slot(IntEnum):
    """Which value of a System template is what, numbered as in Windows' own templates."""

    LEVEL = 0
    OPCODE = 1
    TASK = 2
    EVENT_ID = 3
    QUALIFIERS = 4
    KEYWORDS = 5
    TIME = 6
    ACTIVITY = 7
    PROCESS = 8
    THREAD = 9
    RECORD_ID = 10
    VERSION = 11
    USER = 12
    PROVIDER = 14
    PROVIDER_GUID = 15
    CHANNEL = 16
    PAYLOAD = 17
    RELATED = 18


SLOTS: Final = max(Slot) + 1


@dataclass(frozen=True, slots=True)
class Shape:
    """All that decides how a System template looks; None and False leave a part out."""

    provider: str | None
    channel: str | None
    computer: str
    guid: bool
    source_name: str | None
    version: bool
    execution: bool
    user_data: bool


def _hole(index: int, kind: ValueType) -> Substitution:
    return Substitution(int(index), int(kind), optional=True)


def _place(index: int, code: int) -> Substitution:
    """Make a place for a value of that type; a null stands for an optional string."""
    return Substitution(index, code or int(ValueType.STRING), optional=not code)


def _filled(name: str, index: int, kind: ValueType) -> Element:
    return Element(name, children=(_hole(index, kind),), dependency=int(index))


def _namespace(uri: str | None) -> tuple[Attribute, ...]:
    return () if uri is None else (Attribute("xmlns", (Text(uri),)),)


def _literal_or_hole(text: str | None, index: int) -> Text | Substitution:
    return _hole(index, ValueType.STRING) if text is None else Text(text)


def _provider(shape: Shape) -> Element:
    attributes = [Attribute("Name", (_literal_or_hole(shape.provider, Slot.PROVIDER),))]
    if shape.guid:
        attributes.append(Attribute("Guid", (_hole(Slot.PROVIDER_GUID, ValueType.GUID),)))
    if shape.source_name is not None:
        attributes.append(Attribute("EventSourceName", (Text(shape.source_name),)))
    return Element("Provider", tuple(attributes))


def _execution() -> tuple[Element, Element]:
    activity = Attribute("ActivityID", (_hole(Slot.ACTIVITY, ValueType.GUID),))
    related = Attribute("RelatedActivityID", (_hole(Slot.RELATED, ValueType.GUID),))
    process = Attribute("ProcessID", (_hole(Slot.PROCESS, ValueType.UINT32),))
    thread = Attribute("ThreadID", (_hole(Slot.THREAD, ValueType.UINT32),))
    return Element("Correlation", (activity, related)), Element("Execution", (process, thread))


@lru_cache(maxsize=512)
def system_template(shape: Shape) -> Template:
    """Make the template of a whole event."""
    qualifiers = Attribute("Qualifiers", (_hole(Slot.QUALIFIERS, ValueType.UINT16),))
    event_id = _hole(Slot.EVENT_ID, ValueType.UINT16)
    system: list[Node] = [
        _provider(shape),
        Element("EventID", (qualifiers,), (event_id,), dependency=int(Slot.EVENT_ID)),
        *((_filled("Version", Slot.VERSION, ValueType.UINT8),) if shape.version else ()),
        _filled("Level", Slot.LEVEL, ValueType.UINT8),
        _filled("Task", Slot.TASK, ValueType.UINT16),
        *((_filled("Opcode", Slot.OPCODE, ValueType.UINT8),) if shape.version else ()),
        _filled("Keywords", Slot.KEYWORDS, ValueType.HEX64),
        Element("TimeCreated", (Attribute("SystemTime", (_hole(Slot.TIME, ValueType.FILETIME),)),)),
        _filled("EventRecordID", Slot.RECORD_ID, ValueType.UINT64),
        *(_execution() if shape.execution else ()),
        Element("Channel", children=(_literal_or_hole(shape.channel, Slot.CHANNEL),)),
        Element("Computer", children=(Text(shape.computer),)),
        Element("Security", (Attribute("UserID", (_hole(Slot.USER, ValueType.SID),)),)),
    ]
    payload: Node = _hole(Slot.PAYLOAD, ValueType.BINXML)
    if shape.user_data:
        payload = Element("UserData", children=(payload,), dependency=int(Slot.PAYLOAD))
    root = Element("Event", _namespace(NAMESPACE), (Element("System", (), tuple(system)), payload))
    return Template.of(root)


CLASSIC_DATA: Final = Template.of(
    Element(
        "EventData",
        children=(
            Element("Data", (), (Substitution(0, ARRAY | ValueType.STRING, optional=True),), 0),
            _filled("Binary", 2, ValueType.BINARY),
        ),
    )
)


@lru_cache(maxsize=512)
def named_data(names: tuple[tuple[str, int], ...], *, binary: bool) -> Template:
    """Make the template of an EventData with these names and type codes."""
    children = [
        Element("Data", (Attribute("Name", (Text(name),)),), (_place(index, code),))
        for index, (name, code) in enumerate(names)
    ]
    if binary:
        children.append(_filled("Binary", len(names), ValueType.BINARY))
    return Template.of(Element("EventData", (), tuple(children)))


def as_value(given: str | Value) -> Value:
    """Encode a string with its NUL, as manifest events carry it; leave a Value alone."""
    return given if isinstance(given, Value) else Value.text(given, terminated=True)


def _field_element(
    name: str, fields: Fields, values: list[Value], namespace: str | None = None
) -> Element:
    attributes = list(_namespace(namespace))
    children: list[Node] = []
    for key, given in fields.items():
        if isinstance(given, Mapping):
            children.append(_field_element(key, given, values))
            continue
        value = as_value(given)
        place = _place(len(values), value.code)
        values.append(value)
        if key.startswith("@"):
            attributes.append(Attribute(key[1:], (place,)))
        else:
            children.append(Element(key, (), (place,)))
    return Element(name, tuple(attributes), tuple(children))


def user_data(name: str, fields: Fields, namespace: str | None = None) -> Fragment:
    """Build what stands inside UserData: an element with one child for each field.

    A field that is itself a mapping is an element of its own; one whose name begins with `@` is
    an attribute.
    """
    values: list[Value] = []
    root = _field_element(name, fields, values, namespace)
    return Fragment(Instance(Template.of(root), tuple(values)), header=False)
