"""The sieve of Event XML: whole events in bytes in; their headers, many at once, out.

All events of a block are found by one expression. What they have in common is read once for each
sort, by `plain_header`; ids and times are read by NumPy. A block in which anything is written in
another way than Windows does is none of this: its events are read one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.bulk_instants import instants
from certtrail.inputs.events.plain_header import plain_header
from certtrail.inputs.events.record_sorts import NONE, Crowd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from certtrail.inputs.events.record_sorts import RecordSorts, SortKey, Written
    from certtrail.model.record import Record

_END: Final = b"</Event>"
_VALUE: Final = rb"""(?:'[^'&<>]*+'|"[^"&<>]*+")"""
# Groups that repeat are not possessive: before 3.11.5 such lose their place (bpo gh-106052). Each
# element and attribute begins in one way only, so giving one back costs a step.
_EMPTY: Final = rb"(?: [\w:]{1,40}=" + _VALUE + rb")* ?/>\s*+"
# What is in a group makes the sort of an event; the rest differs from one to the next.
_HEADER: Final = re.compile(
    rb"".join(
        (
            _END + rb"\s*+",
            rb"(<Event(?: [^<>]{0,400}+)?>\s{0,4000}+<System>",
            rb"(?:\s*+<(?:Provider|EventID|Version|Level|Task|Opcode|Keywords)\b[^<>]*+>",
            rb"(?:[^<>]*+</[A-Z][A-Za-z]++>)?)+)\s*+",
            rb"""<TimeCreated SystemTime=['"]([\dT:.Z-]{20,30}+)['"] ?/>\s*+""",
            rb"<EventRecordID>(\d{1,19}+)</EventRecordID>\s*+",
            rb"(?:<(?:Correlation|Execution)" + _EMPTY + rb"){0,2}",
            rb"(<Channel>[^&<>]*+</Channel>\s*+<Computer>[^&<>]*+</Computer>)\s*+",
            rb"(?:<Security" + _EMPTY + rb")?</System>(?=\s*+<)",
        )
    )
)
_SAMPLE: Final = b'<TimeCreated SystemTime="2000-01-01T00:00:00Z"/><EventRecordID>1</EventRecordID>'
_TIME: Final = b"<TimeCreated SystemTime="
_ID: Final = b"<EventRecordID>"
_START: Final = b"<Event "
# As one that is read by itself starts, wherever it stands.
_WHOLE_START: Final = re.compile(rb"<Event(?:\s[^<>]{0,400})?>\s{0,4000}<System[\s/>]")
# Of 256 KiB with one that is odd some are read one by one.
_HALVINGS: Final = 6
# What is longer is no event, and not waited for.
_LONGEST: Final = 4 << 20


def header_of(key: SortKey) -> Record | None:
    """Read what events of one sort have in common: a key of `sift`."""
    before, after = key
    return plain_header(before + _SAMPLE + after + b"</System>" + _END)


def sift(text: bytes, sorts: RecordSorts) -> Crowd | None:
    """Read the headers of whole events, the first at the start of a text, the last at its end.

    Args:
        text: the events, in UTF-8.
        sorts: numbers them, by `header_of`.

    Returns:
        None where any of them is not written as Windows writes events.
    """
    pieces = text.split(_END)
    if pieces.pop().strip() or b"<!" in text or text.count(b"<System") != len(pieces):
        return None
    if not all(piece.rstrip().endswith(b">") for piece in pieces):
        return None
    # Each stands right behind the end of the one before it, so that none has two ends, or none.
    found = _HEADER.findall(_END + text)
    if not found or len(found) != len(pieces):
        return None
    before, written, ids, after = zip(*found, strict=True)
    times = instants(written)
    if times is None:
        return None
    numbers = sorts.of(zip(before, after, strict=True))
    if (numbers == NONE).any():
        return None

    def alike(rows: NDArray[np.intp]) -> Iterator[Written]:
        for row in rows.tolist():
            yield _without(pieces[row], written[row], ids[row])

    return Crowd(numbers, np.array(list(map(int, ids)), np.uint64), times, pieces, alike)


def _without(piece: bytes, time: bytes, number: bytes) -> Written:
    """Tell how an event is written but for its time and id."""
    before, _, rest = piece.partition(_TIME)
    between, _, after = rest.partition(_ID)
    return before, between[:1], between[1 + len(time) :], after[len(number) :]


def cut(blocks: Iterator[bytes], sorts: RecordSorts) -> Iterator[bytes | Crowd]:
    """Take out of a text what can be read at once; the rest comes as it is, in its order.

    Args:
        blocks: the text, in UTF-8, cut anywhere.
        sorts: as of `sift`.
    """
    kept = b""
    halvings = _HALVINGS
    for block in blocks:
        kept += block
        first, last = kept.find(_START), kept.rfind(_START)
        if first < 0 or len(kept) > _LONGEST:
            yield kept
            kept = b""
            continue
        yield kept[:first]
        # Where the last one ends only what follows can tell.
        if first < last:
            found = list(_halved(kept[first:last], sorts, halvings))
            yield from found
            # Where all is odd it is not worth the while.
            alike = any(isinstance(part, Crowd) for part in found)
            halvings = _HALVINGS if alike else max(0, halvings - 2)
        kept = kept[last:]
    yield kept


def _halved(text: bytes, sorts: RecordSorts, times: int) -> Iterator[bytes | Crowd]:
    """Read events many at once, but for the neighbours of one that is written in another way."""
    crowd = sift(text, sorts)
    if crowd is not None:
        yield crowd
        return
    middle = _WHOLE_START.search(text, len(text) // 2) if times else None
    if middle is None:
        yield text
        return
    for part in (text[: middle.start()], text[middle.start() :]):
        yield from _halved(part, sorts, times - 1)
