"""Event XML: what Event Viewer saves and `wevtutil qe` prints in; records out.

A root element may stand around the events or not. Rendered texts (RenderingInfo) are left aside, as
EventData has what they were made of, in every language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.evtx.elements import Element
from certtrail.evtx.shape import FieldError, record
from certtrail.inputs import texts
from certtrail.inputs.kind import Kind
from certtrail.inputs.text_records import TextRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from certtrail.inputs.opened import Head, Opened, Read

_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"
_EVENT: Final = re.compile(r"<Event(?:\s[^<>]{0,400})?>\s*<System[\s>]")
_PROLOGUE: Final = re.compile(rb"<\?xml[^>]{0,200}\?>|<!DOCTYPE[^>\[]{0,200}>")
_BLOCK: Final = 1 << 20
_LONGEST_PROLOGUE: Final = 256
_DEEPEST: Final = 60
_ERRORS: Final = 20


def recognise(head: Head) -> bool:
    """Tell whether a text holds events as XML."""
    if head.root not in ("Events", "Event", "QueryList", "events"):
        return False
    return _NAMESPACE in head.namespaces or _EVENT.search(head.text or "") is not None


def read(opened: Opened) -> Read:
    """Read the events of a text of any size; one is held at a time."""
    from lxml import etree

    records = TextRecords(opened)
    parser = etree.XMLPullParser(
        events=("end",),
        tag="{*}Event",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    parser.feed(b"<all>")
    with opened.binary() as file:
        for block in _blocks(file, opened.head):
            parser.feed(block)
            for _, element in parser.read_events():
                if not isinstance(element, tuple) and element is not None:
                    _take(element, records)
            opened.progress(file.tell() / max(opened.head.size, 1))
    # An event that is cut off by the end of the file is left out, not completed.
    whole = _is_complete(opened)
    errors = list(dict.fromkeys((one.line, one.message) for one in parser.error_log))
    for line, message in errors[:_ERRORS]:
        records.problem(f"Line {line}: expected well-formed XML, found: {message}.")
    if not whole:
        records.problem(
            "The file ends within an event: expected a closing tag, found the end; export it again."
        )
    return records.read("event-xml")


def _is_complete(opened: Opened) -> bool:
    with opened.binary() as file:
        file.seek(max(0, opened.head.size - 4096))
        tail = texts.decode(file.read(), whole=False)
    if tail is None:
        # UTF-16 without a mark at an odd place; what matters is the last bracket.
        return True
    return tail.rstrip(" \t\r\n\0").endswith(">")


def _blocks(file: BinaryIO, head: Head) -> Iterator[bytes]:
    """Give the text as UTF-8 in blocks, prologues taken out wherever they stand."""
    import codecs

    encoding = texts.encoding_of(head.content) or "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    kept = b""
    while raw := file.read(_BLOCK):
        kept += decoder.decode(raw).encode("utf-8", "replace")
        kept = _PROLOGUE.sub(b"", kept)
        # A prologue may be cut by the end of the block.
        start = kept.rfind(b"<", max(0, len(kept) - _LONGEST_PROLOGUE))
        cut = start if start >= 0 and b">" not in kept[start:] else len(kept)
        yield kept[:cut]
        kept = kept[cut:]
    yield _PROLOGUE.sub(b"", kept + decoder.decode(b"", final=True).encode("utf-8", "replace"))


def _take(element: _Element, records: TextRecords) -> None:
    """Take an Event element that has just ended, if it is one of the outermost."""
    parent = element.getparent()
    depth = sum(1 for _ in element.iterancestors())
    if depth > 2 or parent is None:
        return
    system = next((child for child in element if _local(child.tag) == "System"), None)
    where = f"Line {element.sourceline}"
    if system is None:
        records.skip(where, "expected an event with a System element, found none")
    else:
        try:
            header = record(Element("Event", {}, [_element(system, 0)]))
            wanted = records.wants(header)
            records.add(record(_element(element, 0)) if wanted else header, wanted=wanted)
        except FieldError as error:
            records.skip(where, str(error))
    element.clear()
    while (before := element.getprevious()) is not None:
        parent.remove(before)


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
