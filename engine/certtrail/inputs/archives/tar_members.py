"""Tar archives, packed or not, and lone packed files: their members as a stream."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final, Self, cast

from certtrail.inputs.archives.member import BLOCK, SPECIAL, Member, Packed
from certtrail.inputs.archives.unread import BrokenError
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


def holds_tar(path: Path) -> bool:
    """Tell whether what is packed in a file is a tar."""
    with suppress(OSError, EOFError, zlib.error, lzma.LZMAError), _unpacked(path) as file:
        head = file.read(512)
        return head[257:262] == b"ustar"
    return False


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path))
    if magic.startswith(b"BZh"):
        return cast("IO[bytes]", bz2.open(path))
    if magic.startswith(b"\xfd7zXZ"):
        return cast("IO[bytes]", lzma.open(path))
    return path.open("rb")


class _BoundedHeader(tarfile.TarInfo):
    """A header; one that only describes the next is held whole, so it may have a few pages."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header from its bytes."""
        made = super().frombuf(buf, encoding, errors)
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
    """Give the members of a tar, packed or not, as a stream."""
    with (
        _unpacked(packed.path) as file,
        tarfile.open(fileobj=file, mode="r|", tarinfo=_BoundedHeader) as archive,
    ):
        kept: Any = archive
        for info in archive:
            # It keeps all headers for whoever looks one up by its name; nobody does.
            kept.members = []
            if not info.isdir():
                why = "" if info.isreg() else SPECIAL
                yield Member(info.name, partial(_blocks, partial(archive.extractfile, info)), why)


def unpack_one(packed: Packed) -> Iterator[Member]:
    """Give the one file in a .gz, .xz or .bz2; it has no name."""
    yield Member("", partial(_blocks, partial(_unpacked, packed.path)))


def _blocks(opening: Callable[[], IO[bytes] | None]) -> Iterator[bytes]:
    file = opening()
    if file is not None:
        with file:
            while block := file.read(BLOCK):
                yield block
