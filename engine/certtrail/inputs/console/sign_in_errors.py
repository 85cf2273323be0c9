"""Exceptions by which sign-in to OWA and ECP fails at a certificate, wherever a text has them;
facts of them out.

    Exception message: ASSERT: HMACProvider.GetCertificates:protectionCertificates.Length<1
       at Microsoft.Exchange.Diagnostics.ExAssert.AssertInternal(String formatString, ...)

Event 1003 has it, which is judged as an event; ASP.NET's own event, the log of the front end proxy
and a browser's page have it, too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.dateless_events import dateless_events
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXCEPTION: Final = re.compile(
    r"HMACProvider\.GetCertificates:\s?protectionCertificates(?:\.Length(?:<\d)?)?", re.IGNORECASE
)
# What a trace has behind it, in English on every server's Exchange.
_TRACE: Final = re.compile(r"Microsoft\.Exchange\.Clients\.Common\.HmacProvider\.", re.IGNORECASE)
# As ASP.NET heads what it logs.
_MACHINE: Final = re.compile(
    r"^[ \t]{0,20}Machine name:[ \t]{0,9}(?P<server>[\w.-]{1,63})", re.IGNORECASE | re.MULTILINE
)
_REACH: Final = 6_000
# Servers.
_MOST: Final = 200
_SHOWN: Final = 200
_COUNTS: Final = phrase("exceptions at signing in")
_KIND: Final = "sign-in-error-told"


def recognise(paste: Paste) -> bool:
    """Tell whether a text has one."""
    return next(_found(paste), None) is not None


def scan(paste: Paste) -> Scanned:
    """Make a fact of each server's, with the trace where any of them has it."""
    facts: dict[str, Fact] = {}
    room = Room(_MOST)
    count = 0
    for found in _found(paste):
        count += 1
        traced = _TRACE.search(paste.text, found.end(), found.end() + _REACH) is not None
        server = _server(paste, found.start())
        if (server in facts and not traced) or not room.takes(server):
            continue
        begin = paste.text.rfind("\n", max(0, found.start() - _SHOWN), found.start()) + 1
        line = paste.text[max(begin, found.start() - _SHOWN) : found.end()]
        evidence = paste.evidence(found.start(), server, shown(line.strip(), _SHOWN))
        fields: dict[str, str | int | bool] = {
            "exception": found[0],
            "form": "copy" if traced else "words",
        }
        facts[server] = Fact(_KIND, server, 0, fields, (evidence,))
    return Scanned(count, tuple(facts.values()), problems=room.problems(_COUNTS))


def _found(paste: Paste) -> Iterator[re.Match[str]]:
    """Find those outside of events that are judged as such."""
    ends: list[tuple[int, int]] | None = None
    for found in _EXCEPTION.finditer(paste.text):
        if ends is None:
            ends = [(one.end, one.start) for one in paste.once(dateless_events)]
        place = bisect_right(ends, (found.start(), len(paste.text)))
        if place == len(ends) or ends[place][1] > found.start():
            yield found


def _server(paste: Paste, place: int) -> str:
    """Tell whose it is: by the head above it, or as the text tells."""
    heads = list(_MACHINE.finditer(paste.text, max(0, place - _REACH), place))
    own = server_in(heads[-1]["server"]) if heads else None
    return own or paste.server_at(place)


SCANNER: Final = Scanner(
    _COUNTS, ("hmacprovider.getcertificates:protectioncertificates",), recognise, scan
)
