"""Tar archives, packed or not, and lone packed files: their members as a stream."""

from __future__ import annotations

import io
import lzma
import tarfile
import zlib
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final, Self, cast

from certtrail.inputs.archives.filtered_stream import FILTERED, FilteredStream
from certtrail.inputs.archives.member import BLOCK, SPECIAL, Member, Packed
from certtrail.inputs.archives.packed_streams import PackedStreams
from certtrail.inputs.archives.unread import BrokenError, UnreadError
from certtrail.inputs.unshown import bytes_tell
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_DESCRIBING: Final = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_LARGEST_DESCRIPTION: Final = 1 << 20
# An end is two empty blocks, and fills up what a tape takes at once: to a few MiB.
_MOST_PASSED: Final = 1 << 17
_AT_ONCE: Final = 1 << 16
# Less than this tells nothing.
_LEAST: Final = 20


def holds_tar(path: Path) -> bool:
    """Tell whether what is packed in a file is a tar."""
    with (
        suppress(OSError, EOFError, zlib.error, lzma.LZMAError, BrokenError, UnreadError),
        _unpacked(path) as file,
    ):
        head = file.read(512)
        return head[257:262] == b"ustar"
    return False


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return cast("IO[bytes]", io.BufferedReader(PackedStreams(path), _AT_ONCE))
    if magic.startswith(FILTERED):
        return cast("IO[bytes]", io.BufferedReader(FilteredStream(path), _AT_ONCE))
    return path.open("rb")


def _passed_over(file: IO[bytes]) -> str:
    """Say what stands beside the streams of a file that was read to its end; empty for nothing."""
    lost = getattr(getattr(file, "raw", None), "lost", 0)
    if not lost:
        return ""
    return phrase(
        "{size|count} bytes stand beside what is packed in it, and were not read", size=lost
    )


def _unshown(told: bytes) -> Iterator[Member]:
    """Give what nobody looks at as a text, where it may be evidence."""
    if bytes_tell(told):
        yield Member.of("comments.txt", told.replace(b"\0", b""))


def _heads(file: IO[bytes]) -> bytes:
    """Give what the heads of packed streams tell beside their bytes."""
    return bytes(getattr(getattr(file, "raw", None), "heads", b""))


class _BoundedHeader(tarfile.TarInfo):
    """A header; one that only describes the next is held whole, so it may have a few pages.

    Attributes:
        none: how many blocks stand where a header is expected and are none.
        passed: those and the empty ones.
    """

    none = 0
    passed = 0

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header from its bytes."""
        try:
            made = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError:
            cls.none += any(buf)
            cls.passed += 1
            if cls.passed > _MOST_PASSED:
                raise BrokenError(
                    phrase(
                        "more than {size} MiB that belong to none of its members stand in it, "
                        "and were not looked through",
                        size=_MOST_PASSED * tarfile.BLOCKSIZE >> 20,
                    )
                ) from None
            raise
        if made.type in _DESCRIBING and made.size > _LARGEST_DESCRIPTION:
            raise BrokenError(
                phrase(
                    "a name or attributes of {size|count} bytes are in it, expected at most "
                    "{most|count}",
                    size=made.size,
                    most=_LARGEST_DESCRIPTION,
                )
            )
        return made


def untar(packed: Packed) -> Iterator[Member]:
    """Give the members of a tar, packed or not, as a stream, and those of one behind it."""

    class Header(_BoundedHeader):
        """Counts for this tar alone."""

    with (
        _unpacked(packed.path) as file,
        tarfile.open(fileobj=file, mode="r|", tarinfo=Header, ignore_zeros=True) as archive,
    ):
        kept: Any = archive
        beside: list[bytes] = []
        for info in archive:
            # It keeps all headers for whoever looks one up by its name; nobody does.
            kept.members = []
            if not info.isdir():
                why = "" if info.isreg() else SPECIAL
                yield Member(info.name, partial(_blocks, partial(archive.extractfile, info)), why)
            beside += _beside(kept, info)
        beside += (value.encode() for value in archive.pax_headers.values())
        yield from _unshown(b"\n".join((*beside, _heads(file))))
        if Header.none:
            packed.problems.append(
                phrase(
                    "{count|count} blocks of 512 bytes belong to none of its members, and were not "
                    "read: it is damaged, or something was put behind it; ask for it again.",
                    count=Header.none,
                )
            )
        if why := _passed_over(file):
            packed.problems.append(phrase("{why}.", why=why))


def _beside(archive: Any, info: tarfile.TarInfo) -> Iterator[bytes]:
    """Give what stands in the last block of a member behind its end, and what describes it."""
    yield from (value.encode() for value in info.pax_headers.values() if len(value) >= _LEAST)
    if info.isreg() and not info.issparse() and info.size % tarfile.BLOCKSIZE:
        with suppress(tarfile.TarError):  # it is cut, which is told when the next one is read
            archive.fileobj.seek(info.offset_data + info.size)
            behind = archive.fileobj.read(-info.size % tarfile.BLOCKSIZE).strip(b"\0")
            if len(behind) >= _LEAST:
                yield behind


def unpack_one(packed: Packed) -> Iterator[Member]:
    """Give the one file in a .gz, .xz, .bz2, .zst, .lz4, .lz or .Z; it has no name."""
    with _unpacked(packed.path) as file:
        yield Member("", partial(_blocks, lambda: file))
        yield from _unshown(_heads(file))


def _blocks(opening: Callable[[], IO[bytes] | None]) -> Iterator[bytes]:
    file = opening()
    if file is not None:
        # Not `read`: at damage it would keep what it has of a block.
        while block := cast("io.BufferedIOBase", file).read1(BLOCK):
            yield block
        if why := _passed_over(file):
            raise BrokenError(why)
