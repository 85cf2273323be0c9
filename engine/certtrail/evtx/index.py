"""A log file's bytes in, its chunks and their headers out.

A log is a header block of 4 KiB and chunks of 64 KiB, up to the end of the file: the header's
count of chunks lies in every log that was copied while in use, so it is only compared. The file
is read in windows of whole chunks; it is never in memory, or mapped, as a whole.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

FILE_MAGIC: Final = b"ElfFile\0"
CHUNK_MAGIC: Final = b"ElfChnk\0"
RECORD_MAGIC: Final = b"\x2a\x2a\0\0"
HEADER: Final = 4096
CHUNK: Final = 65_536
RECORDS: Final = 512
"""Where a chunk's records begin."""
SMALLEST: Final = 28
"""A record without content: magic, size, id, time, and the size again."""
RECORD_HEADER: Final = 24

WINDOW: Final = 256 * CHUNK
_ZEROS: Final = bytes(CHUNK)
_NO_CHECKSUMS: Final = 0x4


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the file header says.

    Attributes:
        chunks: how many chunks there are, by the header.
        dirty: the log was copied while the service had it open.
        intact: its checksum is right.
    """

    chunks: int
    dirty: bool
    intact: bool

    @classmethod
    def read(cls, head: bytes) -> FileHeader:
        """Read it from the first 128 bytes."""
        flags, checksum = struct.unpack_from("<II", head, 120)
        return cls(
            chunks=struct.unpack_from("<H", head, 42)[0],
            dirty=bool(flags & 1),
            intact=zlib.crc32(head[:120]) == checksum,
        )


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """What a chunk's header says, and whether it can be believed.

    Attributes:
        magic: it begins as a chunk does.
        free: where the records end.
        intact: its checksum is right or it has none.
        records_intact: the records' checksum is right or there is none.
        checksums: there are checksums.
    """

    magic: bool
    free: int
    intact: bool
    records_intact: bool
    checksums: bool

    @classmethod
    def read(cls, chunk: bytes) -> ChunkHeader:
        """Read it from a chunk of at least 512 bytes."""
        free, records_checksum = struct.unpack_from("<II", chunk, 48)
        flags, checksum = struct.unpack_from("<II", chunk, 120)
        absent = bool(flags & _NO_CHECKSUMS) or not (checksum or records_checksum)
        inside = RECORDS <= free <= len(chunk)
        return cls(
            magic=chunk[:8] == CHUNK_MAGIC,
            free=free,
            intact=absent or zlib.crc32(chunk[128:512], zlib.crc32(chunk[:120])) == checksum,
            records_intact=absent
            or (inside and zlib.crc32(chunk[RECORDS:free]) == records_checksum),
            checksums=not absent,
        )


def is_log(head: bytes) -> bool:
    """Say whether a file that begins so is an event log, or a log that lost its file header."""
    return head.startswith((FILE_MAGIC, CHUNK_MAGIC))


def chunks(file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """Read chunk by chunk from `start`; the last one may be short."""
    file.seek(start)
    at = start
    while window := file.read(WINDOW):
        for inside in range(0, len(window), CHUNK):
            yield at + inside, window[inside : inside + CHUNK]
        at += len(window)


def blank(chunk: bytes) -> bool:
    """Say whether it is space that was set aside and never written."""
    return chunk == _ZEROS[: len(chunk)]
