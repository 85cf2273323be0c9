"""The rule of dashes below a table's heads: a line in; where its columns are out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.inputs.objects.text_lines import TextLines

_RULER: Final = re.compile(r"[ \t]*-{2,}(?:[ \t]+-{2,})*[ \t]*")
_GROUP: Final = re.compile(r"-+")


def is_ruler(lines: TextLines, number: int) -> bool:
    """Tell whether a line is a rule of dashes with heads above it."""
    if not 0 < number < len(lines) or "--" not in lines.lines[number]:
        return False
    return bool(_RULER.fullmatch(lines.lines[number])) and not lines.is_blank(number - 1)


def columns_of(ruler: str) -> list[tuple[int, int]]:
    """Give where each column's dashes start and end."""
    return [match.span() for match in _GROUP.finditer(ruler)]
