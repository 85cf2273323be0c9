"""What certutil said when a private key was to be linked to its certificate again: it failed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

# The name of the verb and the code are the same in every language.
_FAILED: Final = re.compile(
    r"^[ \t>|]{0,20}CertUtil: -repairstore\b[^\n]{0,80}?(?P<code>0x[0-9a-f]{8})\b",
    re.MULTILINE | re.IGNORECASE,
)
_TYPED: Final = re.compile(
    r"certutil(?:\.exe)?[^\n]{0,40} -repairstore (?:my|\"my\")(?P<rest>[^\n]{0,120})", re.IGNORECASE
)
_BEFORE: Final = 2_000
_MOST: Final = 100
_COUNTS: Final = phrase("repairs of the link to a key")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a line."""
    return _FAILED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the failures, each with the certificate of the command above."""
    facts: list[Fact] = []
    room = Room(_MOST)
    for found in _FAILED.finditer(paste.text):
        start = max(0, found.start() - _BEFORE)
        typed = list(_TYPED.finditer(paste.text, start, found.start()))
        rest = typed[-1]["rest"] if typed else ""
        server = paste.server_at(found.start())
        fields: dict[str, str | int | bool] = {"code": found["code"].lower()}
        if (thumbprint := only_thumbprint(rest)) is not None:
            fields["thumbprint"] = thumbprint
        same = server, *sorted(fields.items())
        if same in room or not room.takes(same):
            continue
        evidence = paste.evidence(found.start(), server, f"certutil -repairstore: {found['code']}")
        facts.append(Fact("key-relink-failed", server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


SCANNER: Final = Scanner(_COUNTS, ("-repairstore",), recognise, scan)
