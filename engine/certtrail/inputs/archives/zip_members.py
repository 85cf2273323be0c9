"""Zips: their members, with Deflate64 (Windows Explorer, large files) and both encryptions."""

from __future__ import annotations

import zipfile
import zlib
from functools import cache, partial
from typing import IO, TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.bounded_blocks import BOUNDED
from certtrail.inputs.archives.member import BLOCK, SPECIAL, Member, Packed
from certtrail.inputs.archives.salvage import salvaged
from certtrail.inputs.archives.unread import LockedError
from certtrail.text.message import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNIX: Final = 3
_FILE_KIND: Final = 0o170000
_ORDINARY: Final = (0, 0o100000)


def unzip(packed: Packed) -> Iterator[Member]:
    """Give the members of a zip."""
    try:
        archive = _archive_class()(packed.path)
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


@cache
def _archive_class() -> Any:
    """Make the class of archives whose members are unpacked by no more than is asked for."""
    import pyzipper

    class BoundedMember(pyzipper.zipfile_aes.AESZipExtFile):  # type: ignore[misc]
        def get_decompressor(self, compress_type: int) -> Any:
            if compress_type not in BOUNDED:
                return super().get_decompressor(compress_type)
            # Only of Deflate it asks for so many bytes; what it asks here takes that from it.
            self._compress_type = zipfile.ZIP_DEFLATED
            return BOUNDED[compress_type]()

    class BoundedArchive(pyzipper.AESZipFile):  # type: ignore[misc]
        zipextfile_cls = BoundedMember

    return BoundedArchive


def _read(archive: Any, info: Any, packed: Packed) -> Iterator[bytes]:
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
