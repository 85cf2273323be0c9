"""A log file's bytes in, its chunks and their headers out.

A log is a header block of 4 KiB and chunks of 64 KiB, up to the end of the file: the header's
count of chunks lies in every log that was copied while in use, so it is only compared. The file
is read in windows of whole chunks; it is never in memory, or mapped, as a whole.
"""

from __future__ import annotations

import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from numpy.typing import NDArray

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
ROOM: Final = 4 * CHUNK
"""Behind a window's bytes: nothing that is gathered before it is checked reaches farther."""
_ZEROS: Final = bytes(CHUNK)
_RECORD: Final = 0x2A2A
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
        begins: its first 8 bytes.
        identity: ids, sizes and checksum of its records, which no two chunks share.
        last: the id of the last record; exports count it in two ways.
        free: where the records end.
        intact: its checksum is right or it has none.
        records_intact: the records' checksum is right or there is none.
        checksums: there are checksums.
    """

    begins: bytes
    identity: bytes
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
        absent = bool(flags & _NO_CHECKSUMS) or not (checksum or records_checksum)
        inside = RECORDS <= free <= len(chunk)
        return cls(
            begins=bytes(chunk[:8]),
            identity=bytes(chunk[8:56]),
            last=(struct.unpack_from("<Q", chunk, 16)[0], struct.unpack_from("<Q", chunk, 32)[0]),
            free=free,
            intact=absent or zlib.crc32(chunk[128:512], zlib.crc32(chunk[:120])) == checksum,
            records_intact=absent
            or (inside and zlib.crc32(chunk[RECORDS:free]) == records_checksum),
            checksums=not absent,
        )


def is_log(head: bytes) -> bool:
    """Say whether a file that begins so is an event log, or a log that lost its file header."""
    return head.startswith((FILE_MAGIC, CHUNK_MAGIC))


@dataclass(frozen=True, slots=True)
class Window:
    """A run of chunks in memory.

    Attributes:
        offset: where in the file it begins.
        data: its bytes, and room behind them so that gathering needs no checks.
        size: how many bytes of the file it holds.
    """

    offset: int
    data: NDArray[np.uint8]
    size: int

    def headers(self) -> list[ChunkHeader]:
        """Read the headers of all whole chunks."""
        view = self.data.data
        ends = range(CHUNK, self.size + 1, CHUNK)
        return [ChunkHeader.read(view[end - CHUNK : end]) for end in ends]


def windows(file: BinaryIO, start: int, seen: Callable[[memoryview], None]) -> Iterator[Window]:
    """Read from `start` to the end, one window ahead of who asks.

    A window's memory is used again: a window is good until the next but one is asked for.

    Args:
        file: the log.
        start: where its chunks begin.
        seen: told all bytes in order, from another thread.
    """
    buffers = [np.zeros(WINDOW + ROOM, np.uint8) for _ in range(2)]

    def load(at: int, data: NDArray[np.uint8]) -> Window:
        with data.data[:WINDOW] as room:
            size = _fill(file, room)
            with room[:size] as filled:
                seen(filled)
        data[size : size + ROOM] = 0
        return Window(at, data, size)

    file.seek(start)
    with ThreadPoolExecutor(max_workers=1) as ahead:
        turn = 0
        window = ahead.submit(load, start, buffers[0]).result()
        while window.size:
            turn += 1
            after = ahead.submit(load, window.offset + window.size, buffers[turn % 2])
            yield window
            window = after.result()


def _fill(file: BinaryIO, room: memoryview) -> int:
    size = 0
    while size < len(room) and (more := file.readinto(room[size:])):  # type: ignore[attr-defined]
        size += more
    return size


def clean(
    window: Window, headers: list[ChunkHeader]
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Walk all whole chunks at once.

    Returns:
        Which chunks have an unbroken chain of records up to where their header says; where in
        the window the records of these begin; and their sizes.
    """
    words = window.data.view("<u4")
    base = np.arange(len(headers), dtype=np.int64) * CHUNK
    free = np.array([h.free if h.magic and h.intact else 0 for h in headers], np.int64)
    good = (free >= RECORDS) & (free <= CHUNK)
    limit = base + free
    at = base + RECORDS
    starts: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    sizes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    active = np.flatnonzero(good & (at < limit))
    while len(active):
        here = at[active]
        size = words[(here >> 2) + 1].astype(np.int64)
        sound = (words[here >> 2] == _RECORD) & (size >= SMALLEST) & (size % 8 == 0)
        sound &= here + size <= limit[active]
        # The last 4 bytes of a record repeat its size; an unsound one is not looked at.
        sound &= words[(here + np.where(sound, size, 8) >> 2) - 1] == size
        good[active[~sound]] = False
        active = active[sound]
        starts.append(here[sound])
        sizes.append(size[sound])
        at[active] += size[sound]
        active = active[at[active] < limit[active]]
    start = np.concatenate(starts)
    # Without checksums, the last record's id must bear out where the header says the records end.
    newest = np.full(len(headers), -1, np.int64)
    np.maximum.at(newest, start // CHUNK, start)
    for number, header in enumerate(headers):
        if good[number] and not header.checksums:
            at_id = int(newest[number]) + 8
            good[number] = (
                at_id > 8 and int(window.data[at_id : at_id + 8].view("<u8")[0]) in header.last
            )
    kept = good[start // CHUNK]
    return good, start[kept], np.concatenate(sizes)[kept]


def blank(chunk: bytes) -> bool:
    """Say whether it is space that was set aside and never written."""
    return chunk == _ZEROS[: len(chunk)]
