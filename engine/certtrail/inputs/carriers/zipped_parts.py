"""Documents that are zips (.docx, .xlsx, .odt, ...): their parts, within limits."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from certtrail.inputs.archives.bounded_zip import UnsoundError, all_of, bounded_zip
from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.archives.zip_gaps import LEAST, rest_of
from certtrail.inputs.carriers.markup_tags import tell_xml
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.markup_tags import Target

CONTENT_TYPES: Final = "[Content_Types].xml"
MIME: Final = "mimetype"
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_OFFICE: Final = ("word/", "xl/", "ppt/", "visio/", "FixedDocSeq")


class Parts:
    """The parts of a zipped document; ended by `with`.

    Args:
        packed: the document.

    Attributes:
        names: of its parts, each once.

    Raises:
        BrokenError: it is damaged.
    """

    def __init__(self, packed: Packed) -> None:
        import pyzipper

        self._packed = packed
        self._left = packed.limits.parts
        try:
            self._archive = bounded_zip(packed.path)
        except (pyzipper.BadZipFile, ValueError, NotImplementedError) as error:
            why = phrase("it is cut or damaged ({error})", error=error)
            raise BrokenError(why) from error
        self._parts: dict[str, Any] = {}
        self._doubled: list[Any] = []
        for info in self._archive.infolist():
            if info.filename in self._parts:
                self._doubled.append(info)
            elif not info.is_dir() or info.file_size or info.compress_size >= LEAST:
                self._parts[info.filename] = info
        self.names: tuple[str, ...] = tuple(self._parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def size(self, name: str) -> int:
        """Give how many bytes a part says it has."""
        return int(self._parts[name].file_size)

    def blocks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a part.

        Raises:
            LimitError: more has come out of all parts than is allowed.
        """
        try:
            for block in self._blocks(self._parts[name]):
                self._left -= len(block)
                if self._left < 0:
                    raise LimitError(phrase("more comes out of it than is allowed"))
                yield block
        except UnsoundError as error:
            told = phrase("{name}: {why}.", name=name, why=error)
            if told not in self._packed.problems:
                self._packed.problems.append(told)

    def _blocks(self, info: Any) -> Iterator[bytes]:
        try:
            file = self._archive.open(info)
        except RuntimeError as error:
            raise BrokenError(phrase("a part of it is encrypted")) from error
        with file:
            yield from all_of(file)

    def read(self, name: str) -> bytes:
        """Read a small part; empty where there is none of that name."""
        if name not in self.names:
            return b""
        return b"".join(self.blocks(name))

    def tell(self, name: str, target: Target) -> None:
        """Tell a target the tags and texts of a part that is XML.

        Raises:
            BrokenError: it is not well-formed.
        """
        try:
            tell_xml(self.blocks(name), target)
        except BrokenError as error:
            raise BrokenError(phrase("{part}: {error}", part=name, error=error)) from error

    def member(self, name: str) -> Member:
        """Make a member of a part, called as the last part of its name."""
        # What comes out of these is counted where it is written.
        return Member(name.rpartition("/")[2], partial(self._blocks, self._parts[name]))

    def rest(self) -> Iterator[Member]:
        """Give what is in the file beside these parts: others called alike, and what no directory
        names.
        """
        for info in self._doubled:
            yield Member(info.filename.rpartition("/")[2], partial(self._blocks, info))
        if self._doubled:
            self._packed.problems.append(
                phrase(
                    "{count|count} of its parts are called as others are; which of them a program "
                    "shows is not known. Save it as PDF.",
                    count=len(self._doubled),
                )
            )
        yield from rest_of(self._packed, self._archive)


def is_open_document(head: bytes) -> bool:
    """Tell whether a zip starts as documents of LibreOffice do."""
    return head.startswith(MIME.encode(), 30) and _OPEN_DOCUMENT in head[38:120]


def is_office(path: Path) -> bool:
    """Tell by the names of its members whether a zip is a document of Office."""
    names: list[str] = []
    with (
        suppress(zipfile.BadZipFile, ValueError, NotImplementedError, OSError),
        zipfile.ZipFile(path) as archive,
    ):
        names = archive.namelist()
    return CONTENT_TYPES in names and any(name.startswith(_OFFICE) for name in names)
