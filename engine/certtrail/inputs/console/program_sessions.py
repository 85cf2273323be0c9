r"""SMTP sessions as programs write them down (swaks, PHPMailer, smtplib, MailKit, curl), in which
nothing of TLS failed: a text in; how many there are, out.

    SERVER -> CLIENT: 220 ex01.contoso.com Microsoft ESMTP MAIL Service ready at ...
    CLIENT -> SERVER: STARTTLS
    SERVER -> CLIENT: 220 2.0.0 SMTP server ready

They tell of no trouble, so no fact follows, and they are read. Where TLS failed with Exchange and
no other reader knows how, the text stays one that is not understood; a name or a password that was
refused is no certificate's matter, nor is what a server of another maker says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_SAID: Final = (
    r"^[ \t|*]{0,20}(?:\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,\d]{0,8}[ \t]{1,4})?"
    r"(?:SERVER -> CLIENT:|SMTP INBOUND:|reply:|<[-~]?|S:)[ \t]{1,24}(?:b?[\"'])?"
)
_GREETING: Final = re.compile(
    rf"{_SAID}220[ -](?!2\.0\.0)(?P<words>[^\n]{{0,300}}\bE?SMTP\b[^\n]{{0,300}})$",
    re.MULTILINE | re.IGNORECASE,
)
_ANSWER: Final = re.compile(rf"{_SAID}250[ -]", re.MULTILINE)
_EXCHANGE: Final = "microsoft esmtp"
_MATTER: Final = re.compile(r"(?:tls|ssl|certificates?|handshake|x\.?509|peer)\b", re.IGNORECASE)
_WRONG: Final = re.compile(
    r"\b(?:fail\w*|errors?|unable|refus\w*|reject\w*|invalid|expired|mismatch\w*|not|unknown|alert"
    r"|untrusted|unsupported|could ?n.t|can ?n.t|does ?n.t|without|denied|lost|closed|timed out)\b",
    re.IGNORECASE,
)
# What swaks says of a session that has no client certificate.
_IN_ORDER: Final = re.compile(r"=== TLS no (?:local|client) certificate set", re.IGNORECASE)
# An answer to STARTTLS that is a refusal.
_REFUSED: Final = re.compile(
    r"\bSTARTTLS\b[^\n]{0,20}\n(?:[^\n\d]{0,60}\n)?[^\n]{0,60}?(?<!\d)[45]\d\d[ -]", re.IGNORECASE
)
_LONGEST: Final = 1_000
_COUNTS: Final = phrase("sessions of programs with SMTP servers")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a session."""
    return _GREETING.search(paste.text) is not None and _ANSWER.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Count them; none where something of TLS may have failed."""
    greetings = [found["words"].lower() for found in _GREETING.finditer(paste.text)]
    ours = any(_EXCHANGE in words for words in greetings)
    refused = ours and _REFUSED.search(paste.text) is not None
    if refused or (ours and any(map(_is_trouble, paste.text.split("\n")))):
        return Scanned()
    return Scanned(len(greetings))


def _is_trouble(line: str) -> bool:
    told = line[:_LONGEST]
    of_tls = _MATTER.search(told) is not None and _WRONG.search(told) is not None
    return of_tls and not _IN_ORDER.match(told)


SCANNER: Final = Scanner(_COUNTS, ("smtp",), recognise, scan)
