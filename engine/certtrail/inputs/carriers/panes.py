"""Windows side by side in a picture: words in, those of each window out.

Lines of one window go on across gaps, as a list has columns; lines of two windows do not stand on
the same heights.
"""

from __future__ import annotations

from bisect import bisect_left
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.carriers.rows import Box

_LEAST_LINES: Final = 4
# Parts of the lines that have one beside them: more, and it is one window.
_ALIGNED: Final = 0.6
# Parts of a line's height.
_TOLERANCE: Final = 0.2
_LEAST_GAP: Final = 1.0
_DEEPEST: Final = 12
_MOST_GAPS: Final = 20


def panes_of(boxes: Sequence[Box], depth: int = 0) -> Iterator[list[Box]]:
    """Give the words of each window, from left to right, from top to bottom."""
    if not boxes or depth >= _DEEPEST:
        yield list(boxes)
        return
    sides = _side_by_side(boxes)
    if sides:
        for side in sides:
            yield from panes_of(side, depth + 1)
        return
    # What stands above or below windows may be as wide as both.
    kept: list[Box] = []
    bands = _bands(boxes)
    for band in bands if len(bands) > 1 else ():
        panes = list(panes_of(band, depth + 1))
        if len(panes) == 1:
            kept += band
            continue
        if kept:
            yield kept
            kept = []
        yield from panes
    if kept or len(bands) == 1:
        yield kept or list(boxes)


def _side_by_side(boxes: Sequence[Box]) -> tuple[list[Box], list[Box]] | None:
    """Cut at the gap from top to bottom across which the fewest lines go on."""
    height = median(box.height for box in boxes)
    gaps: list[tuple[float, float]] = []
    reached = -1.0
    for box in sorted(boxes, key=lambda each: each.left):
        if reached >= 0 and box.left - reached >= _LEAST_GAP * height:
            gaps.append((reached - box.left, (reached + box.left) / 2))
        reached = max(reached, box.right)
    best = _ALIGNED
    found = None
    for _, place in sorted(gaps)[:_MOST_GAPS]:
        left = [box for box in boxes if box.right <= place]
        right = [box for box in boxes if box.right > place]
        aligned = _aligned(left, right, _TOLERANCE * height)
        if aligned < best:
            best, found = aligned, (left, right)
    return found


def _aligned(left: Sequence[Box], right: Sequence[Box], tolerance: float) -> float:
    """Tell how many lines of the side with fewer go on at the other, as a part of one.

    Only where both sides have lines; where that is too short, all of them are said to.
    """
    sides = [_heights(side, tolerance) for side in (left, right)]
    start = max(side[0] for side in sides) - tolerance
    end = min(side[-1] for side in sides) + tolerance
    fewer, other = sorted(([at for at in side if start <= at <= end] for side in sides), key=len)
    if len(fewer) < _LEAST_LINES:
        return 1.0
    near = 0
    for at in fewer:
        place = bisect_left(other, at - tolerance)
        near += place < len(other) and other[place] <= at + tolerance
    return near / len(fewer)


def _heights(boxes: Sequence[Box], tolerance: float) -> list[float]:
    """Give the heights of the lines, from top to bottom."""
    heights: list[float] = []
    for middle in sorted(box.middle for box in boxes):
        if not heights or middle - heights[-1] > 2 * tolerance:
            heights.append(middle)
    return heights


def _bands(boxes: Sequence[Box]) -> list[list[Box]]:
    """Cut where nothing stands from left to right."""
    height = median(box.height for box in boxes)
    bands: list[list[Box]] = []
    reached = 0.0
    for box in sorted(boxes, key=lambda each: each.top):
        if not bands or box.top - reached >= _LEAST_GAP * height:
            bands.append([])
            reached = box.bottom
        bands[-1].append(box)
        reached = max(reached, box.bottom)
    return bands
