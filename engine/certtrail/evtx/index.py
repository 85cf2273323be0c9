"""A log file's bytes in, its chunks and their headers out.

A log is a header block of 4 KiB and chunks of 64 KiB, up to the end of the file: the header's
count of chunks lies in every log that was copied while in use, so it is only compared. The file
is read in windows of whole chunks; it is never in memory, or mapped, as a whole.
"""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
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

WINDOW: Final = 512 * CHUNK
ROOM: Final = 4 * CHUNK
"""Behind a window's bytes: nothing that is gathered before it is checked reaches farther."""
_RECORD: Final = 0x2A2A
_LAST: Final = (2, 4)  # which eight bytes of a header these are
NO_CHECKSUMS: Final = 0x4
"""A flag in a chunk's header."""


def is_log(head: bytes) -> bool:
    """Say whether a file that begins so is an event log, or a log that lost its file header."""
    return head.startswith((FILE_MAGIC, CHUNK_MAGIC))


@dataclass(frozen=True, slots=True)
class ChunkHeaders:
    """What the headers of many chunks say, and whether they can be believed; an entry a chunk.

    Attributes:
        last: the id of the last record, twice, as exports count it in two ways.
        free: where the records end.
        magic: the chunk begins as one does.
        intact: the header's checksum is right or it has none.
        records_intact: the records' checksum is right or there is none.
        checksums: there are checksums.
    """

    last: NDArray[np.uint64]
    free: NDArray[np.int64]
    magic: NDArray[np.bool_]
    intact: NDArray[np.bool_]
    records_intact: NDArray[np.bool_]
    checksums: NDArray[np.bool_]

    @classmethod
    def read(cls, data: NDArray[np.uint8], chunks: int) -> ChunkHeaders:
        """Read them from chunks that follow each other."""
        # Of a header's words: 12 says where the records end, 13 is the checksum of these, 30 holds
        # the flags, and 31 is the header's own checksum.
        words = data[: chunks * CHUNK].view("<u4").reshape(chunks, CHUNK // 4)
        free = words[:, 12].astype(np.int64)
        absent = (words[:, 30] & NO_CHECKSUMS > 0) | ((words[:, 13] == 0) & (words[:, 31] == 0))
        inside = (free >= RECORDS) & (free <= CHUNK)
        sums = np.zeros((chunks, 2), np.uint32)
        crc, view = zlib.crc32, data.data
        for chunk in np.flatnonzero(~absent).tolist():
            at = chunk * CHUNK
            sums[chunk, 0] = crc(view[at + 128 : at + 512], crc(view[at : at + 120]))
            if inside[chunk]:
                sums[chunk, 1] = crc(view[at + RECORDS : at + int(free[chunk])])
        return cls(
            last=data[: chunks * CHUNK].view("<u8").reshape(chunks, CHUNK // 8)[:, _LAST],
            free=free,
            magic=(words[:, :2] == np.frombuffer(CHUNK_MAGIC, "<u4")).all(axis=1),
            intact=absent | (sums[:, 0] == words[:, 31]),
            records_intact=absent | (inside & (sums[:, 1] == words[:, 13])),
            checksums=~absent,
        )


@dataclass(frozen=True, slots=True)
class Window:
    """A run of chunks in memory.

    Attributes:
        offset: where in the file it begins.
        data: its bytes, and room behind them so that gathering needs no checks.
        size: how many bytes of the file it holds.
        headers: of its whole chunks.
    """

    offset: int
    data: NDArray[np.uint8]
    size: int
    headers: ChunkHeaders


def windows(file: BinaryIO, start: int, end: int | None = None) -> Iterator[Window]:
    """Read from `start` on, one window ahead of who asks.

    A window's memory is used again: a window is good until the next is asked for.

    Args:
        file: the log.
        start: where its chunks begin.
        end: where to stop; None for the end of the file.
    """
    buffers = [np.zeros(WINDOW + ROOM, np.uint8) for _ in range(2)]

    def load(at: int, most: int, data: NDArray[np.uint8]) -> Window:
        size = _fill(file, data.data[: most if end is None else min(most, end - at)])
        data[size : size + ROOM] = 0
        return Window(at, data, size, ChunkHeaders.read(data, size // CHUNK))

    file.seek(start)
    with ThreadPoolExecutor(max_workers=1) as ahead:
        turn = 0
        # A small window to begin with, so that nobody waits long for the first.
        small = max(WINDOW // 8, CHUNK) & -CHUNK
        window = ahead.submit(load, start, small, buffers[0]).result()
        while window.size:
            turn = 1 - turn
            after = ahead.submit(load, window.offset + window.size, WINDOW, buffers[turn])
            yield window
            window = after.result()


def _fill(file: BinaryIO, room: memoryview) -> int:
    size = 0
    while size < len(room) and (more := file.readinto(room[size:])):  # type: ignore[attr-defined]
        size += more
    return size


def walk(window: Window) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Walk all whole chunks at once.

    Returns:
        Which chunks have an unbroken chain of records up to where their header says; where in
        the window the records of these begin; and their sizes.
    """
    headers = window.headers
    words = window.data.view("<u4")
    base = np.arange(len(headers.free), dtype=np.int64) * CHUNK
    sound = headers.magic & headers.intact & (headers.free >= RECORDS) & (headers.free <= CHUNK)
    limit = base + headers.free
    starts: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    sizes: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    active = np.flatnonzero(sound & (headers.free > RECORDS))
    here = base[active] + RECORDS
    while len(active):
        size = words[(here >> 2) + 1].astype(np.int64)
        after = here + size
        unbroken = (words[here >> 2] == _RECORD) & (size >= SMALLEST) & (size % 8 == 0)
        unbroken &= after <= limit[active]
        # The last 4 bytes of a record repeat its size; a broken one is not looked at.
        unbroken &= words[(np.where(unbroken, after, 8) >> 2) - 1] == size
        if not unbroken.all():
            sound[active[~unbroken]] = False
            active, here = active[unbroken], here[unbroken]
            size, after = size[unbroken], after[unbroken]
        starts.append(here)
        sizes.append(size)
        more = after < limit[active]
        active, here = active[more], after[more]
    start = np.concatenate(starts)
    # Without checksums, the last record's id must bear out where the header says the records end.
    unsure = np.flatnonzero(sound & ~headers.checksums & (headers.free > RECORDS))
    if len(unsure):
        sound[unsure] = _last_told(window, unsure)
    sound &= headers.checksums | (headers.free > RECORDS)
    kept = sound[start // CHUNK]
    return sound, start[kept], np.concatenate(sizes)[kept]


def doubtful_ends(window: Window, sound: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give the sound chunks whose header may leave records out.

    The last record is not the one that the header names, or something that begins as a record does
    stands behind it: mostly the remains of what a chunk had before. Of a chunk that says it is
    empty there is no last record to ask.
    """
    headers = window.headers
    empty = np.flatnonzero(sound & (headers.free == RECORDS))
    held = np.flatnonzero(sound & (headers.free > RECORDS))
    behind = window.data.view("<u4")[(held * CHUNK + headers.free[held]) >> 2]
    doubtful = held[(behind == _RECORD) | ~_last_told(window, held)]
    found: NDArray[np.intp] = np.sort(np.concatenate([empty, doubtful]))
    return found


def _last_told(window: Window, chunks: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell of chunks whose records are an unbroken chain whether the last is the header's."""
    headers = window.headers
    limit = chunks * CHUNK + headers.free[chunks]
    # Its size stands at its end.
    start = limit - window.data.view("<u4")[(limit >> 2) - 1]
    ids = window.data.view("<u8")[(start >> 3) + 1]
    told: NDArray[np.bool_] = (headers.last[chunks] == ids[:, None]).any(axis=1)
    return told
