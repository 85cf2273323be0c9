"""Logs of tools that renew certificates by themselves: the scripts that they ran, as facts.

    [INFO] Script ./Scripts/PSScript.bat starting with parameters ImportExchange.ps1 0A1B... SMTP

What such a script was refused, `refusals_told` finds; certificates that a tool lists, `listings`.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.model.fact import Fact
from certtrail.text.message import phrase
from certtrail.text.thumbprint import only_thumbprint

_SCRIPT: Final = re.compile(
    r"\bScript (?P<script>\S{1,300}) starting with parameters(?: (?P<parameters>[^\n]{0,600}))?"
)
_SHOWN: Final = 300
_MOST: Final = 200


def recognise(paste: Paste) -> bool:
    """Tell whether a text holds a line of such a tool."""
    return "starting with parameters" in paste.text and _SCRIPT.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the scripts; one that is run again with the same certificate is one."""
    facts: dict[tuple[str, str], Fact] = {}
    for found in _SCRIPT.finditer(paste.text):
        parameters = found["parameters"] or ""
        thumbprint = only_thumbprint(parameters) or ""
        script = found["script"]
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
        facts.setdefault(
            (script, thumbprint), Fact("script-run", server, 0, dict(fields), (evidence,))
        )
    return Scanned(len(facts), tuple(facts.values())[:_MOST])


SCANNER = Scanner(phrase("scripts of renewal tools"), (), recognise, scan)
