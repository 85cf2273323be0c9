"""Scripts that set the certificate name of connectors to what is written in them: a text in; facts
of these names out.

    $tls = "<I>CN=Contoso CA<S>CN=mail.contoso.com"
    Set-SendConnector "Out" -TlsCertificateName $tls

Such a name grows old with the next renewal, and whoever runs the script then puts it back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Scanned, Scanner
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_LITERAL: Final = re.compile(
    r"([\"'])(?P<name><I>[^\"'\n]{3,600}<S>[^\"'\n]{3,400})\1", re.IGNORECASE
)
_SETS: Final = re.compile(
    r"^[ \t]*(?:\S{0,40}[ \t]*=[ \t]*)?(?:Set|New)-(?:Receive|Send)Connector\b[^\n]{0,2000}"
    r"-TlsCertificateName\b",
    re.IGNORECASE | re.MULTILINE,
)
_MOST: Final = 20
_COUNTS: Final = phrase("names of certificates in scripts")
_NOTE: Final = phrase(
    "It is a script: what it would do was read, and not who runs it, or when; see the scheduled "
    "tasks of the server."
)


def recognise(paste: Paste) -> bool:
    """Tell whether a text may be such a script: nothing in it was typed at a prompt."""
    return "<i>" in paste.gist and "<s>" in paste.gist and _SETS.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the names; of what a console shows was typed, other scanners tell."""
    if any(map(PROMPT.match, paste.text.split("\n"))):
        return Scanned(0, ())
    names = {found["name"]: found.start() for found in reversed([*_LITERAL.finditer(paste.text)])}
    room = Room(_MOST)
    facts = tuple(
        Fact(
            "script-names-certificate",
            "",
            0,
            {"file": paste.name, "value": name},
            (paste.evidence(place, "", f"a script names the certificate {name}"),),
        )
        for name, place in sorted(names.items(), key=lambda one: one[1])
        if room.takes(name)
    )
    notes = (_NOTE,) if facts else ()
    return Scanned(len(facts), facts, problems=room.problems(_COUNTS), notes=notes)


SCANNER: Final = Scanner(_COUNTS, ("-tlscertificatename",), recognise, scan)
