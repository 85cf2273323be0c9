r"""How often which event was written, as `Get-WinEvent ... | group Id` prints it: a table in; an
`events-counted` fact out.

    Count Name
    ----- ----
      412 12014
        2 12024

It tells no time, so nothing is judged by it; but of what it counts and nobody sent somebody has to
know.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.events.open_channels import catalogue
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

_TRANSPORT: Final = "MSExchangeTransport"
# Of certificates, by number, as the catalogue has them.
_CERTIFICATES: Final = range(12012, 12025)
_NOT_OF_CERTIFICATES: Final = 12021
_TABLE: Final = re.compile(
    r"^[ \t]*Count[ \t]+Name(?:[ \t]+Group)?[ \t]*\n(?:[ \t]*-{3,}[- \t]*\n)?"
    r"(?P<rows>(?:[ \t]*\d{1,7}[ \t]+\d{1,5}\b[^\n]{0,200}(?:\n|\Z))+)",
    re.MULTILINE,
)
_ROW: Final = re.compile(
    r"^[ \t]*(?P<count>\d{1,7})[ \t]+(?P<id>\d{1,5})(?=[ \t,]|$)", re.MULTILINE
)
_LISTED: Final = re.compile(
    r"^[ \t]*(?:(?:Name|Count|Group|Values)[ ]*:[^\n]*\n){2,4}", re.MULTILINE
)
_PAIR: Final = re.compile(r"^[ \t]*(Name|Count)[ ]*:[ ]*(\d{1,7})\b", re.MULTILINE)


def recognise(paste: Paste) -> bool:
    """Tell whether a text may have such a table."""
    return "Count" in paste.text and "Name" in paste.text and bool(paste.once(_tables))


def scan(paste: Paste) -> Scanned:
    """Find the tables; of several of one server each is told."""
    facts = []
    for place, counted in paste.once(_tables):
        server = paste.server_at(place)
        counts = ", ".join(f"{number} ({times})" for number, times in counted.items())
        fields = {"file": paste.name, "counts": counts}
        evidence = paste.evidence(place, server, f"counted: {counts}")
        facts.append(Fact("events-counted", server, 0, fields, (evidence,)))
    return Scanned(len(facts), tuple(facts))


def _tables(text: str) -> list[tuple[int, dict[int, int]]]:
    """Give where each table stands, and how often it has which event of certificates."""
    told: list[tuple[int, dict[int, int]]] = []
    for found in _TABLE.finditer(text):
        rows = ((int(row["id"]), int(row["count"])) for row in _ROW.finditer(found["rows"]))
        told.append((found.start(), _of_certificates(dict(rows))))
    blocks = list(_LISTED.finditer(text))
    pairs = [dict(_PAIR.findall(block[0])) for block in blocks]
    listed = {int(one["Name"]): int(one["Count"]) for one in pairs if len(one) > 1}
    if blocks:
        told.append((blocks[0].start(), _of_certificates(listed)))
    return [(place, counted) for place, counted in told if counted]


def _of_certificates(counted: dict[int, int]) -> dict[int, int]:
    find = catalogue().find
    return {
        number: counted[number]
        for number in sorted(counted)
        if number in _CERTIFICATES
        and number != _NOT_OF_CERTIFICATES
        and find(_TRANSPORT, number) is not None
    }


SCANNER = Scanner(phrase("tables that count events"), ("count",), recognise, scan)
