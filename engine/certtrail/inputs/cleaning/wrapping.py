"""Wrapped lines in, the text as it was before out."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEX_END: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-F]{1,39}$", re.IGNORECASE | re.ASCII)
_HEX_START: Final = re.compile(r"[0-9A-F]{1,39}(?![0-9A-Za-z])", re.IGNORECASE | re.ASCII)
_THUMBPRINT: Final = 40
_FEWEST_CUT: Final = 3


def cut_width(lines: Iterable[str]) -> int:
    """Find the width at which a terminal cut the lines of a text; 0 for none.

    Where it did, most long lines have that length; who wraps at blanks leaves all lengths.
    """
    sizes = Counter(map(len, lines))
    widest = max(sizes, default=0)
    long = sum(number for size, number in sizes.items() if size > widest * 4 // 5)
    return widest if sizes[widest] >= _FEWEST_CUT and sizes[widest] * 2 >= long else 0


def joined(lines: Sequence[str], before: int = 0, width: int = 0) -> str:
    """Join the lines of one value.

    A shell and a mail program wrap at a blank; a terminal cuts at its width, wherever that is. A
    thumbprint that is cut is known by its length.

    Args:
        lines: as they stand, but for their line ends.
        before: how many characters stand before the first of them on its line.
        width: at which a terminal cut the whole text, where that is known.
    """
    widths = [len(line) + (before if not number else 0) for number, line in enumerate(lines)]
    cut = width or _cut(widths)
    text = lines[0].strip() if lines else ""
    for (one, other), size in zip(pairwise(lines), widths, strict=False):
        bare = other.strip()
        blank = one[-1:].isspace() or other[:1].isspace()
        whole = (0 < cut <= size and not blank) or _halves(text, bare)
        text += bare if whole or not bare or not text else f" {bare}"
    return text


def _cut(widths: Sequence[int]) -> int:
    """Tell the width of a terminal that cut the lines: all but the last are as long as that.

    Where it cut at a blank, that may be lost. 0 for lines that were wrapped at blanks.
    """
    full = widths[:-1]
    cut = len(full) > 1 and min(full) >= max(full) - 1 and widths[-1] <= max(full)
    return max(full) if cut else 0


def _halves(one: str, other: str) -> bool:
    end, start = _HEX_END.search(one), _HEX_START.match(other)
    return end is not None and start is not None and len(end[0] + start[0]) == _THUMBPRINT
