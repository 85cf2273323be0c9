"""One chunk in, what its header says, and whether it can be believed, out."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from certtrail.evtx.index import CHUNK_MAGIC, NO_CHECKSUMS, RECORDS


@dataclass(frozen=True, slots=True)
class ChunkHeader:
    """What a chunk's header says, and whether it can be believed.

    Attributes:
        begins: its first 8 bytes.
        first: the id of the first record.
        last: the id of the last record; exports count it in two ways.
        free: where the records end.
        intact: its checksum is right or it has none.
        records_intact: the records' checksum is right or there is none.
        checksums: there are checksums.
    """

    begins: bytes
    first: int
    last: tuple[int, int]
    free: int
    intact: bool
    records_intact: bool
    checksums: bool

    @property
    def magic(self) -> bool:
        """It begins as a chunk does."""
        return self.begins == CHUNK_MAGIC

    @classmethod
    def read(cls, chunk: bytes | memoryview) -> ChunkHeader:
        """Read it from a chunk of at least 512 bytes."""
        free, records_checksum = struct.unpack_from("<II", chunk, 48)
        flags, checksum = struct.unpack_from("<II", chunk, 120)
        absent = bool(flags & NO_CHECKSUMS) or not (checksum or records_checksum)
        inside = RECORDS <= free <= len(chunk)
        return cls(
            begins=bytes(chunk[:8]),
            first=struct.unpack_from("<Q", chunk, 24)[0],
            last=(struct.unpack_from("<Q", chunk, 16)[0], struct.unpack_from("<Q", chunk, 32)[0]),
            free=free,
            intact=absent or zlib.crc32(chunk[128:512], zlib.crc32(chunk[:120])) == checksum,
            records_intact=absent
            or (inside and zlib.crc32(chunk[RECORDS:free]) == records_checksum),
            checksums=not absent,
        )
