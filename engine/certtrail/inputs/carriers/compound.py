"""Compound files of Office (.msg, .doc, .xls, ...): mails and embedded files out, others named."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final, Self

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError, UnreadError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Entries of the directory: their size, where their type is, and the types of those in use.
_ENTRY, _TYPE_AT = 128, 66
_ENTRIES: Final = frozenset({1, 2, 5})
_NATIVE: Final = "\x01Ole10Native"
# Streams by which to know what a file is, and what to send instead of it.
_OTHERS: Final = (
    (
        "EncryptedPackage",
        phrase("It is protected with a password; save it without one and send that"),
    ),
    ("WordDocument", phrase("It is a document of Word 97 to 2003 (.doc); save it as .docx")),
    ("Workbook", phrase("It is a workbook of Excel 97 to 2003 (.xls); save it as .xlsx")),
    ("Book", phrase("It is a workbook of Excel 95 (.xls); save it as .xlsx")),
    (
        "PowerPoint Document",
        phrase("It is a presentation of PowerPoint 97 to 2003 (.ppt); save it as .pptx"),
    ),
    ("VisioDocument", phrase("It is a drawing of Visio (.vsd); save it as PDF and send that")),
)
_UNKNOWN: Final = phrase(
    "It is a compound file of a kind that is not read; send what it shows as text or PDF"
)
# The parts of files that programs embed in documents: each holds a file of its own.
_EMBEDDED: Final = ("Package", "CONTENTS")


class Compound:
    """A compound file; ended by `with`.

    Args:
        path: where it is.

    Raises:
        BrokenError: it is damaged.
    """

    def __init__(self, path: Path) -> None:
        import olefile

        _check(path)
        try:
            self._file: Any = olefile.OleFileIO(path)
        # The library raises what it stumbles over: ValueError, IndexError, RecursionError and more.
        except Exception as error:
            why = phrase("it is cut or damaged ({error})", error=str(error)[:120])
            raise BrokenError(why) from error
        self._size = path.stat().st_size
        self._paths = {
            tuple(part.casefold() for part in found): tuple(found)
            for found in self._file.listdir(streams=True, storages=True)
        }
        self._inside: dict[tuple[str, ...], list[str]] = {}
        for key, found in self._paths.items():
            self._inside.setdefault(key[:-1], []).append(found[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def damage(self) -> str:
        """What is wrong with it, so that something may be missing; empty for nothing."""
        issues = [str(issue) for _, issue in self._file.parsing_issues]
        directory = self._file.directory_fp.getvalue()
        listed = sum(directory[at] in _ENTRIES for at in range(_TYPE_AT, len(directory), _ENTRY))
        if listed > len(self._paths) + 1:
            issues.append(phrase("entries that nothing leads to"))
        if _crossed(self._file.fat):
            issues.append(phrase("sectors that belong to more than one place"))
        return "; ".join(dict.fromkeys(issues))[:200]

    def holds(self, *place: str) -> bool:
        """Tell whether there is a stream or storage at a place."""
        return tuple(part.casefold() for part in place) in self._paths

    def inside(self, *place: str) -> list[str]:
        """Give the names of what is in a storage."""
        return self._inside.get(tuple(part.casefold() for part in place), [])

    def read(self, *place: str) -> bytes:
        """Read a stream; empty where there is none.

        Raises:
            BrokenError: it says that it is larger than the file, or is damaged.
        """
        found = self._paths.get(tuple(part.casefold() for part in place))
        if found is None or self._file.get_type(list(found)) != 2:
            return b""
        if self._file.get_size(list(found)) > self._size:
            raise BrokenError(phrase("it is cut or damaged (a stream larger than the file)"))
        try:
            content: bytes = self._file.openstream(list(found)).read()
        # As above.
        except Exception as error:
            why = phrase("it is cut or damaged ({error})", error=str(error)[:120])
            raise BrokenError(why) from error
        return content


def embedded(file: Compound) -> Sequence[Member]:
    """Give the file that a program has embedded in a document.

    Raises:
        UnreadError: it is something else; says what to send instead.
    """
    if file.holds(_NATIVE):
        return (_native(file.read(_NATIVE)),)
    for name in _EMBEDDED:
        if file.holds(name):
            return (Member.of("embedded", file.read(name)),)
    raise UnreadError(next((told for name, told in _OTHERS if file.holds(name)), _UNKNOWN))


def _native(content: bytes) -> Member:
    """Read what the Packager of Windows writes: names, then the file itself."""
    _, name, at = b"", b"", 6
    for _ in range(2):
        end = content.index(b"\0", at)
        name, at = name or content[at:end], end + 1
    (length,) = struct.unpack_from("<I", content, at + 4)
    at += 8 + length
    (size,) = struct.unpack_from("<I", content, at)
    text = name.decode("cp1252", "replace")
    return Member.of(text.replace("\\", "/").rpartition("/")[2], content[at + 4 : at + 4 + size])


def _crossed(table: Sequence[int]) -> bool:
    """Tell whether a sector follows two others, as in a circle: what is read of it is made up."""
    followers = [following for following in table if following < len(table)]
    return len(set(followers)) < len(followers)


def _check(path: Path) -> None:
    """See that the tables of sectors are not larger than they have to be for the file's size.

    The library takes their sizes from the header, and follows them however often they repeat.

    Raises:
        BrokenError: they are.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if len(head) < 512:
        raise BrokenError(phrase("it is cut"))
    (shift,) = struct.unpack_from("<H", head, 30)
    tables, small = (struct.unpack_from("<I", head, at)[0] for at in (44, 64))
    sectors = path.stat().st_size >> shift if shift in (9, 12) else 0
    if shift not in (9, 12) or tables > sectors // 100 + 8 or small > sectors:
        raise BrokenError(phrase("it is cut or damaged (tables larger than the file)"))
