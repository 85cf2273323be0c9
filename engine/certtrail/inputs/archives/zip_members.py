"""Zips: their members, with Deflate64 (Windows Explorer, large files) and both encryptions."""

from __future__ import annotations

import zipfile
import zlib
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.member import BLOCK, SPECIAL, Member, Packed
from certtrail.inputs.archives.salvage import salvaged
from certtrail.inputs.archives.unread import BrokenError, LockedError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEFLATE64: Final = 9
_UNIX: Final = 3
_FILE_KIND: Final = 0o170000
_ORDINARY: Final = (0, 0o100000)


def unzip(packed: Packed) -> Iterator[Member]:
    """Give the members of a zip."""
    import pyzipper

    try:
        archive = pyzipper.AESZipFile(packed.path)
    # However its directory is damaged, the members' own headers may be sound.
    except Exception as error:
        yield from salvaged(packed.path, reason(error))
        return
    with archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            kind = info.external_attr >> 16 & _FILE_KIND
            special = info.create_system == _UNIX and kind not in _ORDINARY
            read = partial(_read, archive, info, packed)
            yield Member(info.filename, read, SPECIAL if special else "")


def _read(archive: Any, info: Any, packed: Packed) -> Iterator[bytes]:
    if info.compress_type == _DEFLATE64:
        yield from _deflate64(packed.path, info)
        return
    with _opened(archive, info, packed) as file:
        while block := file.read(BLOCK):
            yield block


def _opened(archive: Any, info: Any, packed: Packed) -> IO[bytes]:
    import pyzipper

    if not info.flag_bits & 1:
        plain: IO[bytes] = archive.open(info)
        return plain
    for password in packed.passwords:
        try:
            with archive.open(info, pwd=password.encode()) as tried:
                tried.read(1)
            file: IO[bytes] = archive.open(info, pwd=password.encode())
        except (RuntimeError, zlib.error, zipfile.BadZipFile, pyzipper.BadZipFile):
            continue
        return file
    raise LockedError


def _deflate64(path: Path, info: Any) -> Iterator[bytes]:
    import inflate64

    if info.flag_bits & 1:
        raise BrokenError(
            phrase("it is encrypted and packed with Deflate64; pack it again with 7-Zip")
        )
    inflater = inflate64.Inflater()
    check = 0
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        if header[:4] != b"PK\x03\x04":
            raise BrokenError(phrase("its header is not where the directory says"))
        lengths = (header[26:28], header[28:30])
        file.seek(sum(int.from_bytes(length, "little") for length in lengths), 1)
        left = info.compress_size
        while left > 0 and (raw := file.read(min(BLOCK, left))):
            left -= len(raw)
            block = inflater.inflate(raw)
            check = zlib.crc32(block, check)
            yield block
    if check != info.CRC:
        raise BrokenError(
            phrase(
                "its checksum is {check}, expected {crc}",
                check=f"{check:08x}",
                crc=f"{info.CRC:08x}",
            )
        )
