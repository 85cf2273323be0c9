"""Events in, an .evtx file out, marked as synthetic; on request with the quirks of exported logs.

The mark stands in the file header's block behind the header proper: bytes 128 to 4095 are padding
that no checksum covers and no reader looks at.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.chunk import CHUNK_SIZE, USUAL_CAPACITY, Chunk, RecordToWrite
from samples.evtx_writer.event import EventToWrite
from samples.evtx_writer.shapes import user_data
from samples.evtx_writer.values import Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "EventToWrite",
    "Quirks",
    "RecordToWrite",
    "Value",
    "ValueType",
    "is_synthetic",
    "user_data",
    "write_log",
]

FILE_HEADER_SIZE: Final = 4096
SYNTHETIC_MARK: Final = b"Written by certtrail. Synthetic: not evidence.\0"
_MARK_OFFSET: Final = 128
_DIRTY: Final = 1
_NO_CHECKSUMS: Final = 4
_MOST_CHUNKS: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Quirks:
    """What exported and live-copied logs do to the headers; the events inside stay true.

    Attributes:
        shifted_times: each record's header shows the time of the next event.
        renumbered_ids: headers count records from 1.
        zero_last_time: the last record's header has no time (1601-01-01).
        dirty: the file header says that the log was not closed.
        no_checksums: the file says that it has no checksums, and has none.
        full_chunks: a chunk may be used to its last byte.
    """

    shifted_times: bool = False
    renumbered_ids: bool = False
    zero_last_time: bool = False
    dirty: bool = False
    no_checksums: bool = False
    full_chunks: bool = False

    @classmethod
    def exported(cls) -> Quirks:
        """What Event Viewer and wevtutil leave in an export."""
        return cls(shifted_times=True, renumbered_ids=True, zero_last_time=True)


NO_QUIRKS: Final = Quirks()


def write_log(
    path: str | Path,
    events: Iterable[EventToWrite | RecordToWrite],
    quirks: Quirks = NO_QUIRKS,
) -> int:
    """Write a log file in the order given; return the number of records.

    Events are taken one by one, so a log may be longer than memory. A `RecordToWrite` goes to the
    file with the header that it brings, except that quirks apply to it as to an event.

    Raises:
        ValueError: a record is too large for a chunk, or a value for the format.
    """
    count = chunks = 0
    next_id = 1
    with Path(path).open("wb") as file:
        file.write(bytes(FILE_HEADER_SIZE))
        for chunk in _chunks(_records(events, quirks), quirks):
            file.write(chunk.finish(checksums=not quirks.no_checksums))
            chunks += 1
            count += len(chunk.ids)
            next_id = chunk.ids[-1] + 1
        if chunks > _MOST_CHUNKS:
            raise ValueError(f"{chunks} chunks are more than a log file can count")
        file.seek(0)
        file.write(_file_header(chunks, next_id, quirks))
    return count


def is_synthetic(path: str | Path) -> bool:
    """Tell whether this encoder wrote the file."""
    with Path(path).open("rb") as file:
        head = file.read(FILE_HEADER_SIZE)
    end = _MARK_OFFSET + len(SYNTHETIC_MARK)
    return head.startswith(b"ElfFile\0") and head[_MARK_OFFSET:end] == SYNTHETIC_MARK


def _records(
    events: Iterable[EventToWrite | RecordToWrite], quirks: Quirks
) -> Iterator[RecordToWrite]:
    plain = (
        event
        if isinstance(event, RecordToWrite)
        else RecordToWrite(event.record_id, event.ticks, event.body())
        for event in events
    )
    for number, (record, following) in enumerate(pairwise(chain(plain, (None,))), 1):
        if record is None:
            continue
        yield RecordToWrite(
            number if quirks.renumbered_ids else record.header_id,
            _header_ticks(record, following, quirks),
            record.body,
        )


def _header_ticks(record: RecordToWrite, following: RecordToWrite | None, quirks: Quirks) -> int:
    if following is None:
        return 0 if quirks.zero_last_time else record.header_ticks
    return following.header_ticks if quirks.shifted_times else record.header_ticks


def _chunks(records: Iterable[RecordToWrite], quirks: Quirks) -> Iterator[Chunk]:
    capacity = CHUNK_SIZE if quirks.full_chunks else USUAL_CAPACITY
    chunk = Chunk(1, capacity)
    for record in records:
        if not chunk.add(record):
            yield chunk
            chunk = Chunk(chunk.first_number + len(chunk.ids), capacity)
            chunk.add(record)
    if chunk.ids:
        yield chunk


def _file_header(chunks: int, next_id: int, quirks: Quirks) -> bytes:
    header = bytearray(FILE_HEADER_SIZE)
    last_chunk = max(chunks - 1, 0)
    numbers = (0, last_chunk, next_id, 128, 1, 3, FILE_HEADER_SIZE, chunks)
    struct.pack_into("<8s3QIHHHH", header, 0, b"ElfFile\0", *numbers)
    flags = (_DIRTY if quirks.dirty else 0) | (_NO_CHECKSUMS if quirks.no_checksums else 0)
    struct.pack_into("<I", header, 120, flags)
    if not quirks.no_checksums:
        struct.pack_into("<I", header, 124, zlib.crc32(header[:120]))
    end = _MARK_OFFSET + len(SYNTHETIC_MARK)
    header[_MARK_OFFSET:end] = SYNTHETIC_MARK
    return bytes(header)
