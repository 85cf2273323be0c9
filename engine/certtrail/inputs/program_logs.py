"""Logs of programs of which nothing is read, such as a renewal tool's: text in; whether it is one
that tells of no error, or of other things than mail, out.

    2026-11-11 09:00:03.551 +01:00 [INF] Renewal for [Manual] mail.contoso.com is due after ...
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.error_lines import is_of_others

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
# Where a row has its time: of ISO 8601, of syslog, or behind a letter for the level, as Go's klog.
_TIMED: Final = re.compile(
    r"[ \t]{0,4}(?:\S{1,40}[ \t]{1,4}){0,2}\[?(?:20\d\d[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:\d\d:\d\d\.|time=\"?20\d\d-)"
)
# Where one of these stands it may be of mail, or of the server itself.
_OF_MAIL: Final = re.compile(
    r"smtp|mail|exchange|starttls|relay|transport|schannel|thumbprint|owa\b|\bewa?s\b|autodiscover"
    r"|\bmapi\b|\bmx\d{0,2}\b|:(?:25|465|587|2525)\b|(?<!\d)12(?:0[12]\d|03[0-4])(?!\d)"
    r"|(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])",
    re.IGNORECASE,
)


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


def is_log_of_others(text: str) -> bool:
    r"""Tell whether each line of a text has a time, and one or more of them name a protocol or a
    port that is not mail's; none speaks of mail, Exchange or a certificate of a computer's store.

    >>> is_log_of_others('2026-11-15 10:01:22 ERROR Get "https://10.0.0.1:6443/": x509: expired\n')
    True
    >>> is_log_of_others("2026-11-15 10:01:22 ERROR x509: certificate has expired\n")
    False
    """
    rows = [line for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    if _OF_MAIL.search(text) is not None or not all(map(_TIMED.match, rows)):
        return False
    return any(is_of_others(row, len(row), len(row)) for row in rows)
