r"""Which certificate websites are bound to, out of pasted text: what `netsh http show sslcert` and
`Get-WebBinding | Format-List` print in; a `site-binding` fact for each port and address out.

    IP:port                 : 0.0.0.0:444
    Certificate Hash        : 5f3c...
    Application ID          : {4dc3e181-e14b-4a21-b022-59fc669b0914}

    PS C:\> (Get-WebBinding -Name "Exchange Back End" -Port 444).certificateHash
    5F3C...

Windows translates the labels of netsh, so its lines are told by their order and what stands in
them. The properties of Get-WebBinding have the same names everywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.has_words import has_word
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

# `[::]` is an address, too, and a name may stand in place of one.
_ENDPOINT: Final = r"(?:\[[0-9A-Fa-f:.%]{2,60}\]|[\w.-]{1,253}|\*):\d{1,5}"
_NETSH: Final = re.compile(
    rf"^[ \t]{{0,12}}[^\n]{{2,60}}?:[ \t]{{1,9}}(?P<endpoint>{_ENDPOINT})[ \t]*\n"
    r"[ \t]{0,12}[^\n:]{2,60}:[ \t]{1,9}(?P<thumbprint>[0-9A-Fa-f]{40})[ \t]*\n"
    r"[ \t]{0,12}[^\n:]{2,60}:[ \t]{1,9}(?P<application>\{[0-9A-Fa-f-]{36}\})[ \t]*$",
    re.MULTILINE,
)
# `*:444:` is address, port and host name; what stands around them depends on what was selected.
_WEB: Final = re.compile(
    rf"^bindingInformation[ \t]*:[ \t]*(?P<endpoint>{_ENDPOINT}):[^\n]*\n"
    r"(?:[A-Za-z]{1,40}[ \t]*:[^\n]*\n){0,6}?"
    r"certificateHash[ \t]*:[ \t]*(?P<thumbprint>[0-9A-Fa-f]{40})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# The hash alone, as it was asked for of one port.
_ASKED: Final = re.compile(
    r"Get-WebBinding\b[^\n]{0,160}?-Port[ \t:]+(?P<port>\d{1,5})\b[^\n]{0,80}?certificateHash"
    r"[^\n]{0,20}"
    r"\n(?:[ \t]*\n){0,2}[ \t]*(?P<thumbprint>[0-9A-Fa-f]{40})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# What netsh and the others have in any case; few other texts do.
_HASHED: Final = re.compile(r":[ \t]{1,9}[0-9A-Fa-f]{40}[ \t]*\n[^\n:]{2,80}:[ \t]{1,9}\{")
_WEB_HASH: Final = ("certificatehash",)
_MOST: Final = 200
_COUNTS: Final = phrase("bindings of websites to certificates")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a binding."""
    return next(_found(paste.text), None) is not None


def scan(paste: Paste) -> Scanned:
    """Find the bindings; of one port and address the one printed last counts."""
    facts: dict[tuple[str, str], Fact] = {}
    room = Room(_MOST)
    for place, fields in sorted(_found(paste.text), key=lambda one: one[0]):
        server = paste.server_at(place)
        told = f"{fields['endpoint']} is bound to {fields['thumbprint']}"
        evidence = paste.evidence(place, server, told)
        key = server, str(fields["endpoint"])
        if room.takes(key):
            facts[key] = Fact("site-binding", server, 0, fields, (evidence,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def _found(text: str) -> Iterator[tuple[int, dict[str, str | int | bool]]]:
    """Give the place of each binding, and what it says."""
    forms = [_NETSH] if _HASHED.search(text) else []
    forms += [_WEB] if has_word(text, _WEB_HASH) else []
    for form in forms:
        for match in form.finditer(text):
            told = match.groupdict()
            fields: dict[str, str | int | bool] = {
                "endpoint": told["endpoint"],
                "port": int(told["endpoint"].rpartition(":")[2]),
                "thumbprint": told["thumbprint"].upper(),
            }
            if told.get("application"):
                fields["application"] = told["application"].lower()
            yield match.start(), fields
    for match in _ASKED.finditer(text) if _WEB in forms else ():
        fields = {
            "endpoint": f"*:{int(match['port'])}",
            "port": int(match["port"]),
            "thumbprint": match["thumbprint"].upper(),
        }
        yield match.start("thumbprint"), fields


SCANNER = Scanner(_COUNTS, (), recognise, scan)
