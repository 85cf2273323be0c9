"""A missing log or export in; the commands that export it out."""

from __future__ import annotations

import re
from typing import Final

from certtrail.vocabulary import APPLICATION, MANAGEMENT, SYSTEM

# How a missing log is named: `the Application log`, `the log Microsoft-Windows-X/Operational`.
_LOG: Final = re.compile(
    r"(?:the )?(?:log )?"
    rf"({APPLICATION}|{SYSTEM}|Security|{MANAGEMENT}|Microsoft-[A-Za-z0-9-]{{1,100}}/[A-Za-z0-9-]{{1,40}})"
    r"(?: log\b.*)?",
    re.ASCII,
)

# A missing export is named with its cmdlets.
_CMDLETS: Final = re.compile(r"\b(Get-(?:ExchangeCertificate|ReceiveConnector|SendConnector))\b")


def how_to_export(missing: str) -> tuple[str, ...]:
    r"""Return the commands that export what is missing; none unless it is sure what that is.

    >>> how_to_export("the MSExchange Management log")
    ('wevtutil epl "MSExchange Management" "C:\\Windows\\Temp\\MSExchange-Management.evtx"',)
    >>> how_to_export("the server's certificates (Get-ExchangeCertificate)")
    ('Get-ExchangeCertificate | Export-Clixml "C:\\Windows\\Temp\\ExchangeCertificate.xml"',)
    >>> how_to_export("the console text of the certificate commands")
    ()
    """
    found = _LOG.fullmatch(missing)
    if found is None:
        return tuple(
            f'{cmdlet} | Export-Clixml "C:\\Windows\\Temp\\{cmdlet.removeprefix("Get-")}.xml"'
            for cmdlet in _CMDLETS.findall(missing)
        )
    file = re.sub(r"[^A-Za-z0-9]+", "-", found[1])
    return (f'wevtutil epl "{found[1]}" "C:\\Windows\\Temp\\{file}.evtx"',)
