"""OpenDocument (.odt, .ods, .odp): its text, its sheets as CSV, its pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import local
from certtrail.inputs.carriers.workbook import written
from certtrail.inputs.carriers.zipped_parts import MIME, Parts
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.archives.member import Packed

_MANIFEST: Final = "META-INF/manifest.xml"
_CONTENT: Final = re.compile(r"(?:^|/)content\.xml$")
_STRUCTURE: Final = re.compile(r"\.(?:xml|rdf)$|^mimetype$|^(?:Thumbnails|Configurations2)/")
_SKIPPED: Final = frozenset({"tracked-changes", "script", "scripts", "forms"})
_PARAGRAPHS: Final = frozenset({"p", "h"})
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_SHEETS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_REPEATED: Final = 64
_MOST_SPACES: Final = 1000


def unopen(packed: Packed) -> Iterator[Member]:
    """Give the text or the sheets of a document, and its pictures."""
    with Parts(packed) as parts:
        if b"encryption-data" in parts.read(_MANIFEST):
            raise UnreadError(
                phrase("It is protected with a password; save it without one and send that")
            )
        if parts.read(MIME).startswith(_SHEETS):
            sheets = _Sheets()
            parts.tell("content.xml", sheets)
            for name, rows in sheets.found:
                yield Member.of(f"{name or 'sheet'}.csv", written(rows))
        else:
            flow = Flow()
            for name in filter(_CONTENT.search, parts.names):
                parts.tell(name, _Text(flow))
            if "styles.xml" in parts.names:
                # Heads and feet of pages.
                parts.tell("styles.xml", _Text(flow))
            yield Member.of_text("text.txt", flow.text())
        for name in parts.names:
            if not _STRUCTURE.search(name):
                yield parts.member(name)


class _Text:
    """Gets the tags of a text, one by one."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._skipped = 0
        self._paragraphs = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        name = local(tag)
        if name in _SKIPPED or self._skipped:
            self._skipped += 1
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
        elif name in _PARAGRAPHS:
            self._paragraphs -= 1
            self.flow.end_line()
        elif name == "table-row":
            self.flow.close_row()
        elif name in _CELLS:
            self.flow.close_cell()

    def data(self, text: str) -> None:
        """Take text; what stands between paragraphs is layout."""
        if self._paragraphs and not self._skipped:
            self.flow.add(text)

    def close(self) -> None:
        """All was given."""


class _Sheets:
    """Gets the tags of a workbook, one by one.

    Attributes:
        found: the sheets' names and rows.
    """

    def __init__(self) -> None:
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
            self._cell = _Text(Flow())
            self._value = _attribute(attributes, "date-value").replace("T", " ")
            self._repeated = _number(attributes, "number-columns-repeated")
        elif self._cell is not None:
            self._cell.start(tag, attributes)

    def end(self, tag: str) -> None:
        """End an element."""
        name = local(tag)
        if name in _CELLS and self._cell is not None:
            text = self._value or self._cell.flow.text().strip("\n")
            self._cell = None
            if self.found and self.found[-1][1]:
                row = self.found[-1][1][-1]
                row.extend([text] * min(self._repeated, _MOST_REPEATED))
        elif name == "table-row" and self.found and self._cell is None:
            row = self.found[-1][1][-1] if self.found[-1][1] else []
            while row and not row[-1]:
                row.pop()
        elif self._cell is not None:
            self._cell.end(tag)

    def data(self, text: str) -> None:
        """Take text."""
        if self._cell is not None:
            self._cell.data(text)

    def close(self) -> None:
        """All was given."""


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    found = (value for key, value in attributes.items() if local(key) == name)
    return next(found, "")


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = _attribute(attributes, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1
