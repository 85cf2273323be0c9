"""Rows that were moved against their table's heads: rows and dashes in, how far, and cells, out.

A shell begins each cell of text where its dashes do, and ends each number where they do. Names that
were replaced by others of another length, and mail programs, move what stands behind them. Then a
cell crosses the begin of the next column, and to cut it there would make names that nobody gave.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Spans = tuple[tuple[int, int], ...]

_PIECE: Final = re.compile(r"\S+(?: \S+)*")
_FURTHEST: Final = 12
_LOOKED_AT: Final = 200


def fits(row: str, spans: Spans) -> bool:
    """Tell whether no cell crosses the begin of a column, but numbers that end where it does."""
    return all(
        row[start - 1 : start] in ("", " ") or _ends_there(row, start, end)
        for start, end in spans[1:]
        if start > 0
    )


def shift_of(rows: Sequence[str], spans: Spans) -> int | None:
    """Find how far all rows were moved, if every cell is in place then; else None."""
    found = [
        by
        for by in range(-_FURTHEST, _FURTHEST + 1)
        if by and all(_is_in_place(row, _moved(spans, by)) for row in rows[:_LOOKED_AT])
    ]
    by = found[0] if len(found) == 1 else 0
    return by if by and all(fits(row, _moved(spans, by)) for row in rows) else None


def moved(spans: Spans, by: int) -> Spans:
    """Move all columns but the begin of the first, which is the row's."""
    return ((0, max(spans[0][1] + by, 1)), *_moved(spans, by)[1:])


def placed(row: str, spans: Spans) -> list[str] | None:
    """Take a row apart by its wide gaps, each piece below its own heads.

    None where a piece is below none or could be of several, or reaches below the next heads: it may
    be two cells with one blank between.
    """
    cells = [""] * len(spans)
    last, by = -1, 0
    for piece in _PIECE.finditer(row):
        # What moved one cell moved those behind it as far, or further.
        offs = [_off(piece, start + by, end + by) for start, end in spans]
        at = 0 if last < 0 else min(range(len(spans)), key=lambda each: abs(offs[each]))
        if at <= last or (at and abs(offs[at]) * 3 > _room(spans, at)):
            return None
        by += offs[at] if at else 0
        if at + 1 < len(spans) and piece.end() > spans[at + 1][0] + by:
            return None
        cells[at] = piece[0]
        last = at
    return cells


def _moved(spans: Spans, by: int) -> Spans:
    return tuple((start + by, end + by) for start, end in spans)


def _ends_there(row: str, start: int, end: int) -> bool:
    """Tell whether a cell that crosses the begin of its dashes ends where they do."""
    crossing = row[start - 1 : end]
    return len(crossing) > 1 and "  " not in crossing and _is_end(row, end)


def _is_end(row: str, end: int) -> bool:
    return row[end - 1 : end] not in ("", " ") and row[end : end + 1] in ("", " ")


def _is_in_place(row: str, spans: Spans) -> bool:
    """Tell whether the cells of a row begin or end just where their dashes do."""
    for (start, end), (after, _) in pairwise((*spans[1:], (len(row) + 1, 0))):
        if start < 1:
            return False
        cell = row[start : max(after - 1, start)]
        begins = row[start - 1 : start] in ("", " ") and cell[:1] != " "
        if cell.strip() and not begins and not _is_end(row, end):
            return False
    return True


def _off(piece: re.Match[str], start: int, end: int) -> int:
    return min(piece.start() - start, piece.end() - end, key=abs)


def _room(spans: Spans, at: int) -> int:
    """Give how far it is to the nearest other heads."""
    return min(
        (abs(spans[at][0] - start) for number, (start, _) in enumerate(spans) if number != at),
        default=0,
    )
