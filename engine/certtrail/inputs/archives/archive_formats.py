"""A file's bytes in; the archive, mail, document or picture that it is, or None, out.

The modules that take it apart are loaded when there is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import ContainerFormat
from certtrail.inputs.archives.other_archives import is_other
from certtrail.inputs.carriers.carrier_formats import carrier_of

if TYPE_CHECKING:
    from pathlib import Path

# The end of a zip's directory stands within so many bytes of the end.
_ZIP_TAIL: Final = 66_000
_ZIP: Final = ContainerFormat.of("archive", "archives.zip_members", "unzip")
_TAR: Final = ContainerFormat.of("archive", "archives.tar_members", "untar")
_LONE: Final = ContainerFormat.of("archive", "archives.tar_members", "unpack_one")
_PACKED: Final = (
    b"\x1f\x8b\x08",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"\x1f\x9d",
    b"LZIP",
)


def format_of(path: Path, head: bytes) -> ContainerFormat | None:
    """Tell which format a file is that holds others.

    Args:
        path: where it is.
        head: its first 4 KiB.
    """
    return carrier_of(path, head) or _archive(path, head)


def _archive(path: Path, head: bytes) -> ContainerFormat | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _ZIP
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return ContainerFormat.of("archive", "archives.seven_zip", "un7z")
    if head.startswith(b"MSCF\x00\x00\x00\x00"):
        return ContainerFormat.of("archive", "archives.cabinet", "uncab")
    if head[257:262] == b"ustar":
        return _TAR
    if head.startswith(_PACKED):
        from certtrail.inputs.archives.tar_members import holds_tar

        return _TAR if holds_tar(path) else _LONE
    if head.startswith(b"MZ") and _has_zip_tail(path):
        return _ZIP
    if is_other(path, head):
        return ContainerFormat.of("archive", "archives.other_archives", "unother")
    return None


def _has_zip_tail(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _ZIP_TAIL))
        return b"PK\x05\x06" in file.read(_ZIP_TAIL)
