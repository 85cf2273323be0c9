"""Logs of tools that renew certificates by themselves: the scripts that they ran, as facts.

    [INFO] Script ./Scripts/PSScript.bat starting with parameters ImportExchange.ps1 0A1B... SMTP
    2026-01-24 09:00:10.042 +01:00 [INF] Script ... starting with parameters ...
    2026-01-24 09:00:11.411 +01:00 [INF] Enable-ExchangeCertificate -Thumbprint 0A1B... -Force
    2026-01-24 09:00:12.702 +01:00 [INF] Removing certificate [Manual] ... from store My

What a script printed of what it did is an act, as if it had been typed. The file has the time of
each line with its zone, the console has none. What such a script was refused, `refusals_told`
finds; certificates that a tool lists, `listings`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.line_times import time_of_line
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRIPT: Final = re.compile(
    r"\bScript (?P<script>\S{1,300}) starting with parameters(?: (?P<parameters>[^\n]{0,600}))?"
)
# What is taken out of the store, and where the next renewal begins.
_NEXT: Final = re.compile(r"\bRemoving certificate [^\n]{1,300} from store |\] Renewing ")
# What a script printed of what it did: a cmdlet with its certificate, or the removal of one.
_DID: Final = re.compile(
    r"^(?P<head>[^\n]{0,60}\[(?:INF|INFO|VRB|DBG)\][ \t]{1,4})(?:(?P<cmdlet>(?:Enable|Remove)-"
    r"ExchangeCertificate)\b(?P<given>[^\n]{1,400})|Removing (?:old |previous )?certificate[ \t]+"
    r"(?P<removed>[0-9A-Fa-f]{40})\b)",
    re.MULTILINE,
)
# What the script itself was refused, the tool only warns of, and goes on.
_ERROR: Final = re.compile(
    r"^[^\n]{0,60}\[(?:(?:ERR|ERROR|FTL|FATAL)\]|(?:WRN|WARN)\][ \t]{1,4}Script error\b)",
    re.MULTILINE,
)
_SAID: Final = re.compile(
    r"\[(?:WRN|WARN|ERR|ERROR)\][ \t]{1,4}Script error:?[ \t]*(?P<said>[^\n]{1,600})"
)
_NAMES: Final = re.compile(r"\bSet-(?:Send|Receive)Connector\b", re.IGNORECASE)
_SMTP: Final = re.compile(r"-Services?[ :]+[^-\n]*\bSMTP\b", re.IGNORECASE)
_FORCED: Final = re.compile(r"-Force\b(?!:\$?false)", re.IGNORECASE)
_DUE: Final = re.compile(
    r"Next renewal (?:scheduled at|due after) (?P<due>20\d\d[-/]\d\d?[-/]\d\d?(?: \d\d:\d\d)?)"
)
_SECOND: Final = 10**9
_SHOWN: Final = 300
_PRINTED: Final = 2_000
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
    acts = tuple(_acts(paste, room))
    end = len(paste.text)
    forced = {act.text("thumbprint") for act in acts if act.holds("forced")}
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
            "command": shown(" ".join(found[0].split()), _SHOWN),
            "thumbprint": thumbprint,
        }
        fields = {name: value for name, value in known.items() if value}
        server = paste.server_at(found.start())
        evidence = paste.evidence(found.start(), server, known["command"])
        key, at = (script, thumbprint), time_of_line(paste.text, found.start())
        before = facts.get(key)
        told: dict[str, str | int | bool] = {**fields}
        if at is not None:
            told |= {"first": at, "last": at, "count": 1}
        due = [one["due"] for one in _DUE.finditer(paste.text, found.end())]
        if due:
            told["next_run"] = due[-1]
        place = bisect_right(after, (found.start(), ""))
        if place < len(after) and after[place][1].startswith("Removing"):
            told["cleared"] = True
            gone = time_of_line(paste.text, after[place][0])
            told |= {"cleared_at": gone} if gone is not None else {}
        until = next((at for at, said in after[place:] if not said.startswith("Rem")), None)
        until = end if until is None else until
        told["sets_names"] = _NAMES.search(paste.text, found.end(), until) is not None
        if (error := _SAID.search(paste.text, found.end(), until)) is not None:
            told["script_error"] = shown(" ".join(error["said"].split()), _SHOWN)
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
    return Scanned(
        len(facts), (*facts.values(), *(acts if facts else ())), problems=room.problems(_COUNTS)
    )


def _acts(paste: Paste, room: Room) -> Iterator[Fact]:
    """Make `console-command` facts of what scripts printed of their acts."""
    did = list(_DID.finditer(paste.text))
    for number, found in enumerate(did):
        until = did[number + 1].start() if number + 1 < len(did) else found.end() + _PRINTED
        thumbprint = found["removed"] or only_thumbprint(found["given"] or "") or ""
        verb = VERB_OF.get((found["cmdlet"] or "").lower(), "removed")
        at = time_of_line(paste.text, found.start())
        if not thumbprint or not room.takes((verb, thumbprint, at)):
            continue
        fields: dict[str, str | int | bool] = {
            "verb": verb,
            "thumbprint": thumbprint.upper(),
            "smtp": verb == "enabled" and _SMTP.search(found["given"] or "") is not None,
            "refused": _ERROR.search(paste.text, found.end(), until) is not None,
        }
        if verb == "enabled" and _FORCED.search(found["given"] or ""):
            fields["forced"] = True
        server = paste.server_at(found.start())
        line = shown(" ".join(found[0][len(found["head"]) :].split()), _SHOWN)
        evidence = paste.evidence(found.start(), server, line)
        yield Fact("console-command", server, (at or 0) * _SECOND, fields, (evidence,))


SCANNER = Scanner(_COUNTS, (), recognise, scan)
