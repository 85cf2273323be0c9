"""Event XML: what Event Viewer saves and `wevtutil qe` prints in; records out.

A root element may stand around the events or not. Rendered texts (RenderingInfo) are left aside, as
EventData has what they were made of, in every language.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.inputs import decoding
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import LARGEST_TEXT
from certtrail.model.event_element import Element, record
from certtrail.model.record import FieldError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from certtrail.inputs.opened import Head, Opened, Read
    from certtrail.model.record import Record

_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"
_EVENT: Final = re.compile(r"<Event(?:\s[^<>]{0,400})?>\s*<System[\s>]")
# An event starts where its System does; an element of that name inside user data has none. Where
# the one before has ended, one without System is an event, too, though a broken one.
_START: Final = re.compile(rb"<Event(?:\s[^<>]{0,400})?>(\s{0,4000}<System[\s/>])?")
_SYSTEM: Final = b"<System>"
_END: Final = b"</Event>"
_ROOT_END: Final = b"</Events>"
_WHOLE: Final = (b"</EventData>", b"</UserData>", b"<EventData/>", b"<UserData/>")
_FORBIDDEN: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[1245-9]|2\d|3[01]));",
    re.IGNORECASE,
)
# A mail program broke a line within a value.
_WRAPPED: Final = re.compile(r"=\"[^\"<>\n]{0,400}\n|='[^'<>\n]{0,400}\n")
_BLOCK: Final = 1 << 20
# The longest start of an event, which the end of a block may cut.
_LONGEST_START: Final = 4500
_LONGEST_EVENT: Final = 16 << 20
_DEEPEST: Final = 60


def recognise(head: Head) -> bool:
    """Tell whether a text holds events as XML."""
    if head.root not in ("Events", "Event", "QueryList", "events") or head.mangled:
        return False
    if head.size <= LARGEST_TEXT and _WRAPPED.search(head.text or ""):
        return False
    return _NAMESPACE in head.namespaces or _EVENT.search(head.text or "") is not None


def read(opened: Opened) -> Read:
    """Read the events of a text of any size, each by itself: a broken one costs no other."""
    records = TextRecords(opened)
    tail = b""
    with opened.binary() as file:
        for number, (piece, last) in enumerate(_events(_blocks(file, opened.head)), 1):
            if len(piece) > _LONGEST_EVENT:
                size = _LONGEST_EVENT >> 20
                records.skip(
                    phrase("Event {number}", number=number),
                    phrase("expected at most {size} MiB, found more", size=size),
                )
            else:
                for taken in take(piece, records.wants, last=last):
                    _add(taken, f"Event {number}", records)
            tail = piece[-4096:]
            if not number % 1024:
                opened.progress(file.tell() / max(opened.head.size, 1))
    if not tail:
        records.problem(
            phrase("Expected events with a System element, found none; export it again.")
        )
    elif opened.head.root in ("Events", "events") and _ROOT_END not in tail.replace(b" ", b""):
        records.problem(
            phrase("The file ends without its closing tag, so it was cut off; export it again.")
        )
    return records.read("event-xml")


def _blocks(file: BinaryIO, head: Head) -> Iterator[bytes]:
    """Give the text as UTF-8 in blocks."""
    encoding = decoding.encoding_of(head.content) or "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while raw := file.read(_BLOCK):
        yield decoder.decode(raw).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _events(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut the text where events start; gives each piece, and whether it is the last.

    Of a piece that is too long only so much is kept as shows it.
    """
    kept = b""
    inside = ended = False
    looked = 0  # up to here the end of the event was looked for
    for block in blocks:
        known = max(0, len(kept) - _LONGEST_START)
        kept += block
        at = 0
        for start in _START.finditer(kept, known if inside else 0):
            begin = start.start()
            if inside and not start[1]:
                ended = ended or kept.find(_END, looked, begin) >= 0
                looked = max(at, begin - len(_END))
                if not ended:
                    continue
            if inside and begin == at:
                continue
            if inside or _SYSTEM in kept[:begin]:
                yield kept[at:begin], False
            inside, ended, at, looked = True, False, begin, begin
        kept = kept[at:] if inside else kept[-_LONGEST_START:]
        looked -= at
        if len(kept) > _LONGEST_EVENT + 2 * _LONGEST_START:
            kept = kept[: _LONGEST_EVENT + 1] + kept[-_LONGEST_START:]
            looked = min(looked, _LONGEST_EVENT)
    if inside:
        yield kept, True


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


def _add(taken: Taken, where: str, records: TextRecords) -> None:
    if taken.record is None:
        records.skip(where, taken.why)
        return
    if taken.why:
        records.problem(
            phrase(
                "{where}: read in part: {broken}; export it again.", where=where, broken=taken.why
            )
        )
    records.add(taken.record, wanted=taken.wanted, recovered=bool(taken.why))


def take(piece: bytes, wants: Callable[[Record], bool], *, last: bool = False) -> list[Taken]:
    """Take one event; what is broken in it costs this event alone.

    Args:
        piece: from where the event starts up to where the next one does.
        wants: tells by its System fields whether its data is wanted.
        last: nothing follows, so that what has no end was cut off.

    Returns:
        The event, behind what is left of another one in the piece.
    """
    end = piece.rfind(_END)
    broken = "" if end >= 0 else phrase("expected its closing tag, found the next event or the end")
    if broken and (last or not any(mark in piece for mark in _WHOLE)):
        return [Taken(None, why=broken)]
    text = piece[: end + len(_END)] if end >= 0 else piece + _END
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
    try:
        header = record(Element("Event", {}, [_element(system, 0)]))
        wanted = wants(header)
        return Taken(record(_element(root, 0)) if wanted else header, wanted, broken)
    except FieldError as error:
        return Taken(None, why=reason(error))


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


KIND = Kind("event-xml", "records", recognise, read)
