r"""Which program has a port of SMTP, out of pasted text: what `netstat -ano` or `-anob`,
`tasklist`, Get-NetTCPConnection and Get-Process print in; a `port-held` fact for each port out.

    TCP    0.0.0.0:25             0.0.0.0:0              LISTENING       3388

    gmrelay.exe                   3388 Services                   0     41,220 K

Windows translates heads and states, so a port that is listened on is told by its other side, which
has no address and no port.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESS: Final = r"(?:\[[0-9A-Fa-f:.%]{2,60}\]|\d{1,3}(?:\.\d{1,3}){3})"
_PROGRAM: Final = r"[A-Za-z0-9][\w .+-]{0,58}\w"
_NETSTAT: Final = re.compile(
    rf"^[ \t]{{0,8}}TCP[ \t]{{1,20}}{_ADDRESS}:(?P<port>\d{{1,5}})[ \t]{{1,60}}"
    r"(?:0\.0\.0\.0|\[::\]):0[ \t]{1,60}[^\s\d][^\n\d]{0,30}?"
    r"(?:[ \t]{1,60}(?P<pid>\d{1,7}))?[ \t]*$"
    # With -b the program stands below, at times behind the service that it runs.
    rf"(?:\n(?:[ \t]{{0,8}}\w{{1,60}}[ \t]*\n)?[ \t]{{0,8}}\[(?P<program>{_PROGRAM})\][ \t]*$)?",
    re.MULTILINE,
)
_CONNECTION: Final = re.compile(
    r"^[ \t]{0,8}(?:::|[0-9A-Fa-f.:%]{2,60})[ \t]{1,60}(?P<port>\d{1,5})[ \t]{1,60}"
    r"(?:::|0\.0\.0\.0)[ \t]{1,60}0[ \t]{1,60}Listen(?:[ \t]{1,60}[A-Za-z]{1,30})?"
    r"[ \t]{1,60}(?P<pid>\d{1,7})[ \t]*$",
    re.MULTILINE,
)
# A long name is cut after 25 characters.
_TASK: Final = re.compile(
    rf"^(?P<program>{_PROGRAM}\.exe|[\w.+-]{{25}})[ \t]{{1,60}}(?P<pid>\d{{1,7}})(?![^\s])",
    re.IGNORECASE | re.MULTILINE,
)
_PROCESS: Final = re.compile(
    r"^(?:[ \t]{1,12}[\d.,]{1,16}){3,6}[ \t]{1,12}(?P<pid>\d{1,7})[ \t]{1,8}\d{1,3}[ \t]"
    r"(?P<program>[A-Za-z0-9][\w.-]{0,60})[ \t]*$",
    re.MULTILINE,
)
# What Exchange's transport services listen on (Learn, network ports for clients and mail flow).
PORTS: Final = frozenset({25, 465, 475, 587, 717, 2525})
# Its transport processes; all of them are called so but one.
_OF_EXCHANGE: Final = ("edgetransport", "msexchange")
_MOST: Final = 200
_COUNTS: Final = phrase("ports that a program has")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has such a port."""
    return next(listening(paste.text), None) is not None


def scan(paste: Paste) -> Scanned:
    """Find the ports; who has one that was printed last counts."""
    programs = {
        (paste.server_at(found.start()), int(found["pid"])): found["program"]
        for form in (_TASK, _PROCESS)
        for found in form.finditer(paste.text)
    }
    facts: dict[tuple[str, int], Fact] = {}
    room = Room(_MOST)
    for found in listening(paste.text):
        server, port = paste.server_at(found.start()), int(found["port"])
        named = found.groupdict()
        pid = int(named["pid"] or 0)
        program = named.get("program") or programs.get((server, pid), "")
        fields: dict[str, str | int | bool] = {"port": port}
        if pid:
            fields["pid"] = pid
        if program:
            fields["program"] = program
            fields["stranger"] = not program.casefold().startswith(_OF_EXCHANGE)
        if len(fields) > 1 and room.takes((server, port)):
            told = paste.evidence(found.start(), server, f"port {port}: {program or pid}")
            facts[server, port] = Fact("port-held", server, 0, fields, (told,))
    return Scanned(len(facts), tuple(facts.values()), problems=room.problems(_COUNTS))


def listening(text: str) -> Iterator[re.Match[str]]:
    """Give what says that a port of SMTP is listened on, each with `port`, and `pid` or `program`.

    Args:
        text: of a console, or lines of it.
    """
    for form in (_NETSTAT, _CONNECTION):
        yield from (found for found in form.finditer(text) if int(found["port"]) in PORTS)


SCANNER = Scanner(_COUNTS, (":25", ":465", ":475", ":587", ":717", "listen"), recognise, scan)
