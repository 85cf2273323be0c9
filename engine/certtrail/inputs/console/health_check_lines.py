"""What HealthChecker says of a server as a whole, out of its text report; facts of it out.

    Valid Internal Transport Certificate Found On Server: True
    Valid Auth Certificate Found On Server: False

The script writes English on every Windows. The server is named in the head of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATE: Final = re.compile(
    r"^[ \t>|*]{0,20}Valid (?P<what>Internal Transport|Auth) Certificate Found On Server"
    r"[ \t|]{0,20}:?[ \t|]{0,20}(?P<found>True|False)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NAME: Final = re.compile(
    r"^[ \t]{0,20}(?:Server )?Name:[ \t]{0,20}(?P<server>[A-Za-z0-9][A-Za-z0-9.-]{0,62})[ \t]*$",
    re.MULTILINE,
)
_WORDS: Final = {"internal transport": "internal", "auth": "auth"}
_MOST: Final = 400
_COUNTS: Final = phrase("lines of HealthChecker about its certificates")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a line."""
    return _STATE.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the lines; of a server the last one of each counts."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    for found, server in _lines(paste):
        what = _WORDS[found["what"].casefold()]
        if not room.takes((server, what)):
            continue
        fields: dict[str, str | int | bool] = {
            "what": what,
            "found": found["found"].casefold() == "true",
        }
        evidence = paste.evidence(found.start("what"), server, f'"{found[0].strip(" |>*")}"')
        facts[server, what] = Fact("health-check-state", server, 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _lines(paste: Paste) -> Iterator[tuple[re.Match[str], str]]:
    """Give each line, with the server that the report names last above it."""
    names = list(_NAME.finditer(paste.text))
    places = [name.start() for name in names]
    for found in _STATE.finditer(paste.text):
        above = bisect_left(places, found.start())
        yield found, names[above - 1]["server"] if above else paste.hint


SCANNER: Final = Scanner(
    _COUNTS,
    ("certificatefoundonserver",),
    recognise,
    scan,
)
