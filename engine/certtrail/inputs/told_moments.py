"""Moments at which a text was written: the heads of mails and the stamps of transcripts in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from collections.abc import Iterator

STAMP: Final = re.compile(
    r"^[^\n:]{2,40}:[ \t]{0,4}(20\d{12})[ \t]*(?P<end>\n\*{8,})?", re.MULTILINE
)
"""A line of a transcript that tells when it began or ended."""
SENT: Final = re.compile(
    r"^[ \t*]{0,8}(?:Date|Sent|Datum|Gesendet|Envoy\u00e9|Enviado(?: el)?|Inviato|Verzonden|Fecha"
    r"|Data)[*]?[ \t]?:[ \t]*(?P<date>\S[^\n]{6,60})$",
    re.MULTILINE | re.IGNORECASE,
)
"""The line of a mail's head that tells when it was sent."""
ANSWERED: Final = re.compile(
    r"^[ \t>*]{0,20}(?:On|Am|Le|El|Il|Op|Em|Den|P\u00e5)[ ]"
    r"(?P<date>[^\n:]{0,30}\d[^\n:]{0,24}[ ]\d{1,2}[:.h]\d\d(?::\d\d)?(?:[ ]?[AP]M|[ ]Uhr)?)"
    r"[^\n]{2,160}:[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""What a mail program writes above the mail that it quotes."""


def packed(digits: str) -> int | None:
    """Give the seconds since 1970 of a stamp of 14 digits, by the clock there."""
    written = WrittenDate.read(
        f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
    )
    return None if written is None else written.instant("ymd")


def moments(text: str) -> Iterator[int]:
    """Give the moments at which something in a text was written, in seconds since 1970.

    Where day and month of one cannot be told apart, both that it may be.
    """
    for stamp in STAMP.finditer(text):
        if (found := packed(stamp[1])) is not None:
            yield found
    for head in SENT.finditer(text):
        written = WrittenDate.read(head["date"].strip())
        if written is None or written.lacks_year:
            continue
        told = (written.instant(order) for order in written.possible())
        yield from (one for one in told if one is not None)
