"""Lines of a table in; its rows out, and what is no row: it costs neither the rows behind it nor
more time than its lines are worth.

A quotation mark that is never closed makes one row of all that follows. So what turns out to be no
row gives its lines back, but for the first: rows are looked for in them once more.
"""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST_FIELD: Final = 1 << 20
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
    """

    cells: list[str]
    why: str = ""
    lines: int = 1


def csv_rows(lines: Iterable[str], delimiter: str) -> Iterator[CsvRow]:
    """Give the rows of a table.

    Args:
        lines: its lines, without their ends.
        delimiter: what stands between two cells.
    """
    source = _Lines(lines)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    columns = 0
    broken: CsvRow | None = None
    while True:
        source.taken.clear()
        source.size = 0
        try:
            cells = next(reader, None)
        except csv.Error as error:
            if broken is None:
                broken = CsvRow([], str(error), 0)
            broken = CsvRow([], broken.why, broken.lines + 1)
            source.give_back()
            continue
        if cells is None:
            break
        columns = columns or len(cells)
        if broken is not None:
            # What has fewer cells is the rest of the broken one. Excel leaves out an empty last
            # cell, and Event Viewer has no heading for its last one.
            if len(cells) < columns - 1 or len(cells) < 2:
                broken = CsvRow([], broken.why, broken.lines + len(source.taken))
                continue
            yield broken
            broken = None
        yield CsvRow(cells)
    if broken is not None:
        yield broken


class _Lines:
    """The lines, some of which come again."""

    def __init__(self, lines: Iterable[str]) -> None:
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
        self.taken.append(line)
        self.size += len(line) + 1
        return f"{line}\n"

    def give_back(self) -> None:
        """Let the lines of what was no row come again, but for its first one."""
        self._wasted += self.size
        self._again.extendleft(reversed(self.taken[1:]))
