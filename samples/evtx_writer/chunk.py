"""Records in, the 65,536 bytes of a chunk out: its header, tables and checksums."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from samples.evtx_writer.binxml import HEADER_SIZE, Arena, write_fragment

if TYPE_CHECKING:
    from samples.evtx_writer.tree import Fragment

CHUNK_SIZE: Final = 0x10000
# libevtx does not see the last record of a chunk without a free byte.
USUAL_CAPACITY: Final = CHUNK_SIZE - 8
_RECORD_MAGIC: Final = 0x2A2A
_RECORD_HEAD: Final = struct.Struct("<IIQQ")
_USUAL_FLAGS: Final = 1
_NO_CHECKSUMS: Final = 4


@dataclass(frozen=True, slots=True)
class RecordToWrite:
    """A record as its header shall show it; what is inside may say something else.

    Attributes:
        header_id: the record id in the record's header.
        header_ticks: the FILETIME in the record's header.
        body: its binary XML.
    """

    header_id: int
    header_ticks: int
    body: Fragment


@dataclass(slots=True)
class Chunk:
    """A chunk that fills up.

    Attributes:
        first_number: its first record's place in the file, from 1.
        capacity: how many bytes may be used, header included.
    """

    first_number: int
    capacity: int
    arena: Arena = field(default_factory=Arena)
    ids: list[int] = field(default_factory=list)
    last_offset: int = 0

    def add(self, record: RecordToWrite) -> bool:
        """Append a record; False if it does not fit, and the chunk is as it was.

        Raises:
            ValueError: it would not fit into any chunk, or a length in it is beyond the format.
        """
        start = len(self.arena.data)
        self.arena.data += bytes(_RECORD_HEAD.size)
        write_fragment(self.arena, record.body)
        # Windows lets records begin on multiples of eight.
        self.arena.data += bytes(-(len(self.arena.data) + 4) % 8)
        size = len(self.arena.data) + 4 - start
        if start + size > self.capacity:
            if not self.ids:
                raise ValueError(
                    f"record {record.header_id} takes {size} bytes; a chunk holds no more than"
                    f" {self.capacity - HEADER_SIZE}"
                )
            self.arena.take_back(start)
            return False
        head = (_RECORD_MAGIC, size, record.header_id, record.header_ticks)
        _RECORD_HEAD.pack_into(self.arena.data, start, *head)
        self.arena.data += struct.pack("<I", size)
        self.ids.append(record.header_id)
        self.last_offset = start
        return True

    def finish(self, *, checksums: bool = True) -> bytes:
        """Complete the header and pad the chunk with zeros to its full size."""
        data = bytearray(self.arena.data)
        used = len(data)
        data += bytes(CHUNK_SIZE - used)
        last_number = self.first_number + len(self.ids) - 1
        numbers = (self.first_number, last_number, self.ids[0], self.ids[-1])
        struct.pack_into("<8s4Q3I", data, 0, b"ElfChnk\0", *numbers, 128, self.last_offset, used)
        struct.pack_into("<64I", data, 128, *self.arena.name_heads)
        struct.pack_into("<32I", data, 384, *self.arena.template_heads)
        flags = _USUAL_FLAGS if checksums else _USUAL_FLAGS | _NO_CHECKSUMS
        struct.pack_into("<I", data, 120, flags)
        if checksums:
            struct.pack_into("<I", data, 52, zlib.crc32(data[HEADER_SIZE:used]))
            covered = data[:120] + data[128:HEADER_SIZE]
            struct.pack_into("<I", data, 124, zlib.crc32(covered))
        return bytes(data)
