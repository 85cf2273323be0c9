"""A table in; its rows out, and what is no row: it costs neither the rows behind it nor more time
than its lines are worth.

Of a table without anything odd whole blocks of rows are given, unread. From where something is,
rows are read one by one.

A quotation mark that is never closed makes one row of all that follows, or of all up to the next
one. So what turns out to be no row, and a row that holds other rows, gives its lines back, but for
the first: rows are looked for in them once more.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.cell_block import LONGEST_FIELD, CellBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    IsRow = Callable[[list[str]], bool]

_LONGEST_ROW: Final = 4 << 20
# So many characters are read in vain; then each line is a row or none by itself.
_WASTE: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row.

    Attributes:
        cells: what is in it; empty for an empty line.
        why: what is wrong with it; empty for a sound one.
        lines: how many lines a broken one takes, up to the next sound one.
        at: the line on which it starts, counted from 1.
        held: how many lines a cell of it held with rows among them; they come as rows of their own
            next, and `cells` has what stands on the first line alone.
    """

    cells: list[str]
    why: str = ""
    lines: int = 1
    at: int = 0
    held: int = 0


def row_blocks(
    pieces: Iterable[bytes], delimiter: str, is_row: IsRow, columns: int
) -> Iterator[CellBlock | CsvRow]:
    """Give the rows of a table, many at once as far as that can be done.

    Args:
        pieces: of the table in UTF-8, cut anywhere.
        delimiter: what stands between two cells.
        is_row: as of `csv_rows`.
        columns: cells that what `is_row` takes has at least.
    """
    source = iter(pieces)
    kept, before = b"", 0
    for piece in source:
        kept += piece
        block, end = CellBlock.of(kept, delimiter, last=False)
        if len(kept) - end > _LONGEST_ROW:
            break
        if end:
            if block is None or not _is_plain(block, is_row, columns):
                break
            yield block
            before += block.lines
            kept = kept[end:]
    else:
        if not kept:
            return
        block, _ = CellBlock.of(kept, delimiter)
        if block is not None and _is_plain(block, is_row, columns):
            yield block
            return
    for row in csv_rows(_lines(_decoded(chain([kept], source))), delimiter, is_row):
        yield replace(row, at=row.at + before)


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    """Make texts of pieces that are cut anywhere."""
    left = b""
    for piece in pieces:
        # No character has the byte of a newline but that one.
        whole, end, left = (left + piece).rpartition(b"\n")
        yield (whole + end).decode("utf-8", "surrogatepass")
        if len(left) > _LONGEST_ROW:
            text, size = codecs.utf_8_decode(left, "surrogatepass", False)
            yield text
            left = left[size:]
    yield left.decode("utf-8", "surrogatepass")


def _is_plain(block: CellBlock, is_row: IsRow, columns: int) -> bool:
    """Tell whether no row of a block can hold other rows."""
    broad = block.broad_lines(columns - 1).tolist()
    return not any(_may_hold(block.row(at), block.delimiter, is_row) for at in broad)


def _may_hold(row: Sequence[str], delimiter: str, is_row: IsRow) -> bool:
    """Tell whether the cells of a row leave it open that other rows are in it; see `holds_rows`."""
    several = [place for place, cell in enumerate(row) if "\n" in cell]
    if not several:
        return False
    place = several[0]
    first, *inner = row[place].split("\n")
    if not is_row([*row[:place], *cells_of(first, delimiter)]):
        return False
    for place in several[1:]:
        first, *further = row[place].split("\n")
        inner += [first, *further]
    *inner, last = inner
    if is_row([*cells_of(last, delimiter), *row[several[-1] + 1 :]]):
        return True
    return any(is_row(cells_of(line, delimiter)) for line in inner if delimiter in line)


def holds_rows(lines: Sequence[str], delimiter: str, is_row: IsRow) -> bool:
    """Tell whether the lines of one row are several rows, which a stray quotation mark joins.

    Where the message is the first column, the last line of a sound row has all other cells on it,
    and looks like a row of its own. So what starts the row has to be a whole row as well: a stray
    mark leaves it one. And where every cell has its marks, rows have them on every line.

    Args:
        lines: of the row, as they are written.
        delimiter: what stands between two cells.
        is_row: as of `csv_rows`.
    """
    first, *held = lines
    if not held or not is_row(cells_of(first, delimiter)):
        return False
    between = f'"{delimiter}"' if f'"{delimiter}"' in first else delimiter
    # A row that somebody quoted within a message has its marks doubled.
    shown = ((line, line.replace('""', "")) for line in held)
    return any(is_row(cells_of(line, delimiter)) for line, bare in shown if between in bare)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """Give the lines of a text without their ends."""
    left = ""
    for text in texts:
        *whole, left = f"{left}{text}".split("\n")
        yield from (line.rstrip("\r") for line in whole)
        if len(left) > _LONGEST_ROW:
            yield left
            left = ""
    if left:
        yield left.rstrip("\r")


def csv_rows(lines: Iterable[str], delimiter: str, is_row: IsRow | None = None) -> Iterator[CsvRow]:
    """Give the rows of a table.

    Args:
        lines: its lines, without their ends.
        delimiter: what stands between two cells.
        is_row: tells what can be nothing but a row of this table by its cells; without it what
            stands in a cell is its text, whatever it is.
    """
    source = _Lines(lines)
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    columns = 0
    broken: CsvRow | None = None
    while True:
        source.taken.clear()
        source.size = 0
        at = source.given + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if broken is None:
                broken = CsvRow([], str(error), 0, at)
            broken = replace(broken, lines=broken.lines + 1)
            source.give_back()
            continue
        if cells is None:
            break
        columns = columns or len(cells)
        if broken is not None:
            # What has fewer cells is the rest of the broken one. Excel leaves out an empty last
            # cell, and Event Viewer has no heading for its last one.
            if len(cells) < columns - 1 or len(cells) < 2:
                broken = replace(broken, lines=broken.lines + len(source.taken))
                continue
            yield broken
            broken = None
        if is_row is not None and holds_rows(source.taken, delimiter, is_row):
            yield CsvRow(cells_of(source.taken[0], delimiter), at=at, held=len(source.taken) - 1)
            source.give_back()
            continue
        yield CsvRow(cells, at=at)
    if broken is not None:
        yield broken


def cells_of(line: str, delimiter: str) -> list[str]:
    """Take one line apart; a quotation mark that is not closed on it is none."""
    if line.count(delimiter) and line.count('"') % 2:
        start = line.rfind('"')
        line = line[:start] + line[start + 1 :]
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def is_open(line: str, delimiter: str) -> bool:
    """Tell whether a quotation mark on a line is not closed on it, or not where a cell ends."""
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True), [])
    except csv.Error:
        return True
    return False


class _Lines:
    """The lines, some of which come again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.given = 0
        self.taken: list[str] = []
        self.size = 0
        self._source = iter(lines)
        self._again: deque[str] = deque()
        self._wasted = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Give the next line, its end put back; a row that is too long ends here."""
        if self.size > (0 if self._wasted > _WASTE else _LONGEST_ROW):
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._source)
        self.given += 1
        self.taken.append(line)
        self.size += len(line) + 1
        return f"{line}\n"

    def give_back(self) -> None:
        """Let the lines of what was no row come again, but for its first one."""
        self._wasted += self.size
        self.given -= len(self.taken) - 1
        self._again.extendleft(reversed(self.taken[1:]))
