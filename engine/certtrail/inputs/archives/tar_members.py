"""Tar archives, packed or not, and lone packed files: their members as a stream."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from contextlib import suppress
from functools import partial
from typing import IO, TYPE_CHECKING, cast

from certtrail.inputs.archives.member import BLOCK, SPECIAL, Member, Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
    return cast("IO[bytes]", bz2.open(path) if magic.startswith(b"BZh") else lzma.open(path))


def untar(packed: Packed) -> Iterator[Member]:
    """Give the members of a tar, packed or not, as a stream."""
    with tarfile.open(packed.path, "r|*") as archive:
        for info in archive:
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
