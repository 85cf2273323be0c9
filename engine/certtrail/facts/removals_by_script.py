r"""Certificates that PowerShell was told to remove by their thumbprints: its records in, acts out.

    Remove-Item -Path Cert:\LocalMachine\My\6C7DE09F... -Force
    Get-ExchangeCertificate -Thumbprint 6C7DE09F... | Remove-ExchangeCertificate -Confirm:$false
    certutil -delstore my 6C7DE09F...

The records tell that it was run, not how it ended.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.cmdlets import parameters_of
from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.servers import Servers

# By record, where the command stands; of an engine that starts, in the command line of the host.
_RECORDS: Final = {
    "powershell-pipeline": "command",
    "powershell-module": "command",
    "powershell-script-block": "command",
    "powershell-engine-started": "program",
}
OF_REMOVALS: Final = frozenset(_RECORDS)
"""The kinds of events that can tell of one."""
_REMOVES: Final = re.compile(
    r"(?<![\w-])(?:(Remove-ExchangeCertificate)|(Remove-Item|ri|rm|del|erase|rd|rmdir)(?=[\s(]|\Z)"
    r"|(certutil)(?:\.exe)?[ \t][^\r\n]{0,40}?-delstore)(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_STORE: Final = re.compile(r"cert:", re.IGNORECASE)
_PRINT: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])", re.ASCII)
_ONLY_TRIED: Final = re.compile(r"-WhatIf(?!:\$false)\b", re.IGNORECASE)
# What such a text names is kept, and the rest removed.
_KEEPS: Final = re.compile(r"-[ci]?(?:ne|not\w*)\b|!=", re.IGNORECASE | re.ASCII)
_STATEMENTS: Final = re.compile(r"[\r\n;]+")
_MANY: Final = 16
_SHOWN: Final = 300


def removals_by_script(events: EventsByKind, servers: Servers) -> Iterator[Fact]:
    """Make a `certificate-action` fact for each certificate that a command names to remove it.

    `verb` is removed and `result` run; `cmdlet` is the command, `program` the script or the
    command line of the host, `user` who ran it. The server is the one that the command names.
    """
    for event in events.of(_RECORDS):
        for command, thumbprint, target in _removed(event.text(_RECORDS[event.kind])):
            program = event.text("script") or event.text("program")
            fields = {
                "verb": "removed",
                "result": "run",
                "thumbprint": thumbprint,
                "cmdlet": command,
                "program": program[:_SHOWN],
                "user": event.text("user"),
            }
            known: dict[str, str | int | bool] = {
                name: each for name, each in fields.items() if each
            }
            known["smtp"] = False
            server = servers.name(target) if target else event.server
            evidence = (event.evidence(),)
            yield Fact("certificate-action", server, event.time, known, evidence)


def _removed(text: str) -> Iterator[tuple[str, str, str]]:
    """Give command, thumbprint and named server; a text that removes many is about all it names."""
    lines = [line for line in _STATEMENTS.split(text) if not line.lstrip().startswith("#")]
    found = [each for line in lines for each in _of_statement(line)]
    yield from dict.fromkeys(found or _of_statement("\n".join(lines)))


def _of_statement(text: str) -> list[tuple[str, str, str]]:
    match = _REMOVES.search(text)
    if match is None or _ONLY_TRIED.search(text) or _KEEPS.search(text):
        return []
    if match[2] and not _STORE.search(text):
        return []
    prints = list(dict.fromkeys(each.upper() for each in _PRINT.findall(text)))
    given = parameters_of(text)
    named = given.get("server") or given.get("computername", "")
    targets = [each.strip("' ") for each in named.split(",")][:_MANY]
    command = "Remove-Item" if match[2] else match[1] or match[3]
    return [(command, each, target) for each in prints[:_MANY] for target in targets]
