"""7-Zip archives: all of one is unpacked into files of our own, then its members are given."""

from __future__ import annotations

import bz2
import lzma
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.member import BLOCK, Member, Packed
from certtrail.inputs.archives.unread import LockedError
from certtrail.inputs.archives.zip_gaps import LEAST
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# Packed bytes that are looked at together; a kilobyte of zstd or bzip2 may become 30 MB.
_BIT: Final = 1024


@dataclass
class _Store:
    """Where members are unpacked to, how much may come out, and what to say of more."""

    place: Path
    most: int
    too_much: str
    size: int = 0
    files: list[tuple[str, Path]] = field(default_factory=list)
    opened: list[IO[bytes]] = field(default_factory=list)

    def close(self) -> None:
        """Close what the library left open when it gave up."""
        for file in self.opened:
            file.close()
        self.opened.clear()

    def path_for(self, filename: str) -> Path:
        """Give a file for a member; its name is only remembered."""
        handle, name = tempfile.mkstemp(prefix="7z-", dir=self.place)
        os.close(handle)
        self.files.append((filename, Path(name)))
        return Path(name)

    def clear(self) -> None:
        """Forget what an attempt with another password left."""
        self.close()
        for _, path in self.files:
            path.unlink()
        self.files.clear()
        self.size = 0

    def count(self, size: int) -> None:
        """Count bytes that come out.

        Raises:
            LimitError: there are too many.
        """
        self.size += size
        if self.size > self.most:
            raise LimitError(self.too_much)


def un7z(packed: Packed) -> Iterator[Member]:
    """Give the members of a .7z."""
    import py7zr
    from py7zr.exceptions import PasswordRequired

    size = packed.path.stat().st_size
    most = max(packed.limits.ratio_from, size * packed.limits.ratio)
    ratio = packed.limits.ratio
    too_much = phrase("more than {ratio} times its size comes out of it", ratio=ratio)
    store = _Store(packed.place, min(most, packed.limits.total), too_much)
    tried: list[str | None] = [None, *packed.passwords]
    locked = False
    lost = 0
    for password in tried:
        store.clear()
        try:
            with py7zr.SevenZipFile(packed.path, password=password) as archive:
                locked = archive.needs_password()
                if locked and password is None:
                    continue
                special = {one.filename for one in archive.files if one.is_symlink}
                _ask_for_little(archive)
                archive.extract(factory=_factory(store))
                lost = _lost(archive, size)
            break
        except PasswordRequired:
            locked = True
        except LimitError:
            raise
        # With a wrong password it may stumble over anything, so the next one is tried.
        except Exception:
            if not locked:
                raise
        finally:
            store.close()
    else:
        raise LockedError
    if lost >= LEAST:
        packed.problems.append(
            phrase(
                "{size|count} bytes of it belong to none of its members, and were not read; unpack "
                "it elsewhere, or ask for it again.",
                size=lost,
            )
        )
    for name, path in store.files:
        why = phrase("it is a link, not a file") if name in special else ""
        yield Member(name, partial(_read, path), why)
        with suppress(OSError):
            path.unlink()


def _lost(archive: Any, size: int) -> int:
    """Count the bytes of an archive, and of what is unpacked, that belong to no member."""
    header = archive.header
    named, packed, out = header.size, 0, 0
    if header.main_streams is not None:
        named += sum(header.main_streams.packinfo.packsizes)
        for folder in header.main_streams.unpackinfo.folders:
            out += folder.get_unpack_size()
            packed += _left_over(folder)
    # What is called a folder or a socket is not unpacked, whatever it holds.
    out -= sum(one.uncompressed for one in archive.files if not (one.is_directory or one.is_socket))
    return abs(int(size - named)) + abs(int(out)) + packed


def _left_over(folder: Any) -> int:
    """Count the bytes, packed or unpacked, that nobody asked for; a few may end a sound stream.

    LZMA and PPMd do not know where they end; of these a kilobyte may be left that is not seen here.
    """
    decompressor = folder.decompressor
    if decompressor is None:
        return 0
    left = int(decompressor.input_size - decompressor.consumed)
    # The library tells neither what it has unpacked beyond what was asked for, nor what it can.
    left += len(decompressor._buf) - int(decompressor._pos)
    for each in decompressor.chain:
        if isinstance(each, bz2.BZ2Decompressor | lzma.LZMADecompressor) and not each.eof:
            left += len(each.decompress(b"", LEAST))
    return left if left >= LEAST else 0


def _ask_for_little(archive: Any) -> None:
    """Have each block unpacked from few bytes: not all methods give less than a block holds."""
    from py7zr.archiveinfo import Folder
    from py7zr.compressor import SevenZipDecompressor

    class BoundedFolder(Folder):
        __slots__ = ()

        def get_decompressor(self, packsize: int, reset: bool = False) -> SevenZipDecompressor:
            if self.decompressor is None or reset:
                self.decompressor = SevenZipDecompressor(
                    self.coders, packsize, self.unpacksizes, self.crc, self.password, _BIT
                )
            return self.decompressor

    streams = archive.header.main_streams
    for folder in () if streams is None else streams.unpackinfo.folders:
        folder.__class__ = BoundedFolder


def _factory(store: _Store) -> Any:
    """Make what the library asks for a place to write each member to."""
    from py7zr.io import Py7zIO, WriterFactory

    class File(Py7zIO):
        def __init__(self, path: Path) -> None:
            self._file: IO[bytes] = path.open("w+b")
            store.opened.append(self._file)

        def write(self, s: bytes | bytearray) -> int:
            store.count(len(s))
            return self._file.write(s)

        def read(self, size: int | None = None) -> bytes:
            return self._file.read(-1 if size is None else size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._file.seek(offset, whence)

        def flush(self) -> None:
            self._file.flush()

        def size(self) -> int:
            return self._file.tell()

        def close(self) -> None:
            self._file.close()

    class Factory(WriterFactory):
        def create(self, filename: str) -> Py7zIO:
            return File(store.path_for(filename))

    return Factory()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
