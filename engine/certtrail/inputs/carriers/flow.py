"""Text of a document: paragraphs and tables as they come in, lines of plain text out.

A row of a table is one line, tabs between its cells, as a list is read by lines. Where a cell holds
many lines of its own, or a table, its lines are kept instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

# Tables inside tables; what is deeper is taken as plain text.
_DEEPEST: Final = 40
_MOST_LINES: Final = 5


@dataclass(slots=True)
class _Cell:
    """A cell, or the document itself, while text comes in."""

    pieces: list[str] = field(default_factory=list)
    fresh: bool = True
    keeps_lines: bool = False

    def add(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.fresh = text.endswith("\n")

    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(slots=True)
class _Row:
    """A row: its finished cells."""

    cells: list[_Cell] = field(default_factory=list)

    def lines(self) -> tuple[str, bool]:
        """Give the row's lines, and whether a table around it has to keep them."""
        texts = [cell.text().strip("\n") for cell in self.cells]
        filled = [text for text in texts if text.strip()]
        kept = any(cell.keeps_lines for cell in self.cells)
        if len(filled) < 2 or kept or any(text.count("\n") > _MOST_LINES for text in filled):
            return "\n".join(filled), kept
        return "\t".join(" ".join(text.split()) for text in texts).rstrip("\t"), True


class Flow:
    r"""Collects the text of a document.

    >>> flow = Flow()
    >>> flow.add("Certificates:")
    >>> flow.end_line()
    >>> flow.open_row()
    >>> for text in ("Thumbprint", "Services"):
    ...     flow.open_cell()
    ...     flow.add(text)
    ...     flow.close_cell()
    >>> flow.close_row()
    >>> flow.text()
    'Certificates:\nThumbprint\tServices\n'
    """

    def __init__(self) -> None:
        self._cells = [_Cell()]
        self._rows: list[_Row] = []
        self._ignored = 0

    def add(self, text: str) -> None:
        """Add text to the line."""
        self._cells[-1].add(text)

    @property
    def fresh(self) -> bool:
        """Nothing stands on the line yet."""
        return self._cells[-1].fresh

    def end_line(self) -> None:
        """End the line, even an empty one."""
        self._cells[-1].add("\n")

    def fresh_line(self) -> None:
        """End the line, if anything stands on it."""
        if not self._cells[-1].fresh:
            self.end_line()

    def keep_lines(self) -> None:
        """Keep the lines of the cell, whatever stands beside it."""
        self._cells[-1].keeps_lines = True

    def open_row(self) -> None:
        """Begin a row."""
        self.fresh_line()
        if len(self._rows) >= _DEEPEST:
            self._ignored += 1
            return
        self._rows.append(_Row())

    def open_cell(self) -> None:
        """Begin a cell of the row; without a row it is text like any other."""
        if self._ignored or not self._rows or len(self._cells) > len(self._rows):
            return
        self._cells.append(_Cell())

    def close_cell(self) -> None:
        """End the cell."""
        if self._ignored:
            self.add("\t")
        elif self._rows and len(self._cells) > len(self._rows):
            self._rows[-1].cells.append(self._cells.pop())

    def close_row(self) -> None:
        """End the row."""
        if self._ignored:
            self._ignored -= 1
            self.fresh_line()
        elif self._rows:
            self.close_cell()
            lines, keep = self._rows.pop().lines()
            self.fresh_line()
            self._cells[-1].keeps_lines |= keep
            if lines:
                self.add(lines)
                self.end_line()

    def text(self) -> str:
        """Give all of it; rows that were not ended end here."""
        self._ignored = 0
        while self._rows:
            self.close_row()
        return self._cells[0].text()
