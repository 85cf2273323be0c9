r"""What a console was asked for and printed nothing of: a text in; what that tells, out.

    [PS] C:\>Get-EdgeSubscription
    [PS] C:\>

An empty output is an answer where all was asked for and the console went on; the next prompt shows
that nobody left the output out at the end of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# All of them, on the screen: no filter, no file, no variable. An Edge server does not have it.
_ASKED: Final = re.compile(
    r"[ \t]*Get-EdgeSubscription"
    r"(?:[ \t]*\|[ \t]*(?:fl|ft|Format-List|Format-Table)\b[^|;>\n]{0,200})?[ \t]*",
    re.IGNORECASE,
)


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an answer."""
    return next(_empty(paste.text), None) is not None


def scan(paste: Paste) -> Scanned:
    """Find the answers; one of a server is enough, as it is about the organisation."""
    facts: dict[str, Fact] = {}
    for place in _empty(paste.text):
        server = paste.server_at(place)
        evidence = paste.evidence(place, server, "Get-EdgeSubscription printed nothing")
        facts.setdefault(server, Fact("no-edge-subscription", server, 0, {}, (evidence,)))
    return Scanned(len(facts), tuple(facts.values()))


def _empty(text: str) -> Iterator[int]:
    """Give the place of each command behind which, but for empty lines, the next prompt stands."""
    at, asked = 0, -1
    for line in text.split("\n"):
        prompt = PROMPT.match(line)
        if prompt is not None and asked >= 0:
            yield asked
        if line.strip():
            typed = None if prompt is None else _ASKED.fullmatch(line, _typed(line))
            asked = -1 if typed is None else at
        at += len(line) + 1


def _typed(line: str) -> int:
    """Give where in a line with a prompt the command begins."""
    return line.find(">") + 1


SCANNER = Scanner(phrase("empty answers"), ("get-edgesubscription",), recognise, scan)
