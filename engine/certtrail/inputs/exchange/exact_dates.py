"""Dates of properties: one that tells its offset from UTC in, seconds since 1970 out.

Dates without an offset are of a culture and of a place; `inputs/local_dates.py` reads those.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.text.instants import SECOND, parse_iso

_JSON: Final = re.compile(r"\\?/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\\?/")
_ISO: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
_WITH_OFFSET: Final = re.compile(r"Z|[+-]\d\d:\d\d")


def exact_date(text: str) -> int | None:
    r"""Read a date that tells its offset; None for every other.

    >>> [exact_date(text) for text in ("/Date(1735689600000)/", "2025-01-01T01:00:00+01:00")]
    [1735689600, 1735689600]
    >>> exact_date("2025-01-01T00:00:00")
    """
    found = file_date(text)
    return None if found is None or not found[1] else found[0]


def file_date(text: str) -> tuple[int, bool] | None:
    """Read a date as .NET writes it into files, and tell whether it tells its offset.

    What tells none is taken for UTC.
    """
    found = _JSON.fullmatch(text)
    if found is not None:
        return int(found[1]) // 1000, True
    if not _ISO.fullmatch(text):
        return None
    try:
        seconds = parse_iso(text) // SECOND
    except (ValueError, OverflowError):
        return None
    return seconds, _WITH_OFFSET.search(text, 19) is not None
