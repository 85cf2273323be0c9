"""Archives that need the system's libarchive (.rar, .iso, .lzh, .cpio, LZX cabinets, ...)."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from certtrail.inputs.archives.member import SPECIAL, Member
from certtrail.inputs.archives.salvage import not_empty
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
)
# A disk's image has its mark behind what starts a computer.
_ISO_MARK, _ISO_AT = b"CD001", 0x8001
_VOLUME: Final = 2048
# Of these the library reads one byte after the other, up to the end: cpio, RAR.
_IN_ORDER: Final = (b"0707", b"\xc7\x71", b"Rar!\x1a\x07")
_LONGEST_MAGIC: Final = 8
_LEAST: Final = 32


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
    library = needed()
    for password in (None, *packed.passwords):
        try:
            _try(library, packed, password)
            yield from _members(library, packed, password)
        except LockedError:
            continue
        return
    raise LockedError


def needed() -> ModuleType:
    """Load the library.

    Raises:
        UnreadError: it is not installed.
    """
    library = loaded()
    if library is None:
        raise UnreadError(
            phrase(
                "It is an archive of a kind (.rar, .iso, .lzh, ...) that needs certtrail[rar] and "
                "the system's libarchive: install them, or unpack it and give the folder"
            )
        )
    return library


def loaded() -> ModuleType | None:
    """Load the library; None where it is not installed."""
    try:
        import libarchive
    # Without the system's part it stumbles over whatever it wants of it first.
    except Exception:
        return None
    module: ModuleType = libarchive
    return module


def _try(library: ModuleType, packed: Packed, password: str | None) -> None:
    """Read the start of the first file.

    Raises:
        LockedError: with this password it cannot be read.
        BrokenError: it is damaged.
    """
    for member in _members(library, packed, password):
        if not member.refused:
            next(member.read(), b"")
            return


def _members(library: ModuleType, packed: Packed, password: str | None) -> Iterator[Member]:
    with (
        translated(library),
        library.file_reader(str(packed.path), passphrase=password) as archive,
    ):
        for entry in archive:
            if not entry.isdir:
                why = "" if entry.isreg else SPECIAL
                yield Member(str(entry.pathname or ""), partial(_blocks, library, entry), why)
        if count := _behind(library, archive, packed.path):
            packed.problems.append(
                phrase(
                    "{size|count} bytes stand behind its end, and were not read; unpack it "
                    "elsewhere, or ask for it again.",
                    size=count,
                )
            )


def _behind(library: ModuleType, archive: Any, path: Path) -> int:
    """Count what stands behind the end of an archive whose end can be known."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(_LONGEST_MAGIC)
        if head.startswith(_IN_ORDER):
            end = library.ffi.filter_bytes(archive._pointer, 0)
        else:
            file.seek(_ISO_AT - 1)
            volume = file.read(_VOLUME)
            if not volume.startswith(_ISO_MARK, 1):
                return 0
            blocks, block = volume[80:84], volume[128:130]
            end = int.from_bytes(blocks, "little") * int.from_bytes(block, "little")
        count = not_empty(file, end, size)
    return count if count >= _LEAST else 0


def _blocks(library: ModuleType, entry: _Entry) -> Iterator[bytes]:
    with translated(library):
        yield from entry.get_blocks()


@contextmanager
def translated(library: ModuleType) -> Iterator[None]:
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
