"""Searches where no record has to be: behind the records of a chunk, and off the grid of chunks.

What is found there is older, or was moved by whoever joined or cut the file: it is added to the
wanted records, but says nothing about what the log covers, unless its chunk is whole.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from certtrail.evtx import index
from certtrail.evtx.format import binxml, values
from certtrail.evtx.single import extents
from certtrail.evtx.single.chunk_header import ChunkHeader
from certtrail.evtx.single.elements import Expander
from certtrail.model import event_element
from certtrail.model.record import FieldError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from certtrail.evtx.single.chunks import SingleReader
    from certtrail.model.record import Record

_BLOCK: Final = 1 << 24


def carve(file: BinaryIO, reader: SingleReader, start: int) -> None:
    """Search the log, and add what is found to what the reader found.

    Args:
        file: the log.
        reader: what read it; it has not yet looked a second time at the records that resisted.
        start: where the grid of chunks begins.
    """
    before = reader.found.losses.records.found
    stray: list[int] = []
    for offset in _stray(file, start):
        if stray and offset < stray[-1] + index.CHUNK:
            continue
        file.seek(offset)
        chunk = file.read(index.CHUNK)
        if _plausible(chunk):
            stray.append(offset)
            reader.read_apart(offset, chunk)
    reader.found.second_look.forget(stray)
    moved = reader.found.losses.records.found - before
    old = _Slack(reader).search(file, stray)
    reader.found.losses.note(
        phrase(
            "Carving found {moved} records in {count} chunks off the grid, and {old} older ones "
            "behind the records of chunks.",
            moved=moved,
            count=len(stray),
            old=old,
        )
    )


def _stray(file: BinaryIO, start: int) -> Iterator[int]:
    """Find chunk magics that are not on the grid."""
    overlap = len(index.CHUNK_MAGIC) - 1
    at, block = 0, b""
    file.seek(0)
    while more := file.read(_BLOCK):
        block = block[-overlap:] + more if block else more
        base = at - (len(block) - len(more))
        hit = block.find(index.CHUNK_MAGIC)
        while hit >= 0:
            if (base + hit - start) % index.CHUNK:
                where = file.tell()
                yield base + hit
                file.seek(where)
            hit = block.find(index.CHUNK_MAGIC, hit + 1)
        at += len(more)


def _plausible(chunk: bytes) -> bool:
    if len(chunk) < index.RECORDS + index.SMALLEST:
        return False
    header = ChunkHeader.read(chunk)
    begins = chunk[index.RECORDS : index.RECORDS + 4] == index.RECORD_MAGIC
    return begins and index.RECORDS < header.free <= index.CHUNK


class _Slack:
    """Remains behind the records of chunks."""

    def __init__(self, reader: SingleReader) -> None:
        self._reader = reader
        self._seen: set[tuple[str, str, int, int]] = set()

    def search(self, file: BinaryIO, stray: list[int]) -> int:
        """Search all chunks; answer how many records that are not in the log were found."""
        found = 0
        apart = set(stray)
        for offset in sorted(self._reader.found.chunks):
            if offset in apart:
                continue
            file.seek(offset)
            chunk = file.read(index.CHUNK)
            header = ChunkHeader.read(chunk)
            if header.magic and index.RECORDS <= header.free < len(chunk):
                found += self._chunk(offset, chunk, header.free)
        return found

    def _chunk(self, offset: int, chunk: bytes, free: int) -> int:
        found = 0
        expander = Expander(chunk, self._reader.found.donors)
        for extent in extents.remains(chunk, free):
            record = _read(expander, extent)
            if record is not None and self._new(record):
                found += 1
                self._reader.found.losses.recovered += 1
                self._reader.add(offset + extent.start, record)
        return found

    def _new(self, record: Record) -> bool:
        identity = (record.computer, record.channel, record.record_id, record.time)
        if identity in self._seen or self._reader.found.coverage.holds(*identity):
            return False
        self._seen.add(identity)
        return True


def _read(expander: Expander, extent: extents.Extent) -> Record | None:
    for lenient in (False, True):
        with suppress(binxml.BinXmlError, values.ValueFormatError, FieldError):
            body = extent.start + index.RECORD_HEADER
            event = expander.record(body, extent.end - 4, lenient=lenient, borrows=lenient)
            return event_element.record(event, lenient=lenient)
    return None
