"""A file packed by Zstandard, LZ4, lzip or compress: its bytes in, what is packed in it out.

The system's libarchive unpacks it. What that makes of a tar ends with the first one's end; so the
bytes are had from it, and read like any others.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.archives.member import BLOCK
from certtrail.inputs.archives.other_archives import needed, translated
from certtrail.inputs.archives.salvage import not_empty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILTERED: Final = (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x1f\x9d", b"LZIP")
"""How such files begin."""
# Frames that are to be skipped: of sixteen sorts, each with its size.
_SKIPPED: Final = b"\x2a\x4d\x18"
_LEAST: Final = 64
_HEADER: Final = 8
# What tells where frames start, behind which nothing else stands in its frame.
_PLACES: Final = b"\xb1\xea\x92\x8f"


class FilteredStream(io.RawIOBase):
    """Such a file, as what is packed in it.

    Attributes:
        lost: how many bytes of it are not packed, and are no more than skipped; all of them are
            counted when it was read to its end.

    Raises:
        UnreadError: the library is not there.
        BrokenError: it is damaged.
    """

    def __init__(self, path: Path) -> None:
        library = needed()
        self.lost = 0
        self._path = path
        self._kept = b""
        self._stack = ExitStack()
        self._translated = partial(translated, library)
        self._blocks: Iterator[bytes] = iter(())
        with self._translated():
            archive = self._stack.enter_context(
                library.file_reader(str(path), format_name="raw", block_size=1 << 16)
            )
            self._archive = archive
            for entry in archive:
                self._blocks = entry.get_blocks()
                break

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._stack.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """Unpack the next bytes; 0 of them at the end.

        Raises:
            BrokenError: it is damaged.
        """
        with self._translated():
            self._kept = self._kept or next(filter(None, self._blocks), b"")
            if not self._kept:
                self.lost = self._skipped()
        found, self._kept = self._kept[: len(buffer)], self._kept[len(buffer) :]
        buffer[: len(found)] = found
        return len(found)

    def _skipped(self) -> int:
        """Count the bytes behind the last frame that the library has read, and in skipped ones."""
        size = self._path.stat().st_size
        with self._path.open("rb") as file:
            behind = not_empty(file, self._archive.bytes_read, size)
            return (behind if behind >= _LEAST else 0) + sum(_skipped_frames(file, size))


def _skipped_frames(file: BinaryIO, size: int) -> Iterator[int]:
    """Give the sizes of frames that are to be skipped, and have room for more than a number."""
    file.seek(0)
    start, kept = 0, b""
    while block := file.read(BLOCK):
        kept += block
        at = 0
        while (at := kept.find(_SKIPPED, at + 1)) > 0:
            place = start + at - 1
            if kept[at - 1] >> 4 == 5 and (found := _skipped_frame(file, place, size)):
                yield found
        start += max(0, len(kept) - len(_SKIPPED))
        kept = kept[-len(_SKIPPED) :]
        file.seek(start + len(kept))


def _skipped_frame(file: BinaryIO, place: int, size: int) -> int:
    """Tell how much stands in such a frame, 0 for what is none: another or the end follows it."""
    file.seek(place + 4)
    length = int.from_bytes(file.read(4), "little")
    end = place + _HEADER + length
    if length < _LEAST or end > size:
        return 0
    file.seek(end - 4)
    last, following = file.read(4), file.read(4)
    ends = not following or following.startswith(FILTERED) or following[1:] == _SKIPPED
    return length if ends and last != _PLACES else 0
