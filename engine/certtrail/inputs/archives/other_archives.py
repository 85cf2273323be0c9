"""Archives that need the system's libarchive (.rar, .iso, .lzh, .zst, LZX cabinets, ...)."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from certtrail.inputs.archives.member import SPECIAL, Member
from certtrail.inputs.archives.unread import BrokenError, LockedError, UnreadError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from certtrail.inputs.archives.member import Packed

_MAGIC: Final = (
    b"Rar!\x1a\x07",
    b"xar!",
    b"070701",
    b"070702",
    b"070707",
    b"\xc7\x71",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"\x1f\x9d",
    b"LZIP",
)
# A disk's image has its mark behind what starts a computer.
_ISO_MARK, _ISO_AT = b"CD001", 0x8001


def is_other(path: Path, head: bytes) -> bool:
    """Tell whether a file is one of these archives.

    Args:
        path: where it is.
        head: its first 4 KiB.
    """
    if head.startswith(_MAGIC) or (head[2:5] == b"-lh" and head[6:7] == b"-"):
        return True
    # Nothing but zeros stands before the mark.
    if not any(head) and len(head) >= 4096:
        with path.open("rb") as file:
            file.seek(_ISO_AT)
            return file.read(5) == _ISO_MARK
    return False


def unother(packed: Packed) -> Iterator[Member]:
    """Give the members of an archive."""
    library = loaded()
    if library is None:
        raise UnreadError(
            phrase(
                "It is an archive of a kind (.rar, .iso, .lzh, ...) that needs certtrail[rar] and "
                "the system's libarchive: install them, or unpack it and give the folder"
            )
        )
    for password in (None, *packed.passwords):
        try:
            _try(library, packed.path, password)
            yield from _members(library, packed.path, password)
        except LockedError:
            continue
        return
    raise LockedError


def loaded() -> ModuleType | None:
    """Load the library; None where it is not installed."""
    try:
        import libarchive
    # Without the system's part it stumbles over whatever it wants of it first.
    except Exception:
        return None
    module: ModuleType = libarchive
    return module


def _try(library: ModuleType, path: Path, password: str | None) -> None:
    """Read the start of the first file.

    Raises:
        LockedError: with this password it cannot be read.
        BrokenError: it is damaged.
    """
    for member in _members(library, path, password):
        if not member.refused:
            next(member.read(), b"")
            return


def _members(library: ModuleType, path: Path, password: str | None) -> Iterator[Member]:
    with (
        _translated(library),
        library.file_reader(str(path), passphrase=password) as archive,
    ):
        for entry in archive:
            if not entry.isdir:
                why = "" if entry.isreg else SPECIAL
                yield Member(str(entry.pathname or ""), partial(_blocks, library, entry), why)


def _blocks(library: ModuleType, entry: _Entry) -> Iterator[bytes]:
    with _translated(library):
        yield from entry.get_blocks()


@contextmanager
def _translated(library: ModuleType) -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except library.ArchiveError as error:
        why = str(error.msg or "")
        if "assphrase" in why or "ncrypt" in why:
            raise LockedError from error
        raise BrokenError(phrase("it is damaged ({error})", error=why)) from error


class _Entry(Protocol):
    def get_blocks(self) -> Iterator[bytes]: ...
