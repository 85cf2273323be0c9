"""One event as XML: its bytes in, the record out, or what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.event_prefixes import with_declared
from certtrail.inputs.events.plain_header import plain_header
from certtrail.model.event_element import Element, record
from certtrail.model.record import FieldError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from certtrail.model.record import Record

_END: Final = b"</Event>"
_WHOLE: Final = (b"</EventData>", b"</UserData>", b"<EventData/>", b"<UserData/>")
_FORBIDDEN: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[1245-9]|2\d|3[01]));",
    re.IGNORECASE,
)
_ONCE: Final = ("Provider", "EventID", "TimeCreated", "EventRecordID", "Channel", "Computer")
_DEEPEST: Final = 60
_SYSTEM: Final = b"<System>"
# How the parser says that a prefix was declared by what stands around the event.
_UNDECLARED: Final = "Namespace prefix"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one event.

    Attributes:
        record: None where it cannot be used; where it is not wanted it has no data.
        wanted: as was asked.
        why: what is wrong with it; empty for a sound one.
    """

    record: Record | None
    wanted: bool = False
    why: str = ""


def take(piece: bytes, wants: Callable[[Record], bool], *, last: bool = False) -> list[Taken]:
    """Take one event; what is broken in it costs this event alone.

    Args:
        piece: from where the event starts up to where the next one does.
        wants: tells by its System fields whether its data is wanted.
        last: nothing follows, so that what has no end was cut off.

    Returns:
        The event, behind what is left of another one in the piece.
    """
    header = plain_header(piece)
    if header is not None and not wants(header):
        return [Taken(header)]
    end = piece.rfind(_END)
    broken = "" if end >= 0 else phrase("expected its closing tag, found the next event or the end")
    if broken and (last or not any(mark in piece for mark in _WHOLE)):
        return [Taken(None, why=broken)]
    text = piece[: end + len(_END)] if end >= 0 else piece + _END
    root, why = _parsed(text)
    if root is None and _UNDECLARED in why:
        text = with_declared(text)
        root, why = _parsed(text)
    first = piece.find(_END) + len(_END)
    lost = []
    if root is None and first < len(text) and _SYSTEM in piece[first:]:
        # What stands behind its end is an event that has lost its start.
        told = phrase("expected an event's opening tag behind it, found its System")
        lost.append(Taken(None, why=told))
        text = piece[:first]
        root, why = _parsed(text)
    if root is None:
        # Characters that XML forbids can be done without; broken tags shift what stands where.
        broken = phrase("expected well-formed XML, found: {why}", why=why)
        root, _ = _parsed(_FORBIDDEN.sub(b"", text))
    return [*lost, _taken(root, broken, wants)]


def _taken(root: _Element | None, broken: str, wants: Callable[[Record], bool]) -> Taken:
    system = None if root is None else next((x for x in root if _local(x.tag) == "System"), None)
    if root is None or system is None:
        return Taken(None, why=broken or phrase("expected a System element, found none"))
    if _is_laid_out(system):
        for part in root.iter():
            if not len(part) and part.text:
                part.text = part.text.strip()
    broken = broken or _doubled(root, "System") or _doubled(system, *_ONCE)
    try:
        header = record(Element("Event", {}, [_element(system, 0)]))
        wanted = wants(header)
        return Taken(record(_element(root, 0)) if wanted else header, wanted, broken)
    except FieldError as error:
        return Taken(None, why=reason(error))


def _is_laid_out(system: _Element) -> bool:
    """Tell whether a tool gave each text of an event lines of its own: no name has line ends."""
    computers = (part.text or "" for part in system if _local(part.tag) == "Computer")
    return any("\n" in text and text.strip() for text in computers)


def _doubled(parent: _Element, *names: str) -> str:
    """Say which of some elements stands there more than once; empty for none."""
    found = [_local(child.tag) for child in parent]
    for name in names:
        if (count := found.count(name)) > 1:
            return phrase("expected one {name}, found {count}", name=name, count=count)
    return ""


def _parsed(text: bytes) -> tuple[_Element | None, str]:
    """Parse an event strictly; gives None and the reason where that fails."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text, parser), ""
    except etree.XMLSyntaxError as error:
        return None, error.msg or "broken XML"


def _element(source: _Element, depth: int) -> Element:
    attributes = {_local(name): str(value) for name, value in source.attrib.items()}
    made = Element(_local(source.tag), attributes)
    # A line break alone is how some tools lay out an empty element.
    if source.text and not (len(source) == 0 and source.text.isspace() and "\n" in source.text):
        made.children.append(str(source.text))
    if depth < _DEEPEST:
        for child in source:
            if _local(child.tag) == "RenderingInfo" and not depth:
                continue
            made.children.append(_element(child, depth + 1))
            if child.tail:
                made.children.append(str(child.tail))
    return made


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
