"""A block of a table in; where its rows and cells stand out, without a text for any of them.

That is told for a block in which each quotation mark opens a cell, closes one, or is one of two
within a cell. What is written otherwise is for `csv_rows`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.cells import ROOM, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.events.cells import Bytes, Marks, Places

LONGEST_FIELD: Final = 1 << 20
_NEWLINE, _RETURN, _QUOTE = b'\n\r"'


@dataclass(frozen=True, slots=True, eq=False)
class CellBlock:
    """Rows of a table.

    Attributes:
        text: the rows.
        delimiter: what stands between two cells.
        counts: how many cells each row has.
    """

    text: str
    delimiter: str
    counts: Places
    _raw: bytes = field(repr=False)
    _data: Bytes
    _marks: Places  # where a cell ends
    _first: Places  # the place of each row's first one among them
    _doubled: Places  # quotation marks within cells

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.counts)

    @classmethod
    def of(cls, text: str, delimiter: str) -> CellBlock | None:
        """Find the cells of whole rows; None where anything is odd."""
        raw = text.encode("utf-8", "surrogatepass")
        if not raw:
            return None
        data = np.frombuffer(raw + (b"" if raw.endswith(b"\n") else b"\n") + bytes(ROOM), np.uint8)
        body = data[:-ROOM]
        newlines = body == _NEWLINE
        ends = newlines | (body == ord(delimiter))
        quotes = np.flatnonzero(body == _QUOTE)
        if np.count_nonzero(body == _RETURN) != np.count_nonzero(
            body[np.flatnonzero(newlines) - 1] == _RETURN
        ):
            return None
        doubled = quotes[:0]
        if len(quotes):
            if not _paired(data, quotes, delimiter):
                return None
            inside = np.bitwise_xor.accumulate(body == _QUOTE)
            ends &= ~inside
            doubled = quotes[1::2][:-1][quotes[2::2] - quotes[1::2][:-1] == 1]
        marks = np.flatnonzero(ends)
        if np.diff(marks, prepend=-1).max() > LONGEST_FIELD:
            return None
        csv.field_size_limit(LONGEST_FIELD)
        last = np.flatnonzero(data[marks] == _NEWLINE)
        first = np.concatenate(([0], last[:-1] + 1))
        return cls(text, delimiter, last - first + 1, raw, data, marks, first, doubled)

    def behind(self, rows: int) -> CellBlock:
        """Leave out the first rows."""
        return CellBlock(
            self.text,
            self.delimiter,
            self.counts[rows:],
            self._raw,
            self._data,
            self._marks,
            self._first[rows:],
            self._doubled,
        )

    def cells(self, column: int, rows: Places) -> Cells:
        """Give the cells of one column, without the quotation marks around them.

        Args:
            column: its place; each of the rows has as many cells.
            rows: their places.
        """
        marks = self._first[rows] + column
        ends = self._marks[marks]
        starts = np.where(marks > 0, self._marks[marks - 1] + 1, 0)
        ends = ends - ((self._data[ends - 1] == _RETURN) & (ends > starts) & self._is_last(marks))
        quoted = (self._data[starts] == _QUOTE) & (ends - starts > 1)
        return Cells(self._data, starts + quoted, ends - quoted)

    def _is_last(self, marks: Places) -> Marks:
        found: Marks = self._data[self._marks[marks]] == _NEWLINE
        return found

    def with_doubled(self, columns: Sequence[int]) -> Places:
        """Give the rows in which one of these cells has a quotation mark within it."""
        marks = np.searchsorted(self._marks, self._doubled)
        rows = np.searchsorted(self._first, marks, "right") - 1
        within = (rows >= 0) & np.isin(marks - self._first[rows], columns)
        return np.unique(rows[within])

    def row(self, at: int) -> list[str]:
        """Read a row."""
        first = int(self._first[at])
        begin = int(self._marks[first - 1]) + 1 if first else 0
        end = int(self._marks[first + int(self.counts[at]) - 1])
        return next(self._read(begin, end), [])

    def rows(self) -> list[list[str]]:
        """Read all rows."""
        if not len(self):
            return []
        first = int(self._first[0])
        begin = int(self._marks[first - 1]) + 1 if first else 0
        return list(self._read(begin, len(self._raw)))

    def _read(self, begin: int, end: int) -> Iterator[list[str]]:
        text = self._raw[begin:end].decode("utf-8", "surrogatepass").replace("\r\n", "\n")
        return csv.reader(io.StringIO(text.rstrip("\r")), delimiter=self.delimiter, strict=True)

    def broad_lines(self, most: int) -> Places:
        """Give rows of several lines of which the first and a further one have many delimiters.

        Args:
            most: so many at least.
        """
        newlines = np.flatnonzero(self._data[:-ROOM] == _NEWLINE)
        if len(newlines) == len(self._first):
            return newlines[:0]
        places = np.flatnonzero(self._data[:-ROOM] == ord(self.delimiter))
        broad = np.diff(np.searchsorted(places, newlines), prepend=0) >= most
        ends = self._marks[self._first + self.counts - 1]
        last = np.searchsorted(newlines, ends)
        first = np.concatenate(([0], last[:-1] + 1))
        told = np.concatenate(([0], np.cumsum(broad)))
        return np.flatnonzero((last > first) & broad[first] & (told[last + 1] - told[first] > 1))


def _paired(data: Bytes, quotes: Places, delimiter: str) -> bool:
    """Tell whether each mark opens a cell, closes it, or is one of two within it."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, data[opening - 1], _NEWLINE)
    after = data[closing + 1]
    beside = (_NEWLINE, ord(delimiter), _QUOTE)
    return bool(np.isin(before, beside).all() and np.isin(after, (*beside, _RETURN)).all())
