"""A chunk in, where its records are out, however damaged the chunk is.

Records follow each other without a break: magic, size, id, time, binary XML, size again. Where
that chain breaks, the next place where magic and both sizes agree is the next record; what lies
between is told as a problem. Behind the free space offset are remains of records that the log
has since given up: they are no records, and are looked at only when the header cannot be
believed. Whole records there that go on from the last are no remains: they are counted.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.evtx import index
from certtrail.evtx.format import binxml
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.evtx.single.chunk_header import ChunkHeader

_NONE: Final = 1 << 63
"""An id in a header from here on is none."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a record is in its chunk; `sound` is False where its own sizes disagree."""

    start: int
    end: int
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Break:
    """Bytes between records that are no record."""

    start: int
    end: int
    found: str


def walk(chunk: bytes, limit: int) -> Iterator[Extent | Break]:
    """List records and breaks from the first record to `limit`."""
    at = index.RECORDS
    while at < limit:
        end = _end(chunk, at, limit)
        if end:
            yield Extent(at, end)
        else:
            # Its own size may lie so that it ends where a later record does.
            end = _next(chunk, at + 1, _touching(chunk, at, limit) or limit)
            if _begins(chunk, at) and end - at >= index.SMALLEST:
                yield Extent(at, end, sound=False)
            else:
                yield Break(at, end, _describe(chunk[at:end]))
        at = end


def records(chunk: bytes, header: ChunkHeader) -> tuple[list[Extent | Break], bool]:
    """List records and breaks; and say whether the header was believed about where they end."""
    if not header.magic or not index.RECORDS <= header.free <= len(chunk):
        return search(chunk), False
    told = list(walk(chunk, header.free))
    if header.intact and header.checksums:
        return told, True
    last = told[-1] if told else None
    if isinstance(last, Extent) and last.sound and _id(chunk, last) in header.last:
        return told, True
    found = search(chunk)
    return (told, True) if told == found else (found, False)


def search(chunk: bytes) -> list[Extent | Break]:
    """List records and breaks of a chunk whose header cannot be believed.

    The remains behind the newest record have lower header ids: there the records end. (Header
    ids are no EventRecordIDs, but inside a chunk they count up.)
    """
    found = list(walk(chunk, len(chunk)))
    records = [(at, item) for at, item in enumerate(found) if isinstance(item, Extent)]
    ids = [_id(chunk, item) for _, item in records]
    # Damage may have hit an id: those count that go on from a neighbour's, or to one.
    linked = [
        number in (ids[at - 1] + 1 if at else -1, ids[at + 1] - 1 if at + 1 < len(ids) else -1)
        for at, number in enumerate(ids)
    ]
    if len(ids) > 2 and not any(linked):
        return found[: records[-1][0] + 1]  # whoever wrote this does not count
    last, newest = 0, -1
    for (at, _), number, counts in zip(records, ids, linked, strict=True):
        if number > newest:
            last = at + 1
        elif counts or len(ids) == 2:
            break
        if counts or len(ids) == 2:
            newest = number
    return found[:last]


def remains(chunk: bytes, free: int) -> Iterator[Extent]:
    """List what looks like whole records behind the end of the chunk's own."""
    at = _next(chunk, free, len(chunk))
    while at < len(chunk):
        end = _end(chunk, at, len(chunk)) or _touching(chunk, at, len(chunk))
        yield Extent(at, end)
        at = _next(chunk, at + 1, len(chunk))


def following(chunk: bytes, free: int, last: Extent | None) -> int:
    """Count the whole records behind the end of the chunk's own that go on from the last of these.

    Remains of what a chunk had before go on from nothing: their ids are lower, or they are older.
    Where the chunk has no records of its own, there is nothing by which they would be older, and
    all are counted.
    """
    if last is None:
        if chunk.find(index.RECORD_MAGIC, free) < 0:
            return 0
        listed = walk(chunk, len(chunk))
        return sum(isinstance(item, Extent) and item.sound for item in listed)
    found = 0
    at, number, time = free, _id(chunk, last), _time(chunk, last)
    while end := _end(chunk, at, len(chunk)):
        next_one = Extent(at, end)
        if _id(chunk, next_one) != number + 1 or _time(chunk, next_one) < time:
            break
        at, number, time = end, number + 1, _time(chunk, next_one)
        found += 1
    return found


def last_missing(chunk: bytes, header: ChunkHeader, last: Extent | None) -> int:
    """Give the id of the last record that a header tells, if that is a later one; else 0."""
    told = max(number if number < _NONE else 0 for number in header.last)
    if last is None:
        # The numbers of an empty chunk are -1, but for the first.
        return told if told >= header.first else 0
    found = _id(chunk, last)
    return told if found not in header.last and told > found else 0


def behind(chunk: bytes, extent: Extent) -> Break | None:
    """Find what a record has beyond its content, if that may have been a record.

    Of a record whose sizes agree zeros are none. Where nobody knows where the content ends, as it
    cannot be read, a record that stands in it is one that it swallowed.
    """
    start = extent.start + index.RECORD_HEADER
    try:
        end = binxml.fragment_end(chunk, start, extent.end) + 4
    except Exception:  # bad bytes lead to whatever they like
        end = _next(chunk, start, extent.end)
        found = _describe(chunk[end : extent.end])
        return Break(end, extent.end, found) if end < extent.end else None
    end += -(end - extent.start) % 8
    may = not extent.sound or any(chunk[end : extent.end])
    if extent.end - end >= index.SMALLEST and may:
        return Break(end, extent.end, _describe(chunk[end : extent.end]))
    return None


def _id(chunk: bytes, extent: Extent) -> int:
    found: int = struct.unpack_from("<Q", chunk, extent.start + 8)[0]
    return found


def _time(chunk: bytes, extent: Extent) -> int:
    found: int = struct.unpack_from("<Q", chunk, extent.start + 16)[0]
    return found


def _begins(chunk: bytes, at: int) -> bool:
    return chunk[at : at + 4] == index.RECORD_MAGIC


def _end(chunk: bytes, at: int, limit: int) -> int:
    """Find the end of the record at `at`; 0 where magic or sizes say that there is none."""
    if not _begins(chunk, at) or at + index.SMALLEST > limit:
        return 0
    size: int = struct.unpack_from("<I", chunk, at + 4)[0]
    end = at + size
    if size < index.SMALLEST or end > limit:
        return 0
    return end if chunk[end - 4 : end] == chunk[at + 4 : at + 8] else 0


def _touching(chunk: bytes, at: int, limit: int) -> int:
    """Find the end of a record whose first size leads to another record; 0 where it does not."""
    if not _begins(chunk, at) or at + index.SMALLEST > limit:
        return 0
    end = at + int(struct.unpack_from("<I", chunk, at + 4)[0])
    touches = end == limit or (end < limit and _begins(chunk, end))
    return end if touches and end - at >= index.SMALLEST else 0


def _next(chunk: bytes, at: int, limit: int) -> int:
    """Find the next record that agrees with itself, or the limit."""
    while True:
        at = chunk.find(index.RECORD_MAGIC, at, limit)
        if at < 0:
            return limit
        if _end(chunk, at, limit) or _touching(chunk, at, limit):
            return at
        at += 1


def _describe(found: bytes) -> str:
    if not any(found):
        return phrase("only zeros")
    return phrase("bytes that begin {hex}", hex=found[:8].hex(" "))
