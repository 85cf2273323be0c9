"""Archive formats: an open archive in, its members one by one out.

Each format is a function that yields `Member`s; a member's bytes are read before the next one is
asked for. What cannot be unpacked raises `LockedError` (a password is needed) or `BrokenError`.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.limits import LimitError, Limits

if TYPE_CHECKING:
    from types import ModuleType

_BLOCK: Final = 1 << 18
_TAR_MAGIC: Final = (257, b"ustar")
# The end of a zip's directory stands within so many bytes of the end.
_ZIP_TAIL: Final = 66_000
_PACKED: Final = (b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh")


class LockedError(Exception):
    """A member that needs a password, or another one."""


class BrokenError(Exception):
    """A member or archive that cannot be unpacked: says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive.

    Attributes:
        name: as the archive has it.
        read: gives its bytes in blocks; raises LockedError or BrokenError.
        refused: why it is not unpacked at all; empty for an ordinary file.
    """

    name: str
    read: Callable[[], Iterator[bytes]]
    refused: str = ""


Format = Callable[[Path, Sequence[str], Limits], Iterator[Member]]


def format_of(path: Path, head: bytes) -> Format | None:
    """Tell by its bytes which archive a file is; None for what is none."""
    if head.startswith(b"PK\x03\x04") or (head.startswith(b"PK\x05\x06")):
        return _office(path) or unzip
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return un7z
    if head.startswith(b"MSCF\x00\x00\x00\x00"):
        return uncab
    if head[_TAR_MAGIC[0] : _TAR_MAGIC[0] + 5] == _TAR_MAGIC[1]:
        return untar
    if any(head.startswith(magic) for magic in _PACKED):
        return untar if _holds_tar(path) else unpack_one
    if head.startswith(b"MZ") and _has_zip_tail(path):
        return unzip
    return None


def _office(path: Path) -> Format | None:
    """Leave documents alone that are zips inside."""
    with suppress(zipfile.BadZipFile, OSError, ValueError), zipfile.ZipFile(path) as archive:
        if "[Content_Types].xml" in archive.namelist()[:3]:
            return _nothing
    return None


def _nothing(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    del path, passwords, limits
    yield from ()


def _has_zip_tail(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _ZIP_TAIL))
        return b"PK\x05\x06" in file.read(_ZIP_TAIL)


def unzip(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    """Give the members of a zip, with Deflate64 and both kinds of encryption."""
    del limits
    pyzipper = _zip_library()
    try:
        archive = pyzipper.AESZipFile(path)
    except (zipfile.BadZipFile, pyzipper.BadZipFile, ValueError, NotImplementedError) as error:
        yield from _salvaged(path, str(error))
        return
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            mode = info.external_attr >> 16
            special = mode & 0o170000 not in (0, 0o100000) and info.create_system == 3
            why = "it is a link or a device, not a file" if special else ""
            yield Member(
                _zip_name(info.filename), _zip_reader(archive, info, passwords, path), why
            )


def _zip_library() -> ModuleType:
    import pyzipper

    return pyzipper


def _zip_name(name: str) -> str:
    return name


def _zip_reader(
    archive: Any, info: Any, passwords: Sequence[str], path: Path
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        if info.compress_type == 9:
            yield from _deflate64(path, info)
            return
        try:
            with _opened(archive, info, passwords) as file:
                while block := file.read(_BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, lzma.LZMAError) as e:
            raise BrokenError(str(e) or type(e).__name__) from e
        except (OSError, ValueError) as e:
            raise BrokenError(str(e) or type(e).__name__) from e
        except Exception as e:
            if type(e).__name__ == "BadZipFile":
                raise BrokenError(str(e)) from e
            raise

    return read


def _opened(archive: Any, info: Any, passwords: Sequence[str]) -> IO[bytes]:
    if not info.flag_bits & 1:
        return archive.open(info)  # type: ignore[no-any-return]
    for password in passwords:
        try:
            file: IO[bytes] = archive.open(info, pwd=password.encode())
            file.read(1)
            file.close()
            return archive.open(info, pwd=password.encode())  # type: ignore[no-any-return]
        except RuntimeError:
            continue
        except Exception as error:
            if type(error).__name__ == "BadZipFile" or isinstance(error, zlib.error):
                continue
            raise
    raise LockedError


def _deflate64(path: Path, info: Any) -> Iterator[bytes]:
    """Unpack what Windows Explorer packs when a file is large."""
    import inflate64

    if info.flag_bits & 1:
        raise BrokenError("it is encrypted and packed with Deflate64; pack it again with 7-Zip")
    inflater = inflate64.Inflater()
    check = 0
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        if header[:4] != b"PK\x03\x04":
            raise BrokenError("its header is not where the directory says")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = info.compress_size
        while left > 0 and (raw := file.read(min(_BLOCK, left))):
            left -= len(raw)
            try:
                block = inflater.inflate(raw)
            except Exception as error:
                raise BrokenError(f"Deflate64: {error}") from error
            check = zlib.crc32(block, check)
            yield block
    if check != info.CRC:
        raise BrokenError(f"its checksum is {check:08x}, expected {info.CRC:08x}")


def _salvaged(path: Path, why: str) -> Iterator[Member]:
    """Give the members of a zip without its directory, as a cut upload is, by their own headers."""
    found = False
    with path.open("rb") as file:
        at = 0
        while (header := _local_header(file, at)) is not None:
            name, start, method, flags, size = header
            known = size > 0 and not flags & 8
            found = True
            if flags & 1 or method not in (0, 8) or (method == 0 and not known):
                reason = "the archive's directory is missing, and it cannot be read without"
                yield Member(name, lambda: iter(()), reason)
                if not known:
                    return
                at = start + size
                continue
            end = [0]
            if not name.endswith("/"):
                yield Member(name, _salvage_reader(path, start, method, size if known else None, end))
            at = start + size if known else end[0]
            if not known:
                at = _next_header(file, at)
    if not found:
        raise BrokenError(why)
    raise BrokenError(f"it is cut or damaged ({why}); what stands before the damage was read")


def _local_header(file: BinaryIO, at: int) -> tuple[str, int, int, int, int] | None:
    file.seek(at)
    raw = file.read(30)
    if len(raw) < 30 or raw[:4] != b"PK\x03\x04":
        return None
    flags, method = int.from_bytes(raw[6:8], "little"), int.from_bytes(raw[8:10], "little")
    size = int.from_bytes(raw[18:22], "little")
    name_size, extra = int.from_bytes(raw[26:28], "little"), int.from_bytes(raw[28:30], "little")
    name = file.read(name_size).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    return name, at + 30 + name_size + extra, method, flags, 0 if size == 0xFFFFFFFF else size


def _next_header(file: BinaryIO, at: int) -> int:
    """Skip the descriptor that stands behind a member of unknown size."""
    file.seek(at)
    tail = file.read(64)
    place = tail.find(b"PK\x03\x04")
    return at + place if place >= 0 else at + len(tail)


def _salvage_reader(
    path: Path, start: int, method: int, size: int | None, end: list[int]
) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15) if method == 8 else None
        with path.open("rb") as file:
            file.seek(start)
            left = size if size is not None else 1 << 62
            while left > 0 and (raw := file.read(min(_BLOCK, left))):
                left -= len(raw)
                end[0] = file.tell()
                if inflater is None:
                    yield raw
                    continue
                try:
                    yield from _inflated(inflater, raw)
                except zlib.error as error:
                    raise BrokenError(str(error)) from error
                if inflater.eof:
                    end[0] = file.tell() - len(inflater.unused_data)
                    return
            if inflater is not None or left > 0:
                raise BrokenError("it is cut off by the end of the archive")

    return read


def _inflated(inflater: Any, raw: bytes) -> Iterator[bytes]:
    while raw:
        block = inflater.decompress(raw, _BLOCK)
        raw = inflater.unconsumed_tail
        if block:
            yield block
        elif not raw:
            return


def _holds_tar(path: Path) -> bool:
    with suppress(OSError, EOFError, zlib.error, lzma.LZMAError), _unpacked(path) as file:
        head = file.read(512)
        return head[_TAR_MAGIC[0] : _TAR_MAGIC[0] + 5] == _TAR_MAGIC[1]
    return False


def _unpacked(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        magic = file.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.open(path)
    return bz2.open(path) if magic.startswith(b"BZh") else lzma.open(path)


def untar(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    """Give the members of a tar, packed or not, as a stream."""
    del passwords, limits
    try:
        with tarfile.open(path, "r|*") as archive:
            for info in archive:
                if info.isdir():
                    continue
                why = "" if info.isreg() else "it is a link or a device, not a file"
                yield Member(info.name, _tar_reader(archive, info), why)
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise BrokenError(str(error) or "it ends too early") from error


def _tar_reader(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        file = archive.extractfile(info)
        if file is None:
            raise BrokenError("it has no bytes")
        try:
            while block := file.read(_BLOCK):
                yield block
        except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise BrokenError(str(error) or "it ends too early") from error

    return read


def unpack_one(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    """Give the one file in a .gz, .xz or .bz2."""
    del passwords, limits

    def read() -> Iterator[bytes]:
        try:
            with _unpacked(path) as file:
                while block := file.read(_BLOCK):
                    yield block
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise BrokenError(str(error)) from error

    yield Member("content", read)


def uncab(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    """Give the members of a cabinet; its library holds all of it."""
    del passwords
    if path.stat().st_size > limits.whole:
        size = limits.whole >> 20
        raise LimitError(f"a cabinet of more than {size} MiB is not unpacked here")
    import cabarchive

    try:
        archive = cabarchive.CabArchive(path.read_bytes())
    except Exception as error:  # its own errors and whatever a damaged header leads to
        why = "packed in a way (LZX, Quantum) that is not read here, or damaged"
        raise BrokenError(f"{why}: {error}") from error
    for name, file in archive.items():
        content = file.buf or b""
        yield Member(name, lambda content=content: iter((content,)))


def un7z(path: Path, passwords: Sequence[str], limits: Limits) -> Iterator[Member]:
    """Give the members of a .7z, each unpacked into a folder by itself."""
    from certtrail.inputs.seven_zip import members

    yield from members(path, passwords, limits)
