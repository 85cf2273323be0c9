"""OpenDocument (.odt, .ods, .odp): its text, its sheets as CSV, its pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import local
from certtrail.inputs.carriers.other_parts import Everything, OtherPart
from certtrail.inputs.carriers.workbook import written
from certtrail.inputs.carriers.zipped_parts import MIME, Parts
from certtrail.inputs.unshown import is_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.markup_tags import Target

_MANIFEST: Final = "META-INF/manifest.xml"
_CONTENT: Final = re.compile(r"(?:^|/)content\.xml$")
_STRUCTURE: Final = re.compile(r"\.(?:xml|rdf)$|^mimetype$|^(?:Thumbnails|Configurations2)/")
_SKIPPED: Final = frozenset({"tracked-changes", "script", "scripts", "forms"})
_PARAGRAPHS: Final = frozenset({"p", "h"})
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_SHEETS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
# How a date is shown differs, but all of them are short.
_DATE: Final = re.compile(r"-?\d{4,6}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{1,9})?)?")
_LONGEST_DATE: Final = 64
_MOST_REPEATED: Final = 64
_MOST_SPACES: Final = 1000


def unopen(packed: Packed) -> Iterator[Member]:
    """Give the text or the sheets of a document, and its pictures."""
    with Parts(packed) as parts:
        if b"encryption-data" in parts.read(_MANIFEST):
            raise UnreadError(
                phrase("It is protected with a password; save it without one and send that")
            )
        texts = yield from _texts(packed, parts)
        for name in parts.names:
            if not _STRUCTURE.search(name):
                yield parts.member(name)
            elif name not in texts:
                yield from _more(parts, name)
        yield from parts.rest()


def _texts(packed: Packed, parts: Parts) -> Generator[Member, None, list[str]]:
    """Give the text or the sheets; then the names of the parts that were read for that."""
    flow = Flow()
    told = _Text(flow)
    pieces: list[str] = []
    # In styles there are heads and feet of pages.
    texts = [name for name in parts.names if _CONTENT.search(name) or name == "styles.xml"]
    if parts.read(MIME).startswith(_SHEETS):
        texts = [name for name in texts if name != "content.xml"]
        sheets = _Sheets(told)
        pieces += _told(parts, "content.xml", sheets)
        for name, rows in sheets.found:
            yield Member.of(f"{name or 'sheet'}.csv", written(rows))
    for name in texts:
        pieces += _told(parts, name, told)
    text = flow.text()
    if text.strip():
        yield Member.of_text("text.txt", text)
    if pieces:
        yield Member.of_text("unshown.txt", "\n\n".join(dict.fromkeys(pieces)))
    if is_evidence(told.left_out()):
        packed.problems.append(
            phrase(
                "Text of it that is deleted, or in a form or a script, was not read; save it "
                "as PDF."
            )
        )
    return ["content.xml", *texts]


def _told(parts: Parts, name: str, reader: Target) -> list[str]:
    """Tell a reader a part; gives its comments and values of attributes that may be evidence."""
    everything = Everything(reader, texts=False)
    parts.tell(name, everything)
    return everything.pieces


def _more(parts: Parts, name: str) -> Iterator[Member]:
    """Give a part that is none of a document, or says what none of them says by chance."""
    part = OtherPart(b"".join(parts.blocks(name)))
    if part.itself:
        yield parts.member(name)
    elif part.text:
        yield Member.of_text(f"{name.rpartition('/')[2]}.txt", part.text)


class _Text:
    """Gets the tags of a text, one by one.

    Args:
        flow: gets what is shown.
        around: the text that this is in; it knows what is not shown of both.
    """

    def __init__(self, flow: Flow, around: _Text | None = None) -> None:
        self.flow = flow
        self._left: list[str] = [] if around is None else around._left
        self._skipped = 0
        self._paragraphs = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(tag)
        if name in _SKIPPED or self._skipped:
            self._skipped += 1
            self._left.extend(f"{value}\n" for value in attributes.values())
        elif name in _PARAGRAPHS:
            self._paragraphs += 1
        elif name == "s":
            self.flow.add(" " * min(_number(attributes, "c"), _MOST_SPACES))
        elif name == "tab":
            self.flow.add("\t")
        elif name == "line-break":
            self.flow.end_line()
        elif name == "table-row":
            self.flow.open_row()
        elif name in _CELLS:
            self.flow.open_cell()
        elif name in ("annotation", "text-box"):
            self.flow.fresh_line()

    def end(self, tag: str) -> None:
        """End an element."""
        name = local(tag)
        if self._skipped:
            self._skipped -= 1
            self._left.append("\n")
        elif name in _PARAGRAPHS:
            self._paragraphs -= 1
            self.flow.end_line()
        elif name == "table-row":
            self.flow.close_row()
        elif name in _CELLS:
            self.flow.close_cell()

    def data(self, text: str) -> None:
        """Take text; what stands between paragraphs is layout."""
        if self._skipped:
            self._left.append(text)
        elif self._paragraphs:
            self.flow.add(text)

    def close(self) -> None:
        """All was given."""
        self.flow.fresh_line()

    def left_out(self) -> str:
        """Give the text that stands where no reader sees it."""
        return "".join(self._left)


class _Sheets:
    """Gets the tags of a workbook, one by one.

    Args:
        beside: gets what stands in no cell.

    Attributes:
        found: the sheets' names and rows.
    """

    def __init__(self, beside: _Text) -> None:
        self._beside = beside
        self.found: list[tuple[str, list[list[str]]]] = []
        self._cell: _Text | None = None
        self._value = ""
        self._repeated = 1

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(tag)
        if name == "table" and self._cell is None:
            self.found.append((_attribute(attributes, "name"), []))
        elif name == "table-row" and self.found and self._cell is None:
            self.found[-1][1].append([])
        elif name in _CELLS and self._cell is None:
            self._cell = _Text(Flow(), self._beside)
            self._value = _attribute(attributes, "date-value").replace("T", " ")
            self._repeated = _number(attributes, "number-columns-repeated")
        else:
            (self._cell or self._beside).start(tag, attributes)

    def end(self, tag: str) -> None:
        """End an element."""
        name = local(tag)
        if name in _CELLS and self._cell is not None:
            text = self._cell.flow.text().strip("\n")
            if _DATE.fullmatch(self._value) and len(text) < _LONGEST_DATE:
                text = self._value
            self._cell = None
            if self.found and self.found[-1][1]:
                row = self.found[-1][1][-1]
                # They are the same cell.
                row.extend([text] * min(self._repeated, _MOST_REPEATED))
        elif name == "table-row" and self.found and self._cell is None:
            row = self.found[-1][1][-1] if self.found[-1][1] else []
            while row and not row[-1]:
                row.pop()
        else:
            (self._cell or self._beside).end(tag)

    def data(self, text: str) -> None:
        """Take text."""
        (self._cell or self._beside).data(text)

    def close(self) -> None:
        """All was given."""


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    found = (value for key, value in attributes.items() if local(key) == name)
    return next(found, "")


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = _attribute(attributes, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
