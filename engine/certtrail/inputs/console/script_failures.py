r"""A renewal tool's script whose certificate cmdlet failed, where its log does not say why: a text
in; refusals, as facts, out.

    [EROR] Script error: C:\le\Scripts\ImportExchange.ps1 : Error in Enable-ExchangeCertificate
    [EROR] Script error: + .'./Scripts/ImportExchange.ps1' 'EB24...' 'IIS, ...

The script says which cmdlet it was; what Exchange answered stands there in some versions only, and
is then read by `refusals_told`. How it was called tells the services, whole or cut by the error. A
later call for the same certificate that went well ends it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import Final

from certtrail.inputs.console.line_times import time_of_line
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.certificate_cmdlets import CMDLET_OF, VERB_OF
from certtrail.model.fact import Fact
from certtrail.text.filters import ENABLED_FOR
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import thumbprints_within

_FAILED: Final = re.compile(
    r"\[[A-Z]{3,5}\][ \t]{1,4}Script error:?[ \t][^\n]{0,300}?\bError in "
    r"(?P<cmdlet>(?:Enable|Import|New)-ExchangeCertificate)\b",
    re.IGNORECASE,
)
# What Exchange itself says of a refusal.
_ANSWERED: Final = re.compile(
    r"special\s+Rpc\s+error|ExchangeCertificate\s+operation\s+has\s+failed"
    r"|SystemConfigurationTasks\.\w{3,12}ExchangeCertificate",
    re.IGNORECASE,
)
# How a script is called: the certificate first, then its services, which an error cuts with points.
_CALL: Final = re.compile(
    r"(?P<thumbprint>(?<![0-9A-Fa-f])[0-9A-Fa-f]{40})['\"]?,?[ \t]{1,4}['\"]?"
    r"(?P<services>[A-Z]{3,4}(?:,[ \t]{0,2}[A-Z]{3,4}){0,8})(?![A-Za-z])(?P<cut>,?[ \t]{0,2}\.\.)?",
    re.IGNORECASE,
)
_BEGUN: Final = re.compile(
    r"starting with parameters[^\n]{0,300}?(?<![0-9A-Fa-f])(?P<thumbprint>[0-9A-Fa-f]{40})"
)
_SUCCEEDED: Final = re.compile(r"\bRenewal for [^\n]{1,200} succeeded\b")
# So far, in signs, stands what belongs to one error.
_NEAR: Final = 2_000
_CALLED: Final = 600
_SHOWN: Final = 300
_MOST: Final = 100
_COUNTS: Final = phrase("failures of renewal tools' scripts")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such an error."""
    return _FAILED.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Make an `exchange-refusal` of each, whose answer is not told."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    called_for = _services(paste.text)
    over = _went_well(paste.text)
    for found in _FAILED.finditer(paste.text):
        around = paste.text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if _ANSWERED.search(around):
            continue
        # How the script was called is what an error shows first, else it is the call before.
        called = thumbprints_within(paste.text[found.end() : found.end() + _CALLED])
        if not called:
            start = max(0, found.start() - _NEAR)
            begun = list(_BEGUN.finditer(paste.text, start, found.start()))
            called = [one["thumbprint"].upper() for one in begun[-1:]]
        thumbprint = called[0] if called else ""
        if over.get(thumbprint, -1) > found.start():
            continue
        cmdlet = CMDLET_OF[VERB_OF[found["cmdlet"].lower()]]
        at = (time_of_line(paste.text, found.start()) or 0) * SECOND
        before = facts.get((cmdlet, thumbprint))
        # It is as new as the last time that it failed.
        if (before is not None and before.time >= at) or not room.takes((cmdlet, thumbprint)):
            continue
        said = shown(" ".join(found[0].split()), _SHOWN)
        server = paste.server_at(found.start())
        fields: dict[str, str | int | bool] = {"reason": "unsaid", "cmdlet": cmdlet, "text": said}
        fields |= {"thumbprint": thumbprint} if thumbprint else {}
        fields |= called_for.get(thumbprint, {})
        evidence = paste.evidence(found.start(), server, said)
        evidence = replace(evidence, time=at or None)
        facts[cmdlet, thumbprint] = Fact("exchange-refusal", server, at, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _services(text: str) -> dict[str, dict[str, str]]:
    """Give what scripts were called for, by thumbprint: whole in one call, whatever others cut."""
    told: dict[str, dict[str, str]] = {}
    for call in _CALL.finditer(text):
        words = {word.strip().upper() for word in call["services"].split(",")}
        named = ",".join(one for one in ENABLED_FOR if one in words)
        thumbprint = call["thumbprint"].upper()
        if named and call["cut"] is None:
            told[thumbprint] = {"services": named}
        elif named:
            told.setdefault(thumbprint, {"services_shown": named})
    return told


def _went_well(text: str) -> dict[str, int]:
    """Give where a script was last called for a thumbprint, if it and its renewal went well."""
    ended = [(found.start(), True) for found in _SUCCEEDED.finditer(text)]
    ended += [(found.start(), False) for found in _FAILED.finditer(text)]
    ended.sort()
    well: dict[str, int] = {}
    for begun in _BEGUN.finditer(text):
        place = bisect_left(ended, (begun.end(), False))
        if place < len(ended) and ended[place][1]:
            well[begun["thumbprint"].upper()] = begun.start()
    return well


SCANNER: Final = Scanner(_COUNTS, ("scripterror",), recognise, scan)
