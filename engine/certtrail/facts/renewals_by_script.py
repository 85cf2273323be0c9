r"""Certificates that a renewal tool's script was told to give to Exchange: records in, acts out.

    powershell.exe -File C:\win-acme\Scripts\ImportExchange.v2.ps1 6C7DE09F... IIS,SMTP,IMAP 1

Such scripts take the thumbprint of the new certificate first, then the services (win-acme's own,
and what is made after it). The records tell that it was run, not how it ended; the cmdlets of the
script come from the local snap-in, so that the audit log mostly has none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.model.fact import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.facts.events_by_kind import EventsByKind

# By record, where the command stands; of an engine that starts, in the command line of the host.
_RECORDS: Final = {
    "powershell-pipeline": "command",
    "powershell-module": "command",
    "powershell-engine-started": "program",
}
OF_RENEWALS: Final = frozenset(_RECORDS)
"""The kinds of events that can tell of one."""
_SCRIPT: Final = re.compile(
    r"([^\s\\/\"']{1,100}\.ps1)[\"']?[ \t]+([^\r\n]{1,2000})", re.IGNORECASE
)
_WORD: Final = re.compile(r"""[^\s"']+""")
_PRINT: Final = re.compile(r"[0-9A-F]{40}", re.IGNORECASE | re.ASCII)
_SERVICES: Final = frozenset(
    {"iis", "smtp", "imap", "pop", "um", "umcallrouter", "federation", "none"}
)
# What does something else with a certificate.
_OTHER: Final = re.compile(
    r"remove|delet|uninstall|export|backup|check|test|report|monitor|verify|get-", re.IGNORECASE
)
_SHOWN: Final = 300


class _Told(NamedTuple):
    """What a script was told: the certificate, the one before, and the services."""

    script: str
    new: str
    old: str
    services: str


def renewals_by_script(events: EventsByKind) -> Iterator[Fact]:
    """Make a `certificate-action` fact for each run of a script with a thumbprint and services.

    `verb` is enabled and `result` run; `cmdlet` is the script, `replaces` the other certificate
    that it was told, `program` the command line of the host.
    """
    for event in events.of(_RECORDS):
        told = _told(event.text(_RECORDS[event.kind]))
        if told is None:
            continue
        fields: dict[str, str | int | bool] = {
            "verb": "enabled",
            "result": "run",
            "thumbprint": told.new,
            "replaces": told.old,
            "services": told.services,
            "cmdlet": told.script,
            "program": event.text("program")[:_SHOWN],
            "user": event.text("user"),
        }
        known = {name: each for name, each in fields.items() if each}
        known["smtp"] = "smtp" in told.services.casefold().split(",")
        yield Fact("certificate-action", event.server, event.time, known, (event.evidence(),))


def _told(text: str) -> _Told | None:
    found = _SCRIPT.search(text)
    if found is None or _OTHER.search(found[1]) or "-whatif" in text.casefold():
        return None
    named, prints, services = "", dict.fromkeys(("new", "old"), ""), ""
    for word in _WORD.findall(found[2]):
        if word.startswith("-"):
            named = word.casefold()
            continue
        if _PRINT.fullmatch(word):
            which = "old" if "old" in named or prints["new"] else "new"
            prints[which] = prints[which] or word.upper()
        elif _SERVICES.issuperset(word.casefold().split(",")):
            services = services or word
        named = ""
    if not prints["new"] or not services or prints["new"] == prints["old"]:
        return None
    return _Told(found[1], prints["new"], prints["old"], services)
