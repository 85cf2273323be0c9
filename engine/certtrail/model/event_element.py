"""A finished Event element in, the record that it tells of out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.model.record import FieldError, Record, grouped, instant, number, optional
from certtrail.text.hosts import told_host

if TYPE_CHECKING:
    from certtrail.model.record import Content


@dataclass(slots=True)
class Element:
    """An element with its text filled in."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """Find the first child element of that name."""
        for item in self.children:
            if isinstance(item, Element) and item.name == name:
                return item
        return None

    @property
    def text(self) -> str:
        """The text directly inside, joined."""
        return "".join(item for item in self.children if isinstance(item, str))


_ALWAYS: Final = ("Provider", "Channel", "Computer")
"""Without one of these in System, a record is damaged."""


def record(event: Element, *, lenient: bool = False) -> Record:
    """Read the row out of the element.

    `lenient` does without computer, channel and provider.

    Raises:
        FieldError: TimeCreated, EventID or EventRecordID cannot be used.
    """
    system = event.child("System") or Element("System")
    texts = {item.name: item for item in reversed(system.children) if isinstance(item, Element)}
    empty = Element("")
    for name in () if lenient else _ALWAYS:
        if name not in texts:
            raise FieldError(name, "the element", "none")
    event_id = texts.get("EventID", empty)
    data, binary = content(event)
    return Record(
        time=instant(texts.get("TimeCreated", empty).attributes.get("SystemTime", "")),
        computer=told_host(texts.get("Computer", empty).text),
        channel=texts.get("Channel", empty).text.strip(),
        provider=texts.get("Provider", empty).attributes.get("Name", "").strip(),
        event_id=number("EventID", event_id.text, 32),
        qualifiers=optional(event_id.attributes.get("Qualifiers", ""), 16),
        level=optional(texts.get("Level", empty).text, 8),
        task=optional(texts.get("Task", empty).text, 16),
        record_id=number("EventRecordID", texts.get("EventRecordID", empty).text, 64),
        data=data,
        binary=binary,
    )


def content(event: Element) -> tuple[list[Content] | dict[str, Content], str | None]:
    """Read `data` and `binary` out of the element."""
    event_data = event.child("EventData")
    if event_data is not None:
        return _event_data(event_data)
    user_data = event.child("UserData")
    if user_data is None:
        return [], None
    children = [item for item in user_data.children if isinstance(item, Element)]
    return grouped((child.name, _nested(child)) for child in children), None


def _event_data(element: Element) -> tuple[list[Content] | dict[str, Content], str | None]:
    unnamed: list[Content] = []
    named: list[tuple[str, Content]] = []
    binary = ""
    for item in element.children:
        if isinstance(item, str):
            continue
        if item.name == "Binary":
            binary = binary or item.text
        elif item.name != "Data":
            named.append((item.name, _nested(item)))
        elif "Name" in item.attributes:
            named.append((item.attributes["Name"], item.text))
        else:
            unnamed.append(item.text)
    if not named:
        return unnamed, binary or None
    if unnamed:
        named.append(("Data", unnamed))
    return grouped(named), binary or None


def _nested(element: Element) -> Content:
    attributes: dict[str, Content] = {
        name: value
        for name, value in element.attributes.items()
        if name != "xmlns" and not name.startswith("xmlns:")
    }
    children = [item for item in element.children if isinstance(item, Element)]
    if not attributes and not children:
        return element.text
    found = grouped((child.name, _nested(child)) for child in children)
    if attributes:
        found["#attributes"] = attributes
    if text := element.text.strip():
        found["#text"] = text
    return found
