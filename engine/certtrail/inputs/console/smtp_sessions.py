"""SMTP sessions by hand in pasted text (telnet, nc): text in; as facts, that
a device on the way masks what the server says, out.

220 ****************************************
EHLO test
250-mail.contoso.com Hello [192.0.2.7]
250-XXXXXXXA
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.exchange.smtp_masks import mask_in
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_LINE: Final = re.compile(r"^[ \t>|]{0,20}(?P<said>2[25]0[ -][^\n]{7,2000})$", re.MULTILINE)
_OPENED: Final = re.compile(
    r"(?:\btelnet(?:\.exe)?[ \t]+|\b(?:nc|ncat|netcat)[ \t]+(?:-\w+[ \t]+){0,4}"
    r"|^Connected to[ \t]+)"
    r"(?P<host>[A-Za-z0-9][A-Za-z0-9.:-]{0,252}?)(?=\.?(?:$|[ \t]))",
    re.MULTILINE | re.IGNORECASE,
)
_BEFORE: Final = 4_000
_MOST: Final = 100
_COUNTS: Final = phrase("masked lines of SMTP sessions")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a line."""
    return any(mask_in(found["said"]) for found in _LINE.finditer(paste.text))


def scan(paste: Paste) -> Scanned:
    """Find the masked lines, each with the host that the session above was opened to."""
    facts: list[Fact] = []
    room = Room(_MOST)
    for found in _LINE.finditer(paste.text):
        sign = mask_in(found["said"])
        if not sign:
            continue
        start = max(0, found.start() - _BEFORE)
        opened = list(_OPENED.finditer(paste.text, start, found.start()))
        server = paste.server_at(found.start())
        fields: dict[str, str | int | bool] = {"direction": "send", "sign": sign}
        if opened:
            fields["remote"] = opened[-1]["host"]
        same = server, *sorted(fields.items())
        if same in room or not room.takes(same):
            continue
        evidence = paste.evidence(
            found.start(), server, shown(" ".join(found["said"].split()), 300)
        )
        facts.append(Fact("smtp-filtered", server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


SCANNER: Final = Scanner(_COUNTS, ("*******", "xxxxxxx"), recognise, scan)
