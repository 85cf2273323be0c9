"""Logs of tools that renew certificates by themselves: the scripts that they ran, as facts.

    [INFO] Script ./Scripts/PSScript.bat starting with parameters ImportExchange.ps1 0A1B... SMTP
    2026-01-24 09:00:10.042 +01:00 [INF] Script ... starting with parameters ...
    2026-01-24 09:00:12.702 +01:00 [INF] Removing certificate [Manual] ... from store My

The file has the time of each line with its zone, the console has none. What such a script was
refused, `refusals_told` finds; certificates that a tool lists, `listings`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import datetime
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.thumbprint import only_thumbprint

_SCRIPT: Final = re.compile(
    r"\bScript (?P<script>\S{1,300}) starting with parameters(?: (?P<parameters>[^\n]{0,600}))?"
)
_STAMP: Final = re.compile(
    r"[ \t]{0,4}(?P<day>20\d\d-\d\d-\d\d)[ T](?P<clock>\d\d:\d\d:\d\d)(?:\.\d{1,7})? ?"
    r"(?P<zone>[+-]\d\d:\d\d|Z)"
)
# What is taken out of the store, and where the next renewal begins.
_NEXT: Final = re.compile(r"\bRemoving certificate [^\n]{1,300} from store |\] Renewing ")
# What a script of the tool wrote of itself: -Force answers Yes.
_FORCED: Final = re.compile(
    r"\bEnable-ExchangeCertificate\b(?=[^\n]{0,300} -Force\b)[^\n]{0,300}? -Thumbprint "
    r"(?P<thumbprint>[0-9A-Fa-f]{40})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_SECOND: Final = 10**9
_SHOWN: Final = 300
_MOST: Final = 200
_COUNTS: Final = phrase("scripts of renewal tools")


def recognise(paste: Paste) -> bool:
    """Tell whether a text holds a line of such a tool."""
    return "starting with parameters" in paste.text and _SCRIPT.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the scripts; one that is run again with the same certificate is one."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    after = [(match.start(), match[0]) for match in _NEXT.finditer(paste.text)]
    forced = {match["thumbprint"].upper() for match in _FORCED.finditer(paste.text)}
    for found in _SCRIPT.finditer(paste.text):
        parameters = found["parameters"] or ""
        thumbprint = only_thumbprint(parameters) or ""
        script = found["script"]
        if not room.takes((script, thumbprint)):
            continue
        known = {
            "source": "log",
            "tool": "win-acme",
            "script": script,
            "command": " ".join(found[0].split())[:_SHOWN],
            "thumbprint": thumbprint,
        }
        fields = {name: value for name, value in known.items() if value}
        server = paste.server_at(found.start())
        evidence = paste.evidence(found.start(), server, known["command"])
        key, at = (script, thumbprint), _time_of_line(paste.text, found.start())
        before = facts.get(key)
        told: dict[str, str | int | bool] = {**fields}
        if at is not None:
            told |= {"first": at, "last": at, "count": 1}
        place = bisect_right(after, (found.start(), ""))
        if place < len(after) and after[place][1].startswith("Removing"):
            told["cleared"] = True
        if thumbprint and thumbprint in forced:
            told["forced"] = True
        if before is None:
            facts[key] = Fact("script-run", server, (at or 0) * _SECOND, told, (evidence,))
        elif at is not None:
            span = {
                "first": min(at, before.number("first") or at),
                "last": max(at, before.number("last") or at),
                "count": (before.number("count") or 0) + 1,
            }
            facts[key] = replace(before, fields={**before.fields, **span})
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _time_of_line(text: str, place: int) -> int | None:
    """Read the time at the begin of a line, in seconds since 1970 UTC; None where it has none."""
    found = _STAMP.match(text, text.rfind("\n", 0, place) + 1)
    if found is None:
        return None
    try:
        told = datetime.fromisoformat(f"{found['day']}T{found['clock']}{found['zone']}")
    except ValueError:
        return None
    return int(told.timestamp())


SCANNER = Scanner(_COUNTS, (), recognise, scan)
