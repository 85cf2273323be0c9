"""Wrapped lines in, the text as it was before out."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEX_END: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-F]{1,39}$", re.IGNORECASE | re.ASCII)
_HEX_START: Final = re.compile(r"[0-9A-F]{1,39}(?![0-9A-Za-z])", re.IGNORECASE | re.ASCII)
_THUMBPRINT: Final = 40


def joined(lines: Sequence[str], before: int = 0) -> str:
    """Join the lines of one value.

    A shell and a mail program wrap at a blank; a terminal cuts at its width, wherever that is. A
    thumbprint that is cut is known by its length.

    Args:
        lines: as they stand, but for their line ends.
        before: how many characters stand before the first of them on its line.
    """
    widths = [len(line) + (before if not number else 0) for number, line in enumerate(lines)]
    cut = _is_cut(widths)
    text = lines[0].strip() if lines else ""
    for (one, other), width in zip(pairwise(lines), widths, strict=False):
        bare = other.strip()
        blank = one[-1:].isspace() or other[:1].isspace()
        whole = (cut and width >= max(widths[:-1]) and not blank) or _halves(text, bare)
        text += bare if whole or not bare or not text else f" {bare}"
    return text


def _is_cut(widths: Sequence[int]) -> bool:
    """Tell whether a terminal cut the lines: all but the last are as long as the longest.

    Where it cuts at a blank, that may be lost.
    """
    full = widths[:-1]
    return len(full) > 1 and min(full) >= max(full) - 1 and widths[-1] <= max(full)


def _halves(one: str, other: str) -> bool:
    end, start = _HEX_END.search(one), _HEX_START.match(other)
    return end is not None and start is not None and len(end[0] + start[0]) == _THUMBPRINT
