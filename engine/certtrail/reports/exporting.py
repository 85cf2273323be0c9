"""A missing log or export in; the commands that export it out."""

from __future__ import annotations

import re
from typing import Final

from certtrail.model.vocabulary import APPLICATION, MANAGEMENT, SYSTEM

# How a missing log is named: `the Application log`, `the log Microsoft-Windows-X/Operational`.
_LOG: Final = re.compile(
    r"(?:the )?(?:log )?"
    rf"({APPLICATION}|{SYSTEM}|Security|{MANAGEMENT}|Windows PowerShell"
    r"|Microsoft-[A-Za-z0-9-]{1,100}/[A-Za-z0-9-]{1,40})"
    r"(?: log\b.*)?",
    re.ASCII,
)

# A missing export is named with its cmdlets.
_CMDLETS: Final = re.compile(r"\b(Get-(?:ExchangeCertificate|ReceiveConnector|SendConnector))\b")

_EXPORTED: Final = re.compile(r"wevtutil epl \"?([A-Za-z0-9/-]+(?: [A-Z][a-z]+)?)\"?(?= )")


def how_to_export(missing: str) -> tuple[str, ...]:
    r"""Return the commands, for PowerShell, that export what is missing.

    Each file has the server's name. None unless it is sure what is missing.

    >>> print(*how_to_export("the System log"))
    wevtutil epl "System" "C:\Windows\Temp\${env:COMPUTERNAME}-System.evtx"
    >>> print(*how_to_export("the server's connectors (Get-SendConnector)"))
    Get-SendConnector | Export-Clixml "C:\Windows\Temp\${env:COMPUTERNAME}-SendConnector.xml"
    >>> len(how_to_export("the System log or the Security log"))
    2
    >>> how_to_export("the console text of the certificate commands")
    ()
    """
    logs = [_LOG.fullmatch(part) for part in missing.split(" or ")]
    if all(logs):
        names = [found[1] for found in logs if found]
        return tuple(f'wevtutil epl "{name}" "{_file(name)}.evtx"' for name in names)
    return tuple(
        f'{cmdlet} | Export-Clixml "{_file(cmdlet.removeprefix("Get-"))}.xml"'
        for cmdlet in _CMDLETS.findall(missing)
    )


def _file(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name)
    return f"C:\\Windows\\Temp\\${{env:COMPUTERNAME}}-{plain}"


def shown_by(command: str) -> str:
    """Give what a command shows: its cmdlet, or the log that it exports.

    >>> shown_by('wevtutil epl "System" "C:/System.evtx"'), shown_by("Get-SendConnector | fl")
    ('log System', 'Get-SendConnector')
    """
    log = _EXPORTED.match(command)
    return f"log {log[1]}" if log else command.partition(" ")[0]
