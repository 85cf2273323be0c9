r"""How far clocks are apart, out of pasted text: what w32tm prints in; `clock-offset` facts out.

    C:\>w32tm /stripchart /computer:EX01 /samples:2 /dataonly
    10:50:12, -412.3310092s
    10:50:14, -412.3311870s

    C:\>w32tm /monitor
    DC01.contoso.com *** PDC ***[192.0.2.1:123]:
        NTP: +0.0000000s offset from DC01.contoso.com

Its words are translated, its numbers are not. It tells by how much the clock of the other machine
goes before that of the one where it was asked.
"""

from __future__ import annotations

import re
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPED: Final = re.compile(
    r"^[^\n]{0,300}>[ \t]{0,8}w32tm(?:\.exe)?[ \t][^\n]{0,200}?/(?:"
    r"stripchart\b[^\n]{0,200}?/computer:[\"']?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,253})|monitor\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SAMPLE: Final = re.compile(
    r"[ \t]{0,8}\d{1,2}:\d\d:\d\d,?[ \t]{1,8}(?:d:[+-]?\d{1,9}[.,]\d{1,9}s[ \t]{1,8}o:)?"
    r"(?P<off>[+-]?\d{1,9}[.,]\d{1,9})s"
)
_MONITORED: Final = re.compile(
    r"[ \t]{0,8}(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,253})(?:[ ]\*{3}[^*\n]{1,20}\*{3})?"
    r"\[[^\]\n]{3,60}\]:"
)
_NTP: Final = re.compile(r"[ \t]{0,12}NTP:[ \t]{0,4}(?P<off>[+-]?\d{1,9}[.,]\d{1,9})s")
_SHOWN: Final = 400
# Seconds that Kerberos lets clocks differ by, as domains have it by default.
_TOLERATED: Final = 300


def recognise(paste: Paste) -> bool:
    """Tell whether a text has what it prints."""
    return _TYPED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the machines that were compared; what is printed last of one counts."""
    found: dict[tuple[str, str], tuple[int, int, bool]] = {}
    for place, host, seconds, charted in _told(paste.text):
        asked = paste.commands.connected_at(place) if charted else ""
        found[asked, host] = place, seconds, charted
    facts = []
    for (asked, host), (place, seconds, charted) in found.items():
        fields: dict[str, str | int | bool] = {"seconds": abs(seconds), "ahead": seconds > 0}
        fields |= {"beyond": abs(seconds) >= _TOLERATED}
        fields |= {"by_domain": True} if not charted else {"against": asked} if asked else {}
        evidence = paste.evidence(place, host, f"clock {seconds:+d} s off")
        facts.append(Fact("clock-offset", host, 0, fields, (evidence,)))
    return Scanned(len(found), tuple(facts))


def _told(text: str) -> Iterator[tuple[int, str, int, bool]]:
    """Give the place of a command, the machine that was asked, its offset in seconds, and whether
    it goes by the machine where it was typed, and not by the domain's clock.
    """
    for typed in _TYPED.finditer(text):
        end = text.find("\n", typed.end())
        if end < 0:
            continue
        lines = text[end + 1 : end + 1 + 100 * _SHOWN].split("\n")
        shown = []
        for line in islice(lines, _SHOWN):
            if PROMPT.match(line):
                break
            shown.append(line)
        if typed["host"]:
            samples = [_seconds(one["off"]) for line in shown if (one := _SAMPLE.match(line))]
            host = server_in(typed["host"])
            if samples and host:
                yield typed.start(), host, round(median(samples)), True
            continue
        host = ""
        for line in shown:
            if named := _MONITORED.match(line):
                host = server_in(named["host"]) or ""
            elif (told := _NTP.match(line)) and host:
                yield typed.start(), host, round(_seconds(told["off"])), False


def _seconds(number: str) -> float:
    return float(number.replace(",", "."))


SCANNER: Final = Scanner(phrase("clocks compared"), ("w32tm",), recognise, scan)
