"""Parts of a document by whose names and types nobody would look at them: which of them are more.

Ordinary ones describe looks, sizes, who wrote it. So only what no such part has by chance counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import local, tell_xml
from certtrail.inputs.carriers.office_text import OfficeText
from certtrail.inputs.opened import Head
from certtrail.inputs.unshown import is_evidence, is_long_evidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.carriers.markup_tags import Target

# How logs, archives, mails and documents begin.
_STARTS: Final = (
    b"ElfFile\0", b"PK\3\4", b"PK\5\6", b"7z\xbc\xaf", b"MSCF", b"Rar!", b"\x1f\x8b\x08",
    b"\xfd7zXZ\0", b"BZh", b"%PDF-", b"{\\rtf", b"\x78\x9f\x3e\x22",
)  # fmt: skip
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What is in compound files that are mails, documents or wrapped files; others keep programs.
_STREAMS: Final = tuple(
    name.encode("utf-16-le")
    for name in ("__properties_version1.0", "WordDocument", "Workbook", "\x01Ole10Native")
)
_EVENT: Final = re.compile(
    r"<(?:[\w.-]{1,64}:)?Event(?:\s[^<>]{0,400})?>\s{0,400}<(?:[\w.-]{1,64}:)?System[\s>]"
)
_OF_DOCUMENTS: Final = re.compile(
    r"http://schemas\.(?:openxmlformats\.org|microsoft\.com)/|http://purl\.oclc\.org/ooxml/|"
    r"urn:(?:schemas-microsoft-com|oasis):"
)


class OtherPart:
    """What a part turned out to be.

    Args:
        content: of the part.

    Attributes:
        shown: the text of its runs, where it is XML of an Office program.
        text: more of its text and attributes, each of which may be evidence; empty for none.
        itself: it is no part of a document, but a log, an archive, or text that may be evidence.
    """

    def __init__(self, content: bytes) -> None:
        self.shown = self.text = ""
        self.itself = content.startswith(_STARTS) or (
            content.startswith(_COMPOUND) and any(name in content for name in _STREAMS)
        )
        plain = None if self.itself else Head(content, len(content)).text
        if plain is None:
            return
        if not plain.lstrip("\ufeff \t\r\n").startswith("<"):
            self.itself = is_evidence(plain)
            return
        flow = Flow()
        known = True
        reader = Everything(OfficeText(flow))
        try:
            tell_xml((content,), reader)
        except BrokenError:
            known = False
        else:
            known = _OF_DOCUMENTS.match(reader.namespace) is not None
        self.shown = flow.text()
        self.itself = _EVENT.search(plain) is not None or (
            not known and is_evidence(plain) and not is_evidence(self.shown)
        )
        self.text = "\n".join(reader.pieces)


class Everything:
    """Gets the tags of parts; hands them on, and keeps what their reader gets nothing of.

    Args:
        reader: gets the tags.
        texts: what stands in no run is of use; else the reader takes all texts.

    Attributes:
        pieces: texts that are in no run, comments and values of attributes: may be evidence.
    """

    def __init__(self, reader: Target, *, texts: bool = True) -> None:
        self._reader = reader
        self._all = texts
        self._texts: list[list[str]] = []
        self.namespace = ""
        self.pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if not self.namespace:
            self.namespace = tag.removeprefix("{").partition("}")[0]
        self._texts.append([])
        for value in attributes.values():
            self._keep(value)
        self._reader.start(tag, attributes)

    def end(self, tag: str) -> None:
        """End an element."""
        text = "".join(self._texts.pop())
        if self._all and local(tag) != "t":
            self._keep(text)
        self._reader.end(tag)

    def data(self, text: str) -> None:
        """Take text."""
        if self._texts:
            self._texts[-1].append(text)
        self._reader.data(text)

    def comment(self, text: str) -> None:
        """Take a comment."""
        self._keep(text)

    def pi(self, _: str, text: str | None = None) -> None:
        """Take an instruction to a program."""
        self._keep(text or "")

    def close(self) -> None:
        """A part is at its end; where it was broken, what is open is forgotten."""
        self._texts.clear()
        self._reader.close()

    def _keep(self, text: str) -> None:
        if is_long_evidence(text):
            self.pieces.append(text)
