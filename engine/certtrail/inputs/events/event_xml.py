"""Event XML: what Event Viewer saves and `wevtutil qe` prints in; records out.

A root element may stand around the events or not. Rendered texts (RenderingInfo) are left aside, as
EventData has what they were made of, in every language.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.inputs import decoding
from certtrail.inputs.events.event_pieces import LONGEST_EVENT, START, pieces
from certtrail.inputs.events.event_prefixes import PREFIX, unprefixed
from certtrail.inputs.events.single_event import Taken, take
from certtrail.inputs.events.text_records import TextRecords, as_is
from certtrail.inputs.events.xml_sieve import cut, header_of
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import LARGEST_TEXT
from certtrail.inputs.relevance import speaks_of_it
from certtrail.inputs.unshown import is_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.events.record_sorts import Crowd
    from certtrail.inputs.opened import Head, Opened, Read
    from certtrail.model.record import Record

_ROOTS: Final = frozenset({"Events", "Event", "QueryList", "events"})
_NAMESPACE: Final = "http://schemas.microsoft.com/win/2004/08/events/event"
_EVENT: Final = re.compile(rf"<{PREFIX}Event(?:\s[^<>]{{0,400}})?>\s*<{PREFIX}System[\s>]")
# A command at its prompt: what it printed may be of use, whatever it is about.
_TYPED: Final = re.compile(
    rb"^[ \t]{0,8}(?:\[PS\] ?|PS )?[A-Z]:\\[^\r\n>]{0,200}>[ \t]{0,8}\w", re.MULTILINE
)
_ANY_SYSTEM: Final = re.compile(rb"<(?:[\w.-]{1,64}:)?System[\s/>]", re.IGNORECASE)
# The closing tags of what stands around all events are shorter.
_LEAST: Final = 40
_END: Final = b"</Event>"
_ALONE: Final = ("Event", "QueryList")
# A mail program broke a line within a value.
_WRAPPED: Final = re.compile(r"=\"[^\"<>\n]{0,400}\n|='[^'<>\n]{0,400}\n")
# Text where an event has none, as long as `_LEAST`.
_STRAY: Final = re.compile(
    rb"(?:</(?:System|EventData|UserData|RenderingInfo)>|<(?:EventData|UserData)>)"
    rb"\s*[^<\s][^<]{38,}"
)
_BLOCK: Final = 1 << 18
_LONGEST_BEFORE: Final = 1 << 16
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
# What Event Viewer selected by stands before the events of some exports.
_TAG: Final = re.compile(r"<(Select|Suppress)\b[^<>]*>[^<>]*</\1>|<[^<>]*>?")


def recognise(head: Head) -> bool:
    """Tell whether a text holds events as XML."""
    if head.root is None or head.mangled:
        return False
    if head.size <= LARGEST_TEXT and _WRAPPED.search(head.text or ""):
        return False
    if head.root in _ROOTS and _NAMESPACE in head.namespaces:
        return True
    return _EVENT.search(head.text or "") is not None


def read(opened: Opened) -> Read:
    """Read the events of a text of any size, each by itself: a broken one costs no other."""
    records = TextRecords(opened)
    tail = b""
    number = 0
    records.begin_sorts(header_of)
    with opened.binary() as file:
        blocks = _seen_before(unprefixed(_blocks(file, opened.head)), records)
        for piece, last in pieces(cut(blocks, records.known)):
            opened.progress(file.tell() / max(opened.head.size, 1))
            if not isinstance(piece, bytes):
                _add_many(piece, number, records)
                number += len(piece.pieces)
                continue
            number += 1
            _add_one(piece, number, records, last=last)
            tail = piece[-4096:]
    if not tail:
        records.problem(
            phrase("Expected events with a System element, found none; export it again.")
        )
    elif not _is_ended(tail, opened.head.root or ""):
        records.problem(
            phrase("The file ends without its closing tag, so it was cut off; export it again.")
        )
    return records.read("event-xml")


def _seen_before(blocks: Iterator[bytes], records: TextRecords) -> Iterator[bytes]:
    """Pass blocks of a text on, and say what stands before its first event that is none."""
    before = b""
    begun = False
    for block in blocks:
        if not begun:
            start = START.search(before + block)
            begun = start is not None
            before = (before + block)[: start.start() if start else None]
            if _is_told(before):
                records.problem(
                    phrase(
                        "What stands before the first event is no event by its tags, and was not "
                        "read; send it as a file of its own."
                    )
                )
                begun = True
            before = before[-_LONGEST_BEFORE:]
        yield block


def _is_told(before: bytes) -> bool:
    """Tell whether the text between tags tells anything, or a comment holds evidence."""
    text = before.decode("utf-8", "replace")
    if any(is_evidence(comment) for comment in _COMMENT.findall(text)):
        return True
    bare = _TAG.sub(" ", _COMMENT.sub(" ", text)).strip()
    return len(bare) >= _LEAST and speaks_of_it(bare)


def _add_one(piece: bytes, number: int, records: TextRecords, *, last: bool) -> None:
    """Read an event by itself; `number` is its place among all."""
    if len(piece) > LONGEST_EVENT:
        records.skip(
            partial(phrase, "Event {number}", number=number),
            partial(phrase, "expected at most {size} MiB, found more", size=LONGEST_EVENT >> 20),
        )
        return
    for taken in take(piece, records.wants, last=last):
        _add(taken, f"Event {number}", records)
    if _holds_more(piece):
        records.problem(
            phrase(
                "Event {number}: what stands behind its end is no event by its tags, "
                "and was not read; export it again.",
                number=number,
            )
        )
    _look_between(piece, number, records)


def _look_between(piece: bytes, number: int, records: TextRecords) -> None:
    """Say where text stands between the parts of an event."""
    if any(speaks_of_it(found[0].decode("utf-8", "replace")) for found in _STRAY.finditer(piece)):
        records.problem(
            phrase(
                "Event {number}: text stands between its parts and was not read; export it again.",
                number=number,
            )
        )


def _add_many(crowd: Crowd, before: int, records: TextRecords) -> None:
    """Count events, and read those that are wanted; `before` is how many were before them."""

    def read_one(row: int) -> Record | None:
        piece = crowd.pieces[row].lstrip() + _END
        _look_between(piece, before + row + 1, records)
        taken = take(piece, records.wants)
        (first, *more) = taken
        if first.record is not None and first.wanted and not first.why and not more:
            return first.record
        for one in taken:
            _add(one, f"Event {before + row + 1}", records)
        return None

    records.add_crowd(crowd, read_one)


def _is_ended(tail: bytes, root: str) -> bool:
    """Tell whether what stands around all events is closed; where each stands alone, none is."""
    end = rf"</{PREFIX}{re.escape(root)}\s*>".encode()
    return root in _ALONE or re.search(end, tail) is not None


def _holds_more(piece: bytes) -> bool:
    """Tell whether something stands behind an event, up to the next one, that is of any use."""
    end = piece.rfind(_END) + len(_END)
    if end < len(_END) or len(piece) - end < _LEAST:
        return False
    rest = piece[end:].strip()
    if len(rest) < _LEAST:
        return False
    if _ANY_SYSTEM.search(rest) or _TYPED.search(rest):
        return True
    return speaks_of_it(rest.decode("utf-8", "replace"))


def _blocks(file: BinaryIO, head: Head) -> Iterator[bytes]:
    """Give the text as UTF-8 in blocks."""
    encoding = decoding.encoding_of(head.content) or "utf-8"
    decoder = decoding.decoder(encoding)
    while raw := file.read(_BLOCK):
        yield decoder.decode(raw).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _add(taken: Taken, where: str, records: TextRecords) -> None:
    if taken.record is None:
        records.skip(as_is(where), as_is(taken.why))
        return
    if taken.why:
        records.problem(
            phrase(
                "{where}: read in part: {broken}; export it again.", where=where, broken=taken.why
            )
        )
    records.add(taken.record, wanted=taken.wanted, recovered=bool(taken.why))


KIND = Kind("event-xml", "records", recognise, read)
