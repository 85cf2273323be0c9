r"""What a console was asked for and listed nothing of: a text in; what that tells, out.

    [PS] C:\>Get-EdgeSubscription
    [PS] C:\>

    [PS] C:\>Get-ExchangeCertificate

    Thumbprint                                Services   Subject
    ----------                                --------   -------

    [PS] C:\>

An empty output is an answer where all was asked for and the console went on; the next prompt shows
that nobody left the output out at the end of the text. A server has certificates, so of these a
table's head without a row is asked for: who left them out left out the head, too. A
script of Microsoft's that does not see the Exchange Management Shell it runs in says so, and that
has the same reason as certificates that are not listed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# All of them, on the screen: no filter, no file, no variable. An Edge server does not have the
# first one.
_SHOWN: Final = r"(?:[ \t]*\|[ \t]*(?:fl|ft|Format-List|Format-Table)\b[^|;>\n]{0,200})?[ \t]*"
_NO_EDGE, _NO_CERTIFICATE = "no-edge-subscription", "certificates-not-listed"
_ASKED: Final = {
    _NO_EDGE: re.compile(rf"[ \t]*Get-EdgeSubscription{_SHOWN}", re.IGNORECASE),
    _NO_CERTIFICATE: re.compile(
        rf"[ \t]*Get-ExchangeCertificate(?:[ \t]+-Server[ \t]+[^\s|;>]{{1,255}})?{_SHOWN}",
        re.IGNORECASE,
    ),
}
_SAID: Final = {
    _NO_EDGE: "Get-EdgeSubscription printed nothing",
    _NO_CERTIFICATE: "Get-ExchangeCertificate printed a table's head and no row",
}
_FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    _NO_EDGE: {},
    _NO_CERTIFICATE: {"what": "empty", "text": "Get-ExchangeCertificate"},
}
_UNSEEN: Final = re.compile(
    r"^[ \t>]{0,20}[A-Z]{5,20}: This script requires to be run inside of Exchange Management Shell",
    re.MULTILINE,
)
_RULE: Final = re.compile(r"[ \t]*-{2,}(?:[ \t]+-{2,})*[ \t]*")
_HEAD: Final = 2


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an answer."""
    return next(_empty(paste.text), None) is not None or _UNSEEN.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the answers; one of a server is enough."""
    facts: dict[tuple[str, str, str], Fact] = {}
    for kind, place in _empty(paste.text):
        _add(facts, paste, kind, place, _SAID[kind])
    if unseen := _UNSEEN.search(paste.text):
        said = unseen[0].strip(" \t>")
        _add(facts, paste, _NO_CERTIFICATE, unseen.start(), said, {"what": "refused", "text": said})
    return Scanned(len(facts), tuple(facts.values()))


def _add(
    facts: dict[tuple[str, str, str], Fact],
    paste: Paste,
    kind: str,
    place: int,
    said: str,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Add a fact of the server at a place, unless there is one that says the same."""
    server = paste.server_at(place)
    told = dict(_FIELDS[kind] if fields is None else fields)
    one = Fact(kind, server, 0, told, (paste.evidence(place, server, said),))
    facts.setdefault((kind, server, told.get("what", "")), one)


def heads_only(shown: list[str]) -> bool:
    """Tell whether the lines that a command printed, empty ones left out, are the head of a table
    and no more: its second line is a rule.
    """
    return len(shown) == _HEAD and _RULE.fullmatch(shown[-1]) is not None


def _empty(text: str) -> Iterator[tuple[str, int]]:
    """Give the kind and place of each command whose output, up to the next prompt, is empty."""
    at, asked = 0, ("", -1)
    shown: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            prompt = PROMPT.match(line)
            if prompt is None:
                # One line more than a head has is enough to know that there is an object.
                shown += [line] * (len(shown) <= _HEAD)
            else:
                if asked[0] == _NO_EDGE and not shown:
                    yield asked
                if asked[0] == _NO_CERTIFICATE and heads_only(shown):
                    yield asked
                shown = []
                asked = next(
                    ((k, at) for k, form in _ASKED.items() if form.fullmatch(line, _typed(line))),
                    ("", -1),
                )
        at += len(line) + 1


def _typed(line: str) -> int:
    """Give where in a line with a prompt the command begins."""
    return line.find(">") + 1


SCANNER = Scanner(
    phrase("empty answers"),
    ("get-edgesubscription", "get-exchangecertificate", "insideofexchangemanagementshell"),
    recognise,
    scan,
)
