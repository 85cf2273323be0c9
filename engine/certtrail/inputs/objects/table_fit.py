"""Rows that were moved against their table's heads: rows and dashes in, how far, and cells, out.

A shell begins each cell of text where its dashes do, and ends each number where they do. Names that
were replaced by others of another length, and mail programs, move what stands behind them. Then a
cell crosses the begin of the next column, and to cut it there would make names that nobody gave.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.typed_cells import is_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.rulebook.object_labels import PropertyType

Spans = tuple[tuple[int, int], ...]

_NAME: Final = re.compile(r"\S*\w\.\w")
_PIECE: Final = re.compile(r"\S+(?: \S+)*")
_FREE: Final[frozenset[PropertyType]] = frozenset({"text", "list", "words"})
_FURTHEST: Final = 12
_NEAR: Final = 2
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


def placed(row: str, spans: Spans, kinds: Sequence[PropertyType]) -> list[str] | None:
    """Take a row apart by its wide gaps, each piece below its own heads.

    None where a piece is below none or could be of several, or where two cells with one blank
    between may as well be one.
    """
    cells = [""] * len(spans)
    last, by = -1, 0
    rest = [(piece.start(), piece[0]) for piece in _PIECE.finditer(row)]
    while rest:
        start, piece = rest.pop(0)
        at, off = _heads_above(start, piece, spans, last, by)
        if "number" in kinds[last + 1 : at] and piece[:1].isdecimal() and " " in piece:
            # A number that ends close to the cell behind it.
            number, _, behind = piece.partition(" ")
            rest.insert(0, (start + len(number) + 1, behind))
            piece = number
            at, off = _heads_above(start, piece, spans, last, by)
        if at <= last or (at and abs(off) * 3 > _room(spans, at)):
            return None
        by += off if at else 0
        # What moved one cell moved those behind it as far, or further.
        if at + 1 < len(spans) and start + len(piece) > spans[at + 1][0] + by:
            two = _two(piece, kinds[at + 1], spans[at + 1][0] + by - start)
            begin = start + len(piece) - len(two[1]) if two else 0
            if two is None or abs(begin - spans[at + 1][0] - by) * 3 > _room(spans, at + 1):
                return None
            rest.insert(0, (begin, two[1]))
            piece = two[0]
        cells[at] = piece
        last = at
    return cells


def _heads_above(start: int, piece: str, spans: Spans, last: int, by: int) -> tuple[int, int]:
    """Tell below which heads a piece is, and how far off; the first is below the first."""
    if last < 0:
        return 0, 0
    end = start + len(piece)
    offs = [min(start - left - by, end - right - by, key=abs) for left, right in spans]
    at = min(range(len(spans)), key=lambda each: abs(offs[each]))
    return at, offs[at]


def _two(piece: str, kind: PropertyType, begin: int) -> tuple[str, str] | None:
    """Take apart what may be two cells, where the second is of a form that the first has not."""
    left, _, right = piece.rpartition(" ")
    if not left or kind in _FREE or not is_cell(right, kind):
        return None
    near = abs(len(left) + 1 - begin) <= _NEAR and " " not in left
    return (
        (left, right)
        if near or (_NAME.match(right) and "." not in left.rpartition(" ")[2])
        else None
    )


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


def _room(spans: Spans, at: int) -> int:
    """Give how far it is to the nearest other heads."""
    return min(
        (abs(spans[at][0] - start) for number, (start, _) in enumerate(spans) if number != at),
        default=0,
    )
