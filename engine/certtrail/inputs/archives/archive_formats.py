"""A file's bytes in; the archive, mail, document or picture that it is, or None, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.cabinet import uncab
from certtrail.inputs.archives.member import Format
from certtrail.inputs.archives.seven_zip import un7z
from certtrail.inputs.archives.tar_members import holds_tar, unpack_one, untar
from certtrail.inputs.archives.zip_members import unzip
from certtrail.inputs.carriers.carrier_formats import carrier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from certtrail.inputs.archives.member import Member, Packed

# The end of a zip's directory stands within so many bytes of the end.
_ZIP_TAIL: Final = 66_000
_PACKED: Final = (b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh")


def format_of(path: Path, head: bytes) -> Format | None:
    """Tell which format a file is that holds others.

    Args:
        path: where it is.
        head: its first 4 KiB.
    """
    carrier = carrier_of(path, head)
    if carrier is not None:
        return carrier
    members = _archive(path, head)
    return None if members is None else Format("archive", members)


def _archive(path: Path, head: bytes) -> Callable[[Packed], Iterator[Member]] | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return unzip
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return un7z
    if head.startswith(b"MSCF\x00\x00\x00\x00"):
        return uncab
    if head[257:262] == b"ustar":
        return untar
    if head.startswith(_PACKED):
        return untar if holds_tar(path) else unpack_one
    if head.startswith(b"MZ") and _has_zip_tail(path):
        return unzip
    return None


def _has_zip_tail(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _ZIP_TAIL))
        return b"PK\x05\x06" in file.read(_ZIP_TAIL)
