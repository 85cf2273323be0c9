"""Times with their zone at the begin of a line, as tools write them: text and place in, time out.

2026-01-24 09:00:10.042 +01:00 [INF] Script ... starting with parameters ...
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

_STAMP: Final = re.compile(
    r"[ \t]{0,8}(?P<day>20\d\d-\d\d-\d\d)[ T](?P<clock>\d\d:\d\d:\d\d)(?:\.\d{1,7})? ?"
    r"(?P<zone>[+-]\d\d:\d\d|Z)"
)


def time_of_line(text: str, place: int) -> int | None:
    r"""Read the time at the begin of a line, in seconds since 1970 UTC; None where it has none.

    >>> time_of_line("a\n2026-01-24 09:00:10.042 +01:00 [INF] b", 40)
    1769241610
    """
    found = _STAMP.match(text, text.rfind("\n", 0, place) + 1)
    if found is None:
        return None
    try:
        told = datetime.fromisoformat(f"{found['day']}T{found['clock']}{found['zone']}")
    except ValueError:
        return None
    return int(told.timestamp())
