"""Logs of programs of which nothing is read, such as a renewal tool's: text in; whether it is one
that tells of no error, out.

    2026-11-11 09:00:03.551 +01:00 [INF] Renewal for [Manual] mail.contoso.com is due after ...
"""

from __future__ import annotations

import re
from typing import Final

_QUIET: Final = "inf|info|information|notice|vrb|verbose|dbg|debug|trc|trace"
_ROW: Final = re.compile(
    r"20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d)?"
    rf"[ \t]{{0,4}}\[?(?:{_QUIET})\b",
    re.IGNORECASE | re.ASCII,
)
# What is wrong is said in words, too; and rows of an event log are no program's.
_WRONG: Final = re.compile(
    r"\b(?:errors?|fail\w*|exceptions?|denied|fatal|invalid|warn\w*|fehler\w*|erreurs?)\b"
    r"|MSExchange|\b12\d{3}\b",
    re.IGNORECASE | re.ASCII,
)
_LEAST: Final = 2


def is_quiet_log(text: str) -> bool:
    r"""Tell whether each line of a text has a time and a level, and none of them is of trouble.

    Such rows are no export of Exchange or Windows, and say that all went well.

    >>> is_quiet_log("2026-11-11 09:00:03 [INF] Due after 2026-11-19\n" * 2)
    True
    >>> is_quiet_log("2026-11-11 09:00:03 [INF] Due\n2026-11-11 09:00:04 [ERR] Refused\n")
    False
    """
    rows = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    if len(rows) < _LEAST or _WRONG.search(text) is not None:
        return False
    return all(_ROW.match(line) for line in rows)
