r"""Certificates that were removed from the drive, out of pasted text: what Remove-Item says of each
with -Verbose in; `console-command` facts out.

    VERBOSE: Performing the operation "Remove Item" on target "Item: Microsoft.PowerShell.Security\
    Certificate::LocalMachine\My\6C7DE09F...".

The words are in the language of Windows; the path is not, nor the command above it. With -WhatIf
nothing is removed, and what an error follows stayed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.console.transcript_heads import user_of
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAGS: Final = re.IGNORECASE
# In a text without white space: a label, an operation, and the path of the personal store.
_OPERATION: Final = re.compile(
    r"(?P<label>[\w/.-]{2,20}):(?P<what>[^:]{5,120}):(?:Microsoft\.PowerShell\.Security\\)?"
    r"Certificate::LocalMachine\\My\\(?P<thumbprint>[0-9A-F]{40})(?![0-9A-F])",
    _FLAGS,
)
_REMOVES: Final = re.compile(r"Remove[ -]?Item", _FLAGS)
_ALIAS: Final = re.compile(r"\|\s*(?:ri|rm|del|erase)\b", _FLAGS)
_TRIED: Final = re.compile(r"what ?if$", _FLAGS)
_TRIED_ONLY: Final = re.compile(r"-(?:wi|wha?t?i?f?)\b(?!:\$?false)", _FLAGS)
_PROPERTY: Final = re.compile(r"PS(?:Parent)?Path$", _FLAGS)
_ERROR: Final = re.compile(r"FullyQualifiedErrorId:.{0,200}?RemoveItemCommand", _FLAGS | re.DOTALL)
_ERROR_WITHIN: Final = 2_000
_MOST: Final = 200
_COUNTS: Final = phrase("certificates that were removed from the drive")


def recognise(paste: Paste) -> bool:
    """Tell whether a text may tell of such a removal."""
    return _OPERATION.search(paste.squeezed.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the certificates; of one that is named twice the first counts."""
    times = ToldTimes(paste, paste.raw)
    user = user_of(paste.text)
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    for place, thumbprint, refused in _removed(paste):
        command = paste.commands.before(place)
        server = (command.server if command else "") or paste.server_at(place)
        if not room.takes((server, thumbprint)):
            continue
        seconds = times.at(place)
        fields: dict[str, str | int | bool] = {
            "verb": "removed",
            "thumbprint": thumbprint,
            "smtp": False,
            "refused": refused,
            "cmdlet": "Remove-Item",
        }
        if user:
            fields["user"] = user
        if seconds is not None:
            fields["local"] = True
            # As it stands there, should nothing tell the zone.
            fields["clock"] = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
        evidence = paste.evidence(place, server, f"{thumbprint} was removed by Remove-Item")
        time = (seconds or 0) * SECOND
        fact = Fact("console-command", server, time, fields, (evidence,))
        facts.setdefault((server, thumbprint), fact)
    timeless = sum(not fact.time for fact in facts.values())
    note = phrase(
        "{number} commands in it have no time that can be told: say when they were run.",
        number=timeless,
    )
    problems, notes = room.problems(_COUNTS), (note,) if timeless else ()
    return Scanned(len(facts), tuple(facts.values()), problems=problems, notes=notes)


def _removed(paste: Paste) -> Iterator[tuple[int, str, bool]]:
    """Give the place of each removal, the certificate, and whether an error follows it."""
    squeezed = paste.squeezed
    found = list(_OPERATION.finditer(squeezed.text))
    errors = [error.start() for error in _ERROR.finditer(squeezed.text)]
    for number, one in enumerate(found):
        if _TRIED.search(one["label"]) or _PROPERTY.search(one["what"]):
            continue
        place = squeezed.place(one.start("thumbprint"))
        command = paste.commands.before(place)
        typed = command.text if command is not None and command.typed else ""
        if _TRIED_ONLY.search(typed):
            continue
        if not (_REMOVES.search(one["what"]) or _REMOVES.search(typed) or _ALIAS.search(typed)):
            continue
        until = found[number + 1].start() if number + 1 < len(found) else one.end() + _ERROR_WITHIN
        next_error = bisect_right(errors, one.end())
        refused = next_error < len(errors) and errors[next_error] < until
        yield place, one["thumbprint"].upper(), refused


SCANNER: Final = Scanner(
    _COUNTS,
    ("certificate::localmachine\\my\\",),
    recognise,
    scan,
)
