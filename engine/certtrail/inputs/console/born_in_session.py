"""Certificates that a console made: its text in; where each was made, and when, out.

A self-signed certificate is valid from the second in which it is made, by the clock of that
console. So a transcript, which tells when it began and when it ended, has a time in between.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_NEW: Final = re.compile(r"New-ExchangeCertificate\b", re.IGNORECASE)
# Of a line: where its prompt ends at most, and how much may stand between that and the command.
_PROMPT: Final = 301
_BETWEEN: Final = 200
_THUMBPRINT: Final = re.compile(r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])", re.IGNORECASE)
# What stands between the command and the certificate's first name: a question, and its answer.
_NEAR: Final = 4_000


def born_in_session(paste: Paste) -> list[tuple[int, tuple[int, ...]]]:
    """Give the places of the commands that made certificates, in their order, each with the seconds
    since 1970 at which that may have been, one for each order of day and month.
    """
    made = _commands(paste.text)
    if not made:
        return []
    # Each thumbprint's first place, as a list that comes later shows it again.
    firsts: dict[str, int] = {}
    for match in _THUMBPRINT.finditer(paste.text):
        firsts.setdefault(match[0].upper(), match.start())
    found = []
    for one in paste.objects:
        first = firsts.get(one.part("Thumbprint").upper())
        written = WrittenDate.read(one.part("NotBefore"))
        if first is None or written is None or not written.has_clock:
            continue
        before = bisect_left(made, first) - 1
        near = before >= 0 and first <= made[before] + _NEAR
        moments = {written.instant(order) for order in written.possible()} - {None}
        if near and moments:
            found.append((made[before], tuple(sorted(at for at in moments if at is not None))))
    return sorted(found)


def _commands(text: str) -> list[int]:
    """Give the lines on which the command stands behind a prompt, by where they start."""
    lines: dict[int, None] = {}
    for found in _NEW.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        prompt = text.rfind(">", line, min(line + _PROMPT, found.start()))
        if prompt >= 0 and len(text[prompt + 1 : found.start()].lstrip(" \t")) <= _BETWEEN:
            lines[line] = None
    return list(lines)
