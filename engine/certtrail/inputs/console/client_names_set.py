"""Names that were set for POP and IMAP: commands that were typed in, what is set since, out.

What Get-PopSettings or Get-ImapSettings lists above such a command is of before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.client_names_given import names_given
from certtrail.inputs.console.client_settings import KIND
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.model.fact import Evidence

_COUNTS: Final = phrase("host names that were set for POP or IMAP")
_MOST: Final = 500
_SETTING: Final = frozenset({"set-popsettings", "set-imapsettings"})


def recognise(paste: Paste) -> bool:
    """Tell whether somebody typed such a command."""
    return any(one.typed and one.name in _SETTING for one in paste.commands.found)


def scan(paste: Paste) -> Scanned:
    """Find the last name that each service of each server was given."""
    room = Room(_MOST)
    facts = [
        Fact(KIND, server, 0, {"service": service, "name": name}, (_evidence(paste, told, server),))
        for (server, service), (told, name) in names_set(paste).items()
        if room.takes((server, service))
    ]
    return Scanned(len(facts), tuple(facts), problems=room.problems(_COUNTS))


def names_set(paste: Paste) -> dict[tuple[str, str], tuple[TypedCommand, str]]:
    """Give by server and service the last command that gave it a name, and which one."""
    given = names_given(paste)
    typed = {one.place: one for one in paste.commands.found if one.typed}
    found: dict[tuple[str, str], tuple[TypedCommand, str]] = {}
    for service, places in given.places.items():
        for place, name in zip(places, given.names[service], strict=True):
            command = typed.get(place)
            if command is not None:
                server = command.server or paste.server_at(place)
                found[server, service] = command, name
    return found


def _evidence(paste: Paste, told: TypedCommand, server: str) -> Evidence:
    return paste.evidence(told.place, server, f"{told.name} was typed")


SCANNER: Final = Scanner(_COUNTS, ("set-popsettings", "set-imapsettings"), recognise, scan)
