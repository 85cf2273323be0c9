"""Writes moments by patterns and numbers by a sample: how, is a text of the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
"""What a language's catalogue calls months where they are short."""
NUMBER: Final = "1,234,567"
"""A number as a language writes it, from which one sees how all are written."""
_FIELD: Final = re.compile(r"'([^']*)'|(yyyy|y|MMM|MM|M|dd|d|HH|H|mm|ss)(?![A-Za-z])|[A-Za-z]+")


def written_date(moment: datetime, pattern: str, months: Sequence[str] = MONTHS) -> str:
    """Write a moment, in its own zone, by a pattern of CLDR.

    Args:
        moment: to write.
        pattern: of `y`, `M`, `d`, `H`, `m` and `s`; what stands between strokes is a text.
        months: the twelve short names.

    >>> from datetime import datetime
    >>> written_date(datetime(2026, 3, 1, 8, 5), "d MMM y, HH:mm")
    '1 Mar 2026, 08:05'

    Raises:
        ValueError: the pattern asks for something else.
    """
    values = {
        "yyyy": f"{moment.year:04}",
        "y": f"{moment.year}",
        "MMM": months[moment.month - 1],
        "MM": f"{moment.month:02}",
        "M": f"{moment.month}",
        "dd": f"{moment.day:02}",
        "d": f"{moment.day}",
        "HH": f"{moment.hour:02}",
        "H": f"{moment.hour}",
        "mm": f"{moment.minute:02}",
        "ss": f"{moment.second:02}",
    }

    def field(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1] or "'"
        if found[2] is None:
            raise ValueError(f"expected fields such as yyyy, MM or HH in {pattern!r}")
        return values[found[2]]

    return _FIELD.sub(field, pattern)


def written_number(number: int, sample: str = NUMBER) -> str:
    """Write a whole number with its digits parted as those of the sample.

    >>> written_number(1234567), written_number(1234567, "12.34.567")
    ('1,234,567', '12.34.567')
    """
    if sample == NUMBER:
        return f"{number:,}"
    *_, middle, last = ["", *re.split(r"\D+", sample)]
    mark = re.search(r"\D+", sample)
    if mark is None or not middle:
        return str(number)
    sign, digits = ("-" if number < 0 else ""), str(abs(number))
    parts = [digits[-len(last) :]]
    digits = digits[: -len(last)]
    # Of two groups only the second is whole.
    size = len(middle) if sample.count(mark[0]) > 1 else len(last)
    while digits:
        parts.append(digits[-size:])
        digits = digits[:-size]
    return sign + mark[0].join(reversed(parts))
