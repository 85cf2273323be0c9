"""Documents that are zips (.docx, .xlsx, .odt, ...): their parts, within limits."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final, Self

from certtrail.inputs.archives.member import BLOCK, Member
from certtrail.inputs.archives.unread import BrokenError
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

    Raises:
        BrokenError: it is damaged.
    """

    def __init__(self, packed: Packed) -> None:
        self._left = packed.limits.parts
        try:
            self._archive = zipfile.ZipFile(packed.path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            why = phrase("it is cut or damaged ({error})", error=error)
            raise BrokenError(why) from error
        self.names: tuple[str, ...] = tuple(
            info.filename for info in self._archive.infolist() if not info.is_dir()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def size(self, name: str) -> int:
        """Give how many bytes a part says it has; more do not come out of it."""
        return self._archive.getinfo(name).file_size

    def blocks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a part.

        Raises:
            LimitError: more has come out of all parts than is allowed.
        """
        with self._opened(name) as file:
            while block := file.read(BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise LimitError(phrase("more comes out of it than is allowed"))
                yield block

    def _opened(self, name: str) -> IO[bytes]:
        try:
            return self._archive.open(name)
        except RuntimeError as error:
            raise BrokenError(phrase("a part of it is encrypted")) from error

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
        return Member(name.rpartition("/")[2], lambda: self._archive_blocks(name))

    def _archive_blocks(self, name: str) -> Iterator[bytes]:
        # What comes out of these is counted where it is written.
        with self._opened(name) as file:
            while block := file.read(BLOCK):
                yield block


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
