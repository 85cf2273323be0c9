"""A diagnosis to the message that asks the customer for what is missing, ready to paste."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.reports import outline
from certtrail.reports.prose import pieces
from certtrail.reports.wording import visible
from certtrail.vocabulary import APPLICATION, MANAGEMENT, SYSTEM

if TYPE_CHECKING:
    from certtrail.diagnosis import Diagnosis

# How a missing log is named: `the Application log`, `the log Microsoft-Windows-X/Operational`.
_LOG: Final = re.compile(
    r"(?:the )?(?:log )?"
    rf"({APPLICATION}|{SYSTEM}|Security|{MANAGEMENT}|Microsoft-[A-Za-z0-9-]{{1,100}}/[A-Za-z0-9-]{{1,40}})"
    r"(?: log\b.*)?",
    re.ASCII,
)

# A missing export is named with its cmdlets.
_CMDLETS: Final = re.compile(r"\b(Get-(?:ExchangeCertificate|ReceiveConnector|SendConnector))\b")


def reply(diagnosis: Diagnosis) -> str:
    """Return the message as plain text; empty when there is nothing to ask."""
    wanted, questions = outline.wanted(diagnosis), outline.questions(diagnosis)
    if not wanted and not questions:
        return ""
    lines = [
        "Hello,",
        "",
        "to finish the diagnosis of the certificate trouble we need a little more.",
    ]
    if wanted:
        lines += ["", "Please send us:", ""]
    for number, (missing, servers) in enumerate(wanted, 1):
        lines.append(f"{number}. {visible(missing)}{_from(' from ', servers)}")
        lines += [f"   {command}" for command in how_to_export(missing)]
    if questions:
        lines += ["", "Please tell us:", ""]
    for number, (question, servers) in enumerate(questions, 1):
        text = "".join(piece.text for piece in pieces(question))
        lines.append(f"{number}. {text}{_about(servers)}")
    commands = [command for missing, _ in wanted for command in how_to_export(missing)]
    if commands:
        cmdlets = any(command.startswith("Get-") for command in commands)
        where = "the Exchange Management Shell" if cmdlets else "a command prompt"
        lines += [
            "",
            (
                f"Run the commands in {where} that was started as administrator, on each "
                "server named, and say in the file's name which server it is from."
            ),
        ]
    return "\n".join([*lines, "", "Thank you."])


def _from(word: str, servers: tuple[str, ...]) -> str:
    return word + ", ".join(visible(server) for server in servers) if servers else ""


def _about(servers: tuple[str, ...]) -> str:
    return f" ({', '.join(visible(server) for server in servers)})" if servers else ""


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
