"""Columns of an aligned table: its rule and rows in; where each column begins out.

A column of text begins where its dashes do, one of numbers or dates ends where they do and may
begin further left: then a column between that is blank in every row tells, the widest, or the one
behind which cells of the right type begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.typed_cells import looks_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.rulebook.object_labels import PropertyType

_RUN: Final = re.compile(rb"\x01+")
_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin in each row, the first at its start."""

    starts: tuple[int, ...]

    def cells(self, row: str) -> list[str]:
        """Take a row apart."""
        stops = (*self.starts[1:], len(row))
        return [row[start:stop] for start, stop in zip(self.starts, stops, strict=True)]

    def width(self, at: int) -> int:
        """Give the room of a column; 0 for the last, which has as much as it needs."""
        return self.starts[at + 1] - self.starts[at] - 1 if at + 1 < len(self.starts) else 0


def columns_in(
    rows: Sequence[str], spans: Sequence[tuple[int, int]], kinds: Sequence[PropertyType]
) -> Columns | None:
    """Find where the columns begin; None where rows do not keep to any.

    Args:
        rows: of the table, its heads first.
        spans: where the dashes of each column start and end.
        kinds: what the cells of each column look like.
    """
    starts = [0]
    for ((_, end), (start, _)), kind in zip(pairwise(spans), kinds[1:], strict=True):
        found = _boundary(rows, end, start, kind)
        if found is None:
            return None
        starts.append(found)
    return Columns(tuple(starts))


def _boundary(rows: Sequence[str], end: int, start: int, kind: PropertyType) -> int | None:
    """Find the begin of the column whose dashes start there."""
    possible = [begin for begin, _ in sorted(_gaps(rows, end, start), key=lambda gap: -gap[1])]
    if all(row[start - 1 : start] in ("", " ") for row in rows):
        possible.insert(0, start)
    cells = [row for row in rows[1 : 1 + _LOOKED_AT] if len(row) > start]
    for begin in possible:
        if all(looks_like(row[begin:], kind) for row in cells):
            return begin
    return next(iter(possible), None)


def _gaps(rows: Sequence[str], end: int, start: int) -> Iterator[tuple[int, int]]:
    """Give what is blank in every row, as where it is over and how wide it is."""
    blank = bytearray(b"\x01") * (start - end)
    for row in rows:
        part = row[end:start]
        if part.strip():
            for at, char in enumerate(part):
                if char != " ":
                    blank[at] = 0
    for run in _RUN.finditer(blank):
        yield end + run.end(), run.end() - run.start()
