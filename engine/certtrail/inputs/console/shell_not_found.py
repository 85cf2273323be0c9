r"""A script of Microsoft's that does not find the Exchange Management Shell: a text in; facts out.

    [PS] C:\>.\HealthChecker.ps1
    WARNING: This script requires to be run inside of Exchange Management Shell. ...

Mostly somebody took another shell, and the script is right. It says the same in the right shell
while the Auth certificate, which signs what that shell sends, is missing or has expired. The prompt
before it tells which shell it was. A prompt of plain PowerShell, or a cmdlet of Exchange that is
not known there, leaves nothing to explain, and so does an Auth certificate that the text shows as
good.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

KIND: Final = "exchange-shell-not-found"
"""The kind of the facts."""
_SAID: Final = re.compile(
    r"^[ \t>]{0,20}[A-Z]{5,20}: This script requires to be run inside of Exchange Management Shell",
    re.MULTILINE,
)
_MANAGEMENT: Final = re.compile(r"[ \t]{0,8}\[PS\]")
_PLAIN: Final = re.compile(r"[ \t]{0,8}PS(?: [^\n>]{0,200})?>")
# A console writes the name first, and once more in its message, in any language.
_UNKNOWN: Final = re.compile(
    r"^[ \t>]{0,20}(?P<name>(?:Get|Set|New|Test)-[A-Za-z]{4,40}) ?: [^\n]{0,60}"
    r"['\"\u2018\u201c\u201e\u00ab](?P=name)\b",
    re.MULTILINE | re.IGNORECASE,
)
_OF_EXCHANGE: Final = re.compile(
    r"-(?:Exchange|Auth|Organization|Mailbox|Transport|Send|Receive|Queue|Edge)", re.IGNORECASE
)
_AUTH_IS_GOOD: Final = re.compile(
    r"^[ \t>]{0,20}(?:The current Auth Certificate is valid for [1-9]\d{0,5} day"
    r"|Test result: No renewal action is required)",
    re.MULTILINE | re.IGNORECASE,
)
# A script prints so many lines before it says so, at most.
_REACH: Final = 2_000


def recognise(paste: Paste) -> bool:
    """Tell whether a text has what such a script says, and nothing that explains it."""
    return bool(_unexplained(paste.text))


def scan(paste: Paste) -> Scanned:
    """Find it; of each server and shell once."""
    facts: dict[tuple[str, str], Fact] = {}
    for place, said, shell in _unexplained(paste.text):
        server = paste.server_at(place)
        fields = {"text": said, **({"shell": shell} if shell else {})}
        one = Fact(KIND, server, 0, fields, (paste.evidence(place, server, said),))
        facts.setdefault((server, shell), one)
    return Scanned(len(facts), tuple(facts.values()))


def _unexplained(text: str) -> list[tuple[int, str, str]]:
    """Give each place, what is said there, and the shell: `management`, or empty if not told."""
    found = list(_SAID.finditer(text))
    if not found or _AUTH_IS_GOOD.search(text) or _lacks_exchange(text):
        return []
    told = [(one.start(), one[0].strip(" \t>"), _shell(text, one.start())) for one in found]
    return [one for one in told if one[2] != "plain"]


def _lacks_exchange(text: str) -> bool:
    """Tell whether a cmdlet of Exchange is unknown in that console."""
    return any(_OF_EXCHANGE.search(one["name"]) for one in _UNKNOWN.finditer(text))


def _shell(text: str, place: int) -> str:
    """Tell the shell by the last prompt before a place."""
    for line in reversed(text[max(0, place - _REACH) : place].split("\n")):
        if PROMPT.match(line):
            return (
                "management" if _MANAGEMENT.match(line) else "plain" if _PLAIN.match(line) else ""
            )
    return ""


SCANNER: Final = Scanner(
    phrase("scripts that do not find the Exchange Management Shell"),
    ("insideofexchangemanagementshell",),
    recognise,
    scan,
)
