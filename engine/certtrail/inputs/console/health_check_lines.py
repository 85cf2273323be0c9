"""What HealthChecker says of a server as a whole, out of its text report; facts of it out.

    Valid Internal Transport Certificate Found On Server: True
    Valid Auth Certificate Found On Server: False
        Auth Certificate has expired

The script writes English on every Windows. The server is named in the head of the report. The line
below says why not; on Edge servers the script cannot look, writes False, and takes it back there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.articles import resolution_of
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.report_times import made_at
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.listed_times import Moments

_STATE: Final = re.compile(
    r"^[ \t>|*]{0,20}Valid (?P<what>Internal Transport|Auth) Certificate Found On Server"
    r"[ \t|]{0,20}:?[ \t|]{0,20}(?P<found>True|False)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NAME: Final = re.compile(
    r"^[ \t]{0,20}(?:Server )?Name:[ \t]{0,20}(?P<server>[A-Za-z0-9][A-Za-z0-9.-]{0,62})[ \t]*$",
    re.MULTILINE,
)
# What the line below, or the one after that, says of a False.
_BELOW: Final = re.compile(
    r"(?:[^\n]{0,200}\n){1,2}[ \t>|*]{0,20}(?:"
    r"(?P<unseen>We can.{1,3}t check for (?:Internal Transport|Auth) Certificates? on Edge)"
    r"|(?P<expired>(?:Internal Transport|Auth) Certificate has expired))",
    re.IGNORECASE,
)
_MADE: Final = re.compile(
    r"^[ \t>|*]{0,20}Generation Time[ \t|]{0,20}:[ \t|]{0,20}(?P<made>\d[^\n]{5,40})$",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE: Final = re.compile(
    r"^[ \t>|*]{0,20}Server Role[ \t|]{0,20}:[ \t|]{0,20}(?P<role>\w{3,20})\b",
    re.IGNORECASE | re.MULTILINE,
)
# What pages about the check have above and below what they show.
_ABOUT: Final = re.compile(r"^[ \t*#]{0,8}Description[ \t*]{0,4}:", re.MULTILINE | re.IGNORECASE)
_BELOW_IT: Final = re.compile(
    r"^[ \t*#]{0,8}(?:Included in HTML report|Additional resources|See also)\b[ \t*]{0,4}[?:]",
    re.MULTILINE | re.IGNORECASE,
)
_WORDS: Final = {"internal transport": "internal", "auth": "auth"}
_MOST: Final = 400
_COUNTS: Final = phrase("lines of HealthChecker about its certificates")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a line."""
    return _STATE.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the lines; of a server the last one of each counts that a report of one time has."""
    facts: dict[tuple[object, ...], Fact] = {}
    room = Room(_MOST)
    for found, server, edge, made in _lines(paste):
        what = _WORDS[found["what"].casefold()]
        if not room.takes((server, what, made)):
            continue
        fields: dict[str, str | int | bool] = {"what": what, **_verdict(paste.text, found, edge)}
        begin, end = made
        if begin is not None and end is not None:
            fields |= {"made_from": begin, "made_until": end}
        evidence = paste.evidence(found.start("what"), server, f'"{found[0].strip(" |>*")}"')
        facts[server, what, made] = Fact("health-check-state", server, 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _verdict(text: str, found: re.Match[str], edge: bool) -> dict[str, str | bool]:
    """Give what a line says: `found`, and of a False why; nothing was found out where the script
    did not look.
    """
    if found["found"].casefold() == "true":
        return {"found": True}
    below = _BELOW.match(text, found.end())
    if edge or (below is not None and below["unseen"]):
        return {"why": "not-checked"}
    return {"found": False, "why": "not-found" if below is None else "expired"}


def _lines(paste: Paste) -> Iterator[tuple[re.Match[str], str, bool, Moments]]:
    """Give each line, with the server that the report names last above it, whether it says below
    that name that this is an Edge server, and when it says there that it was made.
    """
    names, roles = list(_NAME.finditer(paste.text)), list(_ROLE.finditer(paste.text))
    dates = list(_MADE.finditer(paste.text))
    told = {one.start(): made_at(paste, one["made"]) for one in dates}
    about, below = _ABOUT.search(paste.text), [*_BELOW_IT.finditer(paste.text)]
    page = below[-1].start() if below and about is not None else 0
    shown = range(about.start() if about is not None else 0, max(page, resolution_of(paste.text)))
    for found in _STATE.finditer(paste.text):
        name = _above(names, found.start())
        if name is None and found.start() in shown:
            continue  # it is a page about the check, and names no server
        begin = -1 if name is None else name.start()
        role, date = _above(roles, found.start()), _above(dates, found.start())
        edge = role is not None and role.start() > begin and role["role"].casefold() == "edge"
        known = date is not None and date.start() > begin
        made = told[date.start()] if date is not None and known else (None, None)
        yield found, paste.hint if name is None else name["server"], edge, made


def _above(found: Sequence[re.Match[str]], place: int) -> re.Match[str] | None:
    """Give the last of them before a place."""
    number = bisect_left(found, place, key=re.Match.start)
    return found[number - 1] if number else None


SCANNER: Final = Scanner(
    _COUNTS,
    ("certificatefoundonserver",),
    recognise,
    scan,
)
