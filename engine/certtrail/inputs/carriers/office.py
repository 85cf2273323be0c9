"""Documents of Word, Excel and PowerPoint (.docx, .xlsx, .pptx): texts, sheets, pictures, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError, UnreadError
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import local
from certtrail.inputs.carriers.office_text import OfficeText, squeezed
from certtrail.inputs.carriers.other_parts import Everything, OtherPart
from certtrail.inputs.carriers.workbook import sheets
from certtrail.inputs.carriers.zipped_parts import CONTENT_TYPES, Parts
from certtrail.inputs.limits import LimitError
from certtrail.inputs.unshown import is_evidence
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
# Nobody says what such a part is; a program may show its text all the same.
_OF_NO_TYPE: Final = frozenset({"", "application/xml", "text/xml"})
_WORKBOOK: Final = re.compile(r"(?:spreadsheetml|ms-excel)\..*\bmain\+xml$")
_BINARY_WORKBOOK: Final = re.compile(r"ms-excel\.sheet\.binary\b.*main$")
_SHARED: Final = re.compile(r"spreadsheetml\.sharedStrings\+xml$")
_DRAWING: Final = re.compile(r"ms-visio\.|(?:fixeddocumentsequence|xpsdocument)", re.IGNORECASE)
_KNOWN: Final = (*_TEXTS[1:3], _WORKBOOK, _BINARY_WORKBOOK, _DRAWING)
# Parts that describe the document; `OtherPart` tells which of them are more than that.
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
            shared = [name for name, kind in types.items() if _SHARED.search(kind)]
            # Of several, which one the sheets' library has taken is not known.
            read = yield from sheets(packed, parts, shared if len(shared) == 1 else ())
        else:
            read = frozenset[str]()
        yield from _text(packed, parts, types, read)
        for name in parts.names:
            if not _STRUCTURE.search(name):
                yield parts.member(name)
        yield from parts.rest()


def _text(
    packed: Packed, parts: Parts, types: Mapping[str, str], read: frozenset[str]
) -> Iterator[Member]:
    """Give the text of all parts as one, and other parts that are more than they seem.

    Args:
        packed: the document.
        parts: its parts.
        types: of each.
        read: names of parts whose text was given already.
    """
    flow = Flow()
    reader = OfficeText(flow)
    everything = Everything(reader)
    others = {name for name in parts.names if _STRUCTURE.search(name)} - read
    for pattern in _TEXTS:
        for name in sorted(types, key=_in_order):
            if pattern.search(types[name]):
                others.discard(name)
                try:
                    parts.tell(name, everything)
                except (BrokenError, LimitError) as error:
                    everything.close()
                    packed.problems.append(
                        phrase(
                            "Of its text not all could be read: {error}; ask for it again.",
                            error=reason(error),
                        )
                    )
    found = {name: OtherPart(b"".join(parts.blocks(name))) for name in others}
    for name in sorted(found, key=_in_order):
        part = found[name]
        if is_evidence(part.shown) or (types[name] in _OF_NO_TYPE and not part.itself):
            flow.add(part.shown)
            flow.fresh_line()
    text = flow.text()
    yield from _more(parts, found, text)
    left = reader.left_out()
    packed.problems.extend(_unread(left, "".join(reader.symbols), text))
    if text.strip():
        yield Member.of_text("text.txt", text)
    told = squeezed(f"{text}{left}")
    unshown = [each for each in dict.fromkeys(everything.pieces) if squeezed(each) not in told]
    if unshown:
        yield Member.of_text("unshown.txt", "\n\n".join(unshown))


def _unread(left: str, symbols: str, text: str) -> Iterator[str]:
    """Tell what may be evidence and was not read."""
    if is_evidence(left) and squeezed(left) not in squeezed(text):
        yield phrase(
            "Text that was deleted or moved in it while changes were tracked was not read; "
            "accept or reject these changes, and send it again."
        )
    if is_evidence(symbols) and squeezed(symbols) not in squeezed(text):
        yield phrase("Text of it that stands in a font of symbols was not read; save it as PDF.")


def _more(parts: Parts, found: Mapping[str, OtherPart], text: str) -> Iterator[Member]:
    """Give the parts that are no parts of a document, and texts that do not stand in it."""
    for name, part in found.items():
        if part.itself:
            yield parts.member(name)
        elif part.text and squeezed(part.text) not in squeezed(text):
            yield Member.of_text(f"{name.rpartition('/')[2]}.txt", part.text)


def _in_order(name: str) -> tuple[object, ...]:
    """Sort slide 10 behind slide 9."""
    numbers = _NUMBERS.findall(name)
    return (_NUMBERS.sub("", name), [int(number) for number in numbers], name)


def _types(parts: Parts) -> dict[str, str]:
    """Give the type of each part, by the part's name; empty for one that has none."""
    reader = _Types()
    parts.tell(CONTENT_TYPES, reader)
    types = {name: reader.type_of(name) for name in parts.names}
    if not any(pattern.search(kind) for pattern in _KNOWN for kind in types.values()):
        raise BrokenError(phrase("it says of none of its parts that it is the document"))
    return types


class _Types:
    """Gets the tags of the list of types; names are compared whatever their case."""

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._by_suffix: dict[str, str] = {}

    def type_of(self, name: str) -> str:
        folded = name.casefold()
        return self._types.get(folded, self._by_suffix.get(folded.rpartition(".")[2], ""))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if local(tag) == "Override":
            name = attributes.get("PartName", "").removeprefix("/").casefold()
            self._types[name] = attributes.get("ContentType", "")
        elif local(tag) == "Default":
            suffix = attributes.get("Extension", "").casefold()
            self._by_suffix[suffix] = attributes.get("ContentType", "")

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass
