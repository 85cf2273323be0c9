"""Words by their places on a page or picture in; lines of text out, as somebody would read them.

What stands on one height is one line. Gaps become as many blanks as have room in them, so that the
columns of a list stay apart, and a line that is left out stays empty, as it ends an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST_BLANKS: Final = 60
# Parts of a character's width: less is no gap at all.
_GAP: Final = 0.3
# Parts of the usual distance of lines: more, and one was left empty.
_EMPTY_LINE: Final = 1.65


@dataclass(frozen=True, slots=True)
class Box:
    """A word, or a line of a column, and where it stands; y grows downwards, in any unit."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


def lines_of(boxes: Iterable[Box]) -> list[str]:
    """Join what stands on one height, from left to right, from top to bottom.

    >>> lines_of([Box(60, 0, 100, 9, "True"), Box(0, 1, 30, 10, "Key"), Box(0, 12, 30, 22, "Next")])
    ['Key   True', 'Next']
    """
    filled = [box for box in boxes if box.text.strip()]
    if not filled:
        return []
    width = median((box.right - box.left) / len(box.text) for box in filled)
    rows = _rows(filled)
    middles = [median(box.middle for box in row) for row in rows]
    steps = sorted(after - before for before, after in pairwise(middles))
    usual = steps[len(steps) // 3] if steps else 0.0
    lines: list[str] = []
    for number, row in enumerate(rows):
        if number and usual and middles[number] - middles[number - 1] > _EMPTY_LINE * usual:
            lines.append("")
        lines.append(_line(row, width))
    return lines


def _rows(boxes: Sequence[Box]) -> list[list[Box]]:
    """Put boxes into rows: each stands on the middle of the first of its row."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda each: (each.middle, each.left)):
        if rows:
            middle = median(each.middle for each in rows[-1][-9:])
            height = min(box.height, median(each.height for each in rows[-1][-9:]))
            if box.middle - middle <= height / 2:
                rows[-1].append(box)
                continue
        rows.append([box])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _line(row: Sequence[Box], width: float) -> str:
    parts = [row[0].text]
    for before, after in pairwise(row):
        gap = (after.left - before.right) / width if width > 0 else 1.0
        if gap > _GAP:
            parts.append(" " * max(1, min(round(gap), _MOST_BLANKS)))
        parts.append(after.text)
    return "".join(parts)
