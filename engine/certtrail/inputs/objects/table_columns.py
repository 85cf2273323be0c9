"""Columns of an aligned table: its rule and rows in; where each column begins out.

A column of text begins where its dashes do, one of numbers ends where they do and may begin
further left: then the column between, which is blank in every row, tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns begin in each row, the first at its start."""

    starts: tuple[int, ...]

    def cells(self, row: str) -> list[str]:
        """Take a row apart."""
        stops = (*self.starts[1:], len(row))
        return [row[start:stop] for start, stop in zip(self.starts, stops, strict=True)]


def columns_in(rows: Sequence[str], spans: Sequence[tuple[int, int]]) -> Columns | None:
    """Find where the columns begin; None where rows do not keep to any.

    Args:
        rows: of the table, its heads among them.
        spans: where the dashes of each column start and end.
    """
    starts = [0]
    for (_, end), (start, _) in pairwise(spans):
        found = _boundary(rows, end, start)
        if found is None:
            return None
        starts.append(found)
    return Columns(tuple(starts))


def _boundary(rows: Sequence[str], end: int, start: int) -> int | None:
    """Find the begin of the column whose dashes start there."""
    if all(row[start - 1 : start] in ("", " ") for row in rows):
        return start
    blank = bytearray(b"\x01") * (start - end)
    for row in rows:
        part = row[end:start]
        if part.strip():
            for at, char in enumerate(part):
                if char != " ":
                    blank[at] = 0
    best = (0, 0)
    at = 0
    while at < len(blank):
        run = at
        while run < len(blank) and blank[run]:
            run += 1
        if run - at > best[0]:
            best = (run - at, run)
        at = run + 1
    return end + best[1] if best[0] else None
