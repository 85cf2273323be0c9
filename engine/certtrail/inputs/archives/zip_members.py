"""Zips: their members, with Deflate64 (Windows Explorer, large files) and both encryptions."""

from __future__ import annotations

import zipfile
import zlib
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.bounded_zip import all_of, bounded_zip
from certtrail.inputs.archives.member import SPECIAL, Member, Packed
from certtrail.inputs.archives.salvage import is_folder, salvaged
from certtrail.inputs.archives.unread import LockedError
from certtrail.inputs.archives.zip_gaps import rest_of
from certtrail.text.message import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNIX: Final = 3
_FILE_KIND: Final = 0o170000
_ORDINARY: Final = (0, 0o100000, 0o040000)


def unzip(packed: Packed) -> Iterator[Member]:
    """Give the members of a zip."""
    try:
        archive = bounded_zip(packed.path)
    # However its directory is damaged, the members' own headers may be sound.
    except Exception as error:
        yield from salvaged(packed.path, reason(error))
        return
    with archive:
        for info in archive.infolist():
            if not info.file_size and is_folder(info.filename, info.compress_size):
                continue
            kind = info.external_attr >> 16 & _FILE_KIND
            special = info.create_system == _UNIX and kind not in _ORDINARY
            read = partial(_read, archive, info, packed)
            yield Member(info.filename, read, SPECIAL if special else "")
        yield from rest_of(packed, archive)


def _read(archive: Any, info: Any, packed: Packed) -> Iterator[bytes]:
    with _opened(archive, info, packed) as file:
        yield from all_of(file)


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
