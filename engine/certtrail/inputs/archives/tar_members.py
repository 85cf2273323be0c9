"""Tar archives, packed or not, and lone packed files: their members as a stream."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import BLOCK, SPECIAL, BrokenError, Member, Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def holds_tar(path: Path) -> bool:
    """Tell whether what is packed in a file is a tar."""
    with suppress(OSError, EOFError, zlib.error, lzma.LZMAError), _unpacked(path) as file:
        head = file.read(512)
        return head[257:262] == b"ustar"
    return False


def _unpacked(path: Path) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.open(path)
    return bz2.open(path) if magic.startswith(b"BZh") else lzma.open(path)


def untar(packed: Packed) -> Iterator[Member]:
    """Give the members of a tar, packed or not, as a stream."""
    try:
        with tarfile.open(packed.path, "r|*") as archive:
            for info in archive:
                if info.isdir():
                    continue
                why = "" if info.isreg() else SPECIAL
                yield Member(info.name, _tar_reader(archive, info), why)
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise BrokenError(str(error) or "it ends too early") from error


def _tar_reader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        file = archive.extractfile(info)
        if file is None:
            raise BrokenError("it has no bytes")
        try:
            while block := file.read(BLOCK):
                yield block
        except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise BrokenError(str(error) or "it ends too early") from error

    return read


def unpack_one(packed: Packed) -> Iterator[Member]:
    """Give the one file in a .gz, .xz or .bz2."""

    def read() -> Iterator[bytes]:
        try:
            with _unpacked(packed.path) as file:
                while block := file.read(BLOCK):
                    yield block
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise BrokenError(str(error)) from error

    yield Member("content", read)
