"""Where a line of a picture has gaps: lines in, the words that stand between gaps out.

Letters of a typewriter's font stand further apart than words of another. So in each line the gap is
looked for that no pair of neighbours has: below it are letters, above it words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

# Parts of the contrast of a line: what differs more from the ground is ink.
_INK: Final = 0.3
_LEAST_INK: Final = 24
# Parts of a line's width: what is longer is no letter but a line under them.
_UNDERLINE: Final = 0.9
# How high ink stands in a line of letters and digits, in parts of the font's size.
_INK_HEIGHT: Final = 0.85
# Parts of the font's size: narrower gaps are between letters, wider ones between words.
_NARROW, _WIDE = 0.15, 0.55
_MARGIN: Final = 0.2
# Parts of the font's size, by which signs are told from letters: dots of a colon, the width of
# strokes and of dashes, the height of a bar. A dash stands between these parts of a line's height.
_DOT, _STROKE, _DASH, _BAR = 0.25, 0.2, 0.6, 0.95
_LOW, _HIGH = 0.35, 0.75
# Lines of one font, by their heights; most of them have no bracket in them.
_USUAL: Final = 0.35
_ALIKE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and where there is ink in it.

    Attributes:
        left, top: where it stands in the picture.
        ink: which of its pixels have ink, by rows.
        columns: that have ink, counted from `left`.
    """

    left: int
    top: int
    ink: np.ndarray[Any, np.dtype[np.bool_]]
    columns: np.ndarray[Any, np.dtype[np.intp]]

    @property
    def height(self) -> int:
        """How high it is."""
        return len(self.ink)

    @property
    def ink_height(self) -> int:
        """How high the ink in it stands."""
        rows = np.flatnonzero(self.ink.any(axis=1))
        return int(rows[-1] - rows[0]) + 1

    @classmethod
    def of(cls, grey: Pixels, left: int, top: int) -> Self | None:
        """Look at a line; None where there is nothing in it."""
        if not grey.size:
            return None
        ground = int(np.bincount(grey.ravel(), minlength=256).argmax())
        contrast = np.abs(grey.astype(np.int16) - ground)
        ink = contrast > max(_LEAST_INK, _INK * float(contrast.max()))
        ink[ink.mean(axis=1) > _UNDERLINE] = False
        columns = np.flatnonzero(ink.any(axis=0))
        return cls(left, top, ink, columns) if len(columns) else None


@dataclass(frozen=True, slots=True)
class Word:
    """A word.

    Attributes:
        left, top, right, bottom: its place in the picture.
        margin: how much around it is its own.
        sign: what it is, where its shape tells.
    """

    left: int
    top: int
    right: int
    bottom: int
    margin: int
    sign: str


def words_of(lines: Sequence[Line]) -> Iterator[Word]:
    """Cut lines into words."""
    heights = np.array([line.height for line in lines])
    inks = np.array([line.ink_height for line in lines])
    for line in lines:
        # A bracket alone stands higher than its line.
        alike = np.abs(heights - line.height) <= _ALIKE * line.height
        size = float(np.quantile(inks[alike], _USUAL)) / _INK_HEIGHT
        gaps = np.diff(line.columns) - 1
        wide = np.flatnonzero(gaps > _between(gaps, size))
        starts = [line.columns[0], *line.columns[wide + 1]]
        ends = [*line.columns[wide], line.columns[-1]]
        for start, end in zip(starts, ends, strict=True):
            yield Word(
                line.left + int(start),
                line.top,
                line.left + int(end) + 1,
                line.top + line.height,
                max(2, round(_MARGIN * size)),
                _sign(line.ink[:, start : end + 1], size),
            )


def _sign(ink: np.ndarray[Any, np.dtype[np.bool_]], size: float) -> str:
    """Tell the signs that a reader of words takes for dirt when they stand alone."""
    rows = np.flatnonzero(ink.any(axis=1))
    breaks = np.flatnonzero(np.diff(rows) > 1)
    high = float(rows[-1] - rows[0] + 1) / size
    wide = ink.shape[1] / size
    middle = float(rows[-1] + rows[0] + 1) / 2 / len(ink)
    if len(breaks) == 1 and wide <= _DOT and high >= 2 * wide:
        parts = (rows[breaks[0]] - rows[0] + 1, rows[-1] - rows[breaks[0] + 1] + 1)
        return ":" if max(parts) <= _DOT * size else ""
    if len(breaks):
        return ""
    if high <= _STROKE and _DOT < wide <= _DASH and _LOW < middle < _HIGH:
        return "-"
    return "|" if wide <= _STROKE and high >= _BAR else ""


def _between(gaps: np.ndarray[Any, np.dtype[np.intp]], size: float) -> float:
    """Find the width of gap that is furthest from all that there are."""
    least, most = _NARROW * size, _WIDE * size
    there = sorted({least, most, *(float(gap) for gap in gaps if least < gap < most)})
    before, after = max(pairwise(there), key=lambda pair: (pair[1] - pair[0], -pair[0]))
    return (before + after) / 2
