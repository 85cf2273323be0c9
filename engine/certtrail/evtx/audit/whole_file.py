"""The file as a whole: what its header promises, and whether the chunks that were found keep it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from certtrail.evtx import index
from certtrail.evtx.audit.losses import AGAIN
from certtrail.evtx.audit.marks import earliest
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.evtx.audit.found import ChunksFound
    from certtrail.evtx.audit.losses import Losses


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


def begin(head: bytes, losses: Losses) -> tuple[FileHeader | None, int]:
    """Take note of the file header; answer what it says and where the chunks begin.

    Args:
        head: the first 4 KiB of the file, or all of it where it is shorter.
        losses: is told what is wrong.
    """
    if head.startswith(index.CHUNK_MAGIC):
        losses.note(phrase("The file header is missing; the chunks were read without it."))
        return None, 0
    if len(head) < 128 or not head.startswith(index.FILE_MAGIC):
        losses.problem(
            0,
            phrase(
                "At byte 0 expected the header of an event log, found {what}; {again}.",
                what=phrase("an empty file") if not head else phrase("something else"),
                again=AGAIN,
            ),
        )
        return None, min(len(head), index.HEADER)
    header = FileHeader.read(head)
    if header.dirty:
        losses.note(phrase("The log was copied while in use: its header is marked dirty."))
    if not header.intact:
        losses.note(phrase("The checksum of the file header is wrong; nothing depends on it."))
    return header, index.HEADER


def finish(header: FileHeader | None, found: ChunksFound) -> None:
    """Compare what the file header said with what was there."""
    _repeated(found)
    _blank(found)
    used = len(found.chunks)
    losses = found.losses
    if found.unchecked:
        losses.note(
            phrase(
                "{unchecked} of {used} chunks have no checksums.",
                unchecked=found.unchecked,
                used=used,
            )
        )
    if header is None or header.chunks == used & 0xFFFF:
        return
    # The count of a log that was copied while in use may be an old one, and so too small.
    if header.chunks > used:
        losses.problem(
            0,
            phrase(
                "The file header says {chunks} chunks, found {used}; {again}.",
                chunks=header.chunks,
                used=used,
                again=AGAIN,
            ),
        )
    else:
        losses.note(
            phrase(
                "The file header says {chunks} chunks; {used} are in use and were all read.",
                chunks=header.chunks,
                used=used,
            )
        )


def _repeated(found: ChunksFound) -> None:
    """Tell of chunks that are in the file twice."""
    if not found.chunks:
        return
    offsets = np.array(found.chunks, np.int64)
    order = np.argsort(offsets, kind="stable")
    offsets = offsets[order]
    first = offsets[earliest(np.concatenate(found.marks)[order])]
    again = first != offsets
    for offset, other in zip(offsets[again].tolist(), first[again].tolist(), strict=True):
        found.losses.problem(
            offset,
            phrase(
                "At byte {offset} expected another chunk, found the one at byte {first} "
                "again; if one was overwritten, {again}.",
                offset=offset,
                first=other,
                again=AGAIN,
            ),
        )


def _blank(found: ChunksFound) -> None:
    """Tell of chunks of zeros that have chunks behind them."""
    last = max(found.chunks, default=0)
    for offset in found.blank:
        if offset < last:
            found.losses.problem(
                offset,
                phrase(
                    "At byte {offset} expected a chunk, found {chunk} zeros with more chunks "
                    "behind them; {again}.",
                    offset=offset,
                    chunk=index.CHUNK,
                    again=AGAIN,
                ),
            )
