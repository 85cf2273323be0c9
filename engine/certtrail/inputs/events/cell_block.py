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

from certtrail.inputs.events.byte_masks import within
from certtrail.inputs.events.cells import ROOM, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.events.cells import Bytes, Places

LONGEST_FIELD: Final = 1 << 20
_NEWLINE, _RETURN, _QUOTE = b'\n\r"'


@dataclass(frozen=True, slots=True, eq=False)
class CellBlock:
    """Rows of a table.

    Attributes:
        raw: the rows, in UTF-8.
        delimiter: what stands between two cells.
        counts: how many cells each row has.
        lines: how many line ends there are.
    """

    raw: bytes = field(repr=False)
    delimiter: str
    counts: Places
    lines: int
    _quoted: bool
    _data: Bytes
    _marks: Places  # where a cell ends
    _first: Places  # the place of each row's first one among them
    _doubled: Places  # quotation marks within cells

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.counts)

    @classmethod
    def of(cls, text: bytes, delimiter: str, *, last: bool = True) -> tuple[CellBlock | None, int]:
        """Find the cells of whole rows.

        Args:
            text: the rows, in UTF-8.
            delimiter: what stands between two cells.
            last: the text ends with it; else its last row may go on.

        Returns:
            The rows, None where anything is odd or there is none; and the place where they end.
        """
        if not text:
            return None, 0
        end = b"" if text.endswith(b"\n") or not last else b"\n"
        data = np.frombuffer(text + end + bytes(ROOM), np.uint8)
        body = data[: len(text) + len(end)]
        newlines = body == _NEWLINE
        quotes = body == _QUOTE
        quoted = bool(quotes.any())
        inside = within(quotes) if quoted else quotes
        size = len(body)
        if not last:
            # Quotes come in pairs up to there.
            size = text.rfind(b"\n") + 1
            while size and inside[size - 1]:
                size = text.rfind(b"\n", 0, size - 1) + 1
            if not size:
                return None, 0
            body, newlines = body[:size], newlines[:size]
            quotes, inside = quotes[:size], inside[:size]
        size = min(size, len(text))
        returns = body == _RETURN
        if np.count_nonzero(returns) != np.count_nonzero(returns[:-1] & newlines[1:]):
            return None, size
        ends = newlines | (body == ord(delimiter))
        doubled = np.zeros(0, np.intp)
        if quoted:
            places = np.flatnonzero(quotes)
            if not _paired(body, places, delimiter):
                return None, size
            # One that closes a cell right before one that opens it again.
            doubled = places[1:-1:2][np.diff(places[1:])[::2] == 1]
            ends &= ~inside
        marks = np.flatnonzero(ends)
        if _longest(marks) > LONGEST_FIELD:
            return None, size
        csv.field_size_limit(LONGEST_FIELD)
        at_end = np.flatnonzero(newlines[marks])
        first = np.concatenate(([0], at_end[:-1] + 1))
        lines = int(np.count_nonzero(newlines))
        counts = at_end - first + 1
        raw = text[:size]
        return cls(raw, delimiter, counts, lines, quoted, data, marks, first, doubled), size

    def behind(self, rows: int) -> CellBlock:
        """Leave out the first rows."""
        return CellBlock(
            self.raw,
            self.delimiter,
            self.counts[rows:],
            self.lines,
            self._quoted,
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
        if not len(rows):
            return Cells(self._data, rows, rows)
        size = int(self.counts[rows[0]])
        if len(rows) == len(self):
            # All rows have as many cells, so that each has its place in a table of marks.
            first = int(self._first[0])
            table = self._marks[first : first + size * len(rows)].reshape(-1, size)
            ends = table[:, column]
            starts = np.empty_like(ends)
            if column:
                np.add(table[:, column - 1], 1, out=starts)
            else:
                np.add(table[:-1, -1], 1, out=starts[1:])
                starts[0] = int(self._marks[first - 1]) + 1 if first else 0
        else:
            marks = self._first[rows] + column
            ends = self._marks[marks]
            starts = np.where(marks > 0, self._marks[marks - 1] + 1, 0)
        if column == size - 1:
            ends = ends - ((self._data[ends - 1] == _RETURN) & (ends > starts))
        if not self._quoted:
            return Cells(self._data, starts, ends)
        quoted = (self._data[starts] == _QUOTE) & (ends - starts > 1)
        return Cells(self._data, starts + quoted, ends - quoted)

    def without(self, rows: Places, columns: Sequence[int]) -> Iterator[tuple[bytes, ...]]:
        """Give rows as they are written, but for some cells.

        Args:
            rows: their places.
            columns: the places of these cells, in their order; each of the rows has them.
        """
        first = self._first[rows]
        edges = [np.where(first > 0, self._marks[first - 1] + 1, 0)]
        for column in columns:
            cells = self.cells(column, rows)
            edges += [cells.starts, cells.ends]
        edges.append(self._marks[first + self.counts[rows] - 1])
        raw = self.raw
        parts = [
            [raw[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
            for begins, ends in zip(edges[::2], edges[1::2], strict=True)
        ]
        return zip(*parts, strict=True)

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

    def rows(self) -> Iterator[list[str]]:
        """Read all rows."""
        if not len(self):
            return iter(())
        first = int(self._first[0])
        begin = int(self._marks[first - 1]) + 1 if first else 0
        return self._read(begin, len(self.raw))

    def _read(self, begin: int, end: int) -> Iterator[list[str]]:
        text = self.raw[begin:end].decode("utf-8", "surrogatepass").replace("\r\n", "\n")
        return csv.reader(io.StringIO(text.rstrip("\r")), delimiter=self.delimiter, strict=True)

    def broad_lines(self, most: int) -> Places:
        """Give rows of several lines of which the first and a further one have many delimiters.

        Args:
            most: so many at least.
        """
        if self.lines == len(self._first):
            return self._first[:0]
        body = self._data[: int(self._marks[-1]) + 1]
        newlines = np.flatnonzero(body == _NEWLINE)
        places = np.flatnonzero(body == ord(self.delimiter))
        broad = np.diff(np.searchsorted(places, newlines), prepend=0) >= most
        ends = self._marks[self._first + self.counts - 1]
        last = np.searchsorted(newlines, ends)
        first = np.concatenate(([0], last[:-1] + 1))
        told = np.concatenate(([0], np.cumsum(broad)))
        return np.flatnonzero((last > first) & broad[first] & (told[last + 1] - told[first] > 1))


def _longest(marks: Places) -> int:
    """Give how long the longest cell is that ends at one of these, or more if that is not much."""
    # Sixty-four cells together mostly have no more than a single one may have.
    some = np.concatenate(([-1], marks[:-1:64], marks[-1:]))
    most = int(np.diff(some).max())
    return most if most <= LONGEST_FIELD else int(np.diff(marks, prepend=-1).max())


def _paired(body: Bytes, quotes: Places, delimiter: str) -> bool:
    """Tell whether each mark opens a cell, closes it, or is one of two within it.

    Args:
        body: whole rows.
        quotes: where a mark stands.
        delimiter: what stands between two cells.
    """
    if len(quotes) % 2 or not len(quotes):
        return not len(quotes)
    before, behind = np.zeros((2, 256), np.bool_)
    before[[_NEWLINE, _QUOTE, ord(delimiter)]] = True
    behind[[_NEWLINE, _QUOTE, ord(delimiter), _RETURN]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    opening = opening[int(opening[0] == 0) :]
    closing = closing[: len(closing) - int(closing[-1] == len(body) - 1)]
    return bool(before[body[opening - 1]].all() and behind[body[closing + 1]].all())
