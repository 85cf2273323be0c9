"""Certificates that a console made: its text in; where each was made, and when, out.

A self-signed certificate is valid from the second in which it is made, by the clock of that
console. So a transcript, which tells when it began and when it ended, has a time in between.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_NEW: Final = re.compile(
    r"^[^\n]{0,300}>[ \t]*[^\n]{0,200}?New-ExchangeCertificate\b", re.MULTILINE | re.IGNORECASE
)
# What stands between the command and the certificate's first name: a question, and its answer.
_NEAR: Final = 4_000


def born_in_session(paste: Paste) -> list[tuple[int, tuple[int, ...]]]:
    """Give the places of the commands that made certificates, in their order, each with the seconds
    since 1970 at which that may have been, one for each order of day and month.
    """
    made = [found.start() for found in _NEW.finditer(paste.text)]
    if not made:
        return []
    found = []
    for one in paste.objects:
        thumbprint = one.part("Thumbprint")
        written = WrittenDate.read(one.part("NotBefore"))
        if len(thumbprint) != 40 or written is None or not written.has_clock:
            continue
        first = paste.text.upper().find(thumbprint.upper())
        before = [place for place in made if place < first <= place + _NEAR]
        moments = {written.instant(order) for order in written.possible()} - {None}
        if before and moments:
            found.append((before[-1], tuple(sorted(at for at in moments if at is not None))))
    return sorted(found)
