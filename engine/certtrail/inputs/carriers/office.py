"""Documents of Word, Excel and PowerPoint (.docx, .xlsx, .pptx): texts, sheets, pictures, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError, UnreadError
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import local
from certtrail.inputs.carriers.office_text import OfficeText
from certtrail.inputs.carriers.workbook import sheets
from certtrail.inputs.carriers.zipped_parts import CONTENT_TYPES, Parts
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.archives.member import Packed

# The last words of the types of parts that hold text, in the order in which they are read.
_TEXTS: Final = (
    re.compile(r"\.header\+xml$"),
    re.compile(r"(?:wordprocessingml|ms-word)\..*\bmain\+xml$"),
    re.compile(r"presentationml\.slide\+xml$"),
    re.compile(r"presentationml\.notesSlide\+xml$"),
    re.compile(r"\.(?:footer|footnotes|endnotes)\+xml$"),
    re.compile(r"(?:\bdrawing|\.diagramData)\+xml$"),
    re.compile(r"[.-](?:comments?|threadedcomments)\+xml$"),
)
_WORKBOOK: Final = re.compile(r"(?:spreadsheetml|ms-excel)\..*\bmain\+xml$")
_BINARY_WORKBOOK: Final = re.compile(r"ms-excel\.sheet\.binary\b.*main$")
_DRAWING: Final = re.compile(r"ms-visio\.|(?:fixeddocumentsequence|xpsdocument)", re.IGNORECASE)
_KNOWN: Final = (*_TEXTS[1:3], _WORKBOOK, _BINARY_WORKBOOK, _DRAWING)
# Parts that describe the document and hold nothing that anybody wrote.
_STRUCTURE: Final = re.compile(
    r"\.(?:xml|rels|vml|odttf|fntdata)$|^docProps/|/printerSettings/|vbaProject.*\.bin$|/activeX/",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(r"\d{1,9}")


def unoffice(packed: Packed) -> Iterator[Member]:
    """Give the text of a document, its sheets, and all that is embedded in it."""
    with Parts(packed) as parts:
        types = _types(parts)
        said = " ".join(types.values())
        if _DRAWING.search(said):
            raise UnreadError(
                phrase("It is a drawing (.vsdx, .xps), which is not read; save it as PDF")
            )
        if any(_BINARY_WORKBOOK.search(kind) for kind in types.values()):
            raise UnreadError(
                phrase("It is a binary workbook (.xlsb), which is not read; save it as .xlsx")
            )
        if any(_WORKBOOK.search(kind) for kind in types.values()):
            yield from sheets(packed, parts)
        yield from _text(packed, parts, types)
        for name in parts.names:
            if not _STRUCTURE.search(name):
                yield parts.member(name)


def _text(packed: Packed, parts: Parts, types: Mapping[str, str]) -> Iterator[Member]:
    flow = Flow()
    reader = OfficeText(flow)
    for pattern in _TEXTS:
        for name in sorted(filter(parts.names.__contains__, types), key=_in_order):
            if pattern.search(types[name]):
                try:
                    parts.tell(name, reader)
                except (BrokenError, LimitError) as error:
                    reader.close()
                    packed.problems.append(
                        phrase(
                            "Of its text not all could be read: {error}; ask for it again.",
                            error=reason(error),
                        )
                    )
    text = flow.text()
    if text.strip():
        yield Member.of_text("text.txt", text)


def _in_order(name: str) -> tuple[object, ...]:
    """Sort slide 10 behind slide 9."""
    numbers = _NUMBERS.findall(name)
    return (_NUMBERS.sub("", name), [int(number) for number in numbers], name)


def _types(parts: Parts) -> dict[str, str]:
    """Give the type of each part that has one of its own, by the part's name."""
    reader = _Types()
    parts.tell(CONTENT_TYPES, reader)
    if not any(pattern.search(kind) for pattern in _KNOWN for kind in reader.types.values()):
        raise BrokenError(phrase("it says of none of its parts that it is the document"))
    return reader.types


class _Types:
    """Gets the tags of the list of types."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "Override":
            name = attributes.get("PartName", "").removeprefix("/")
            self.types[name] = attributes.get("ContentType", "")

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass
