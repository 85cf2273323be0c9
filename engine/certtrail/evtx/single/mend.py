"""An Event element with damaged names in, the same with the names that they must have been out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from certtrail.model.event_element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PARTS: Final = ("System", "EventData", "UserData")
_SYSTEM: Final[Mapping[str, tuple[str, ...]]] = {
    "Provider": ("Name",),
    "EventID": ("Qualifiers",),
    "Level": (),
    "Task": (),
    "TimeCreated": ("SystemTime",),
    "EventRecordID": (),
    "Channel": (),
    "Computer": (),
}
_KNOWN: Final = {*_SYSTEM, "Version", "Opcode", "Keywords", "Correlation", "Execution", "Security"}
_ALIKE: Final = 0.7


def mend(event: Element) -> Element:
    """Give names back that are missing, where a name is there that can only be a damaged one."""
    _rename(event, _PARTS, {*_PARTS, "RenderingInfo"})
    system = event.child("System")
    if system is None:
        return event
    _rename(system, _SYSTEM, _KNOWN)
    for name, attributes in _SYSTEM.items():
        element = system.child(name)
        if element is not None:
            for wanted in attributes:
                _attribute(element, wanted)
    return event


def _rename(parent: Element, wanted: Iterable[str], known: set[str]) -> None:
    for name in wanted:
        if parent.child(name) is None:
            others = [
                item
                for item in parent.children
                if isinstance(item, Element) and item.name not in known
            ]
            close = get_close_matches(name, [item.name for item in others], 1, _ALIKE)
            for item in others:
                if [item.name] == close:
                    item.name = name


def _attribute(element: Element, wanted: str) -> None:
    if wanted not in element.attributes:
        for close in get_close_matches(wanted, list(element.attributes), 1, _ALIKE):
            element.attributes[wanted] = element.attributes.pop(close)
