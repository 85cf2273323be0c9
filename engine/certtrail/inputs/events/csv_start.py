"""The start of a table of records: whether it is one, what its columns are, and its rows behind it.

Marks that nobody sees and control characters are in many a text of Windows, such as those around
the dates of Kernel-General 1. They make no other form of a table; its text goes without them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.characters import without_marks
from certtrail.inputs.cleaning.cleaned import is_mangled
from certtrail.inputs.cleaning.tags import has_markup
from certtrail.inputs.events.csv_rows import CsvRow, csv_rows, row_blocks
from certtrail.inputs.events.event_columns import (
    DELIMITERS,
    EventColumns,
    columns_of,
    is_viewers_row,
)
from certtrail.inputs.events.own_record import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.events.cell_block import CellBlock
    from certtrail.inputs.events.csv_rows import IsRow
    from certtrail.inputs.opened import Head, Opened

TYPE: Final = "#TYPE "


def recognise(head: Head) -> bool:
    """Tell whether a text is a table of records."""
    text = head.text
    if text is None or "\n" not in text or has_markup(text):
        return False
    if head.mangled and (is_mangled(without_marks(text)) or is_mangled(_first(text))):
        return False
    return form_of(head) is not None


def form_of(head: Head) -> EventColumns | str | None:
    """Tell what the columns of a table are by its head and its first row; `own` for ours."""
    text = _text(head)
    begin, delimiter = _start(text)
    if not delimiter:
        return None
    rows = csv_rows(text[begin:].splitlines(), delimiter)
    head_row = next((row for row in rows if row.why or any(row.cells)), CsvRow([]))
    if head_row.why or _holds_lines(head_row.cells, delimiter):
        # Rows below a title or headings with a stray quotation mark are for who reads texts, too.
        return None
    start = [head_row.cells, *islice((row.cells for row in rows if any(row.cells)), 1)]
    if {name.strip() for name in start[0]} >= OURS:
        return "own"
    # Rows that were copied without their headings are for who reads texts.
    headed = len(start) == 2 and not is_viewers_row(start[0])
    return columns_of(start[0], start[1]) if headed else None


def _holds_lines(cells: Sequence[str], delimiter: str) -> bool:
    """Tell whether lines with several cells stand in a cell, which a stray mark opened."""
    return any(delimiter in line for cell in cells for line in cell.split("\n")[1:])


def headings(head: Head) -> list[str]:
    """Give the headings of a table."""
    text = _text(head)
    begin, delimiter = _start(text)
    first = next(csv_rows(text[begin:].splitlines(), delimiter or ","), CsvRow([]))
    return [name.strip() for name in first.cells]


def blocks(opened: Opened, is_row: IsRow, columns: int) -> Iterator[CellBlock | CsvRow]:
    """Give the rows of a table behind its first line, many at once or one by one.

    Args:
        opened: the table.
        is_row: as of `csv_rows.csv_rows`.
        columns: as of `csv_rows.row_blocks`.
    """
    text = _text(opened.head)
    begin, delimiter = _start(text)
    before = text.count("\n", 0, begin)
    start = len(text[:begin].encode("utf-8", "surrogatepass"))
    pieces = opened.utf8()
    if opened.head.mangled:
        pieces = (without_marks(text).encode("utf-8", "surrogatepass") for text in opened.texts())
    first = b""
    while len(first) < start and (piece := next(pieces, b"")):
        first += piece
    found = row_blocks(chain([first[start:]], pieces), delimiter, is_row, columns)
    for block in found:
        if isinstance(block, CsvRow):
            break
        yield block.behind(1)
        break
    for block in found:
        yield replace(block, at=block.at + before) if isinstance(block, CsvRow) else block


def _text(head: Head) -> str:
    text = (head.text or "").removeprefix("\ufeff")
    return without_marks(text) if head.mangled else text


def _start(text: str) -> tuple[int, str]:
    """Tell where the headings of a table start, and the delimiter that they have most of."""
    begin = text.find("\n") + 1 if text.startswith(TYPE) else 0
    first = text[begin:].partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    return begin, delimiter if delimiter in first else ""


def _first(text: str) -> str:
    bare = text.removeprefix("\ufeff")
    return bare[_start(bare)[0] :].partition("\n")[0]
