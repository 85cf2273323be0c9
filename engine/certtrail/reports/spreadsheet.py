"""A workbook for Excel: rows of texts in, a file out in which no cell runs or links to anything.

Every cell is an inline string in the number format of texts, so nothing in it is taken for a
formula, a number or an error, neither when it is opened nor when somebody edits it. The file says
nothing of when it was made: the same rows are the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Self

from certtrail.text.display import harmless, visible
from certtrail.text.outgoing import OutgoingBytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CREATOR: Final = "certtrail"
# The earliest that a zip can tell.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_MADE: Final = datetime(*_TIME)  # noqa: DTZ001 - of no zone, as the file has it
_NOW: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
# What Excel reads as the code of a character, such as _x0007_.
_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LARGEST_CELL: Final = 32_767  # units of UTF-16 that Excel takes in a cell
_CUT: Final = " [...]"
_NO_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE: Final = 31
MOST_COLUMNS: Final = 16_384
"""Columns that a sheet can have."""
_TEXT: Final = "@"


class Look(StrEnum):
    """How a cell looks; the value is its fill, or empty for none."""

    PLAIN = ""
    HEAD = "D9E1F2"
    SECTION = "EDEDED"
    APART = "FCE4D6"
    UNKNOWN = "F7F7F7"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A text, and how it looks."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Cells; a folded row is shown when its group is opened."""

    cells: tuple[SheetCell, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes:
        title: on its tab.
        widths: of the columns, in characters.
        head: stays in sight.
        rows: below it.
        fixed: how many columns stay in sight.
    """

    title: str
    widths: tuple[int, ...]
    head: SheetRow
    rows: tuple[SheetRow, ...]
    fixed: int = 0


class Spreadsheet(OutgoingBytes):
    """A file of sheets (.xlsx)."""

    __slots__ = ()

    def __new__(cls, sheets: Iterable[Sheet]) -> Self:
        """Write sheets, of which there has to be one."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        book.properties.creator = _CREATOR
        book.properties.created = _MADE
        styles: dict[Look, Any] = {}
        titles = set[str]()
        for sheet in sheets:
            _write(book.create_sheet(_title(sheet.title, titles)), sheet, styles)
        out = BytesIO()
        book.save(out)
        return bytes.__new__(cls, _timeless(out))

    @property
    def words(self) -> str:
        """All text in it, of every part of the file, a cell on a line."""
        with zipfile.ZipFile(BytesIO(self)) as parts:
            texts = [parts.read(name).decode() for name in parts.namelist()]
        return "\n".join(texts).replace("</t>", "</t>\n")


def cell_text(text: str) -> str:
    r"""Make a text fit for a cell.

    >>> cell_text("=1+1"), cell_text("a bell \a"), cell_text("_x0007_")
    ("'=1+1", 'a bell \\x07', '_x005F_x0007_')
    """
    shown = _CODE.sub("_x005F_", harmless(visible(text)))
    units = shown.encode("utf-16-le")
    if len(units) <= 2 * _LARGEST_CELL:
        return shown
    kept = units[: 2 * (_LARGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore")
    return f"{kept}{_CUT}"


def _title(title: str, taken: set[str]) -> str:
    """Make a title fit for a tab, and no other's."""
    bare = _NO_TITLE.sub(" ", visible(title)).strip(" '")[:_LONGEST_TITLE] or "-"
    number, found = 1, bare
    while found.casefold() in taken:
        number += 1
        end = f" {number}"
        found = f"{bare[: _LONGEST_TITLE - len(end)]}{end}"
    taken.add(found.casefold())
    return found


def _style(cell: Any, look: Look) -> Any:
    """Make a style by a cell; others take it from there."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.number_format = _TEXT
    bold = look in (Look.HEAD, Look.SECTION, Look.APART)
    cell.font = Font(bold=bold, italic=look is Look.UNKNOWN)
    if look:
        cell.fill = PatternFill("solid", fgColor=look.value)
    return cell._style


def _write(target: Any, sheet: Sheet, styles: dict[Look, Any]) -> None:
    from openpyxl.utils import get_column_letter

    # All of this stands before the rows in the file, so it has to be known first.
    target.freeze_panes = f"{get_column_letter(sheet.fixed + 1)}2"
    target.sheet_properties.outlinePr.summaryBelow = False
    for number, width in enumerate(sheet.widths, 1):
        target.column_dimensions[get_column_letter(number)].width = width
    if any(row.folded for row in sheet.rows):
        target.sheet_format.outlineLevelRow = 1
    for number, row in enumerate((sheet.head, *sheet.rows), 1):
        if row.folded:
            target.row_dimensions[number].outlineLevel = 1
            target.row_dimensions[number].hidden = True
        target.append(list(_cells(target, row.cells, styles)))


def _cells(target: Any, cells: Sequence[SheetCell], styles: dict[Look, Any]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell

    for given in cells:
        cell = WriteOnlyCell(target, cell_text(given.text) or None)
        if given.text:
            cell.data_type = "s"  # whatever the library took it for
        if given.look not in styles:
            styles[given.look] = _style(cell, given.look)
        cell._style = styles[given.look]
        yield cell


def _timeless(made: BytesIO) -> bytes:
    """Write the parts anew without the time at which the library wrote them."""
    out = BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(out, "w") as fixed:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _NOW.sub(rb"\g<1>" + f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            fixed.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
