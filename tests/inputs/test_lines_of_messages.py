"""Messages whose strings have lines of their own: what each line names is read out of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose, read_events

if TYPE_CHECKING:
    from pathlib import Path

NEW: Final = "A1" * 20
OLD: Final = "B2" * 20
COMMAND: Final = rf"powershell.exe -File C:\acme\ImportExchange.ps1 {NEW} IIS,SMTP 1 {OLD}"
HEAD: Final = """PS C:\\> Get-WinEvent -LogName "Windows PowerShell" | fl

TimeCreated  : 11/9/2026 8:09:31 PM
ProviderName : PowerShell
Id           : 400
MachineName  : mx1.contoso.com
"""
NEXT: Final = f"""

TimeCreated  : 11/9/2026 8:20:00 PM
ProviderName : MSExchangeFrontEndTransport
Id           : 12018
MachineName  : mx1.contoso.com
Message      : The STARTTLS certificate will expire soon: subject: mail.contoso.com, \
thumbprint: {NEW}, hours remaining: 2151. \
Run the New-ExchangeCertificate cmdlet to create a new certificate.
"""
DETAILS: Final = (
    "NewEngineState=Available",
    "PreviousEngineState=None",
    "",
    "SequenceNumber=13",
    "",
    f"HostApplication={COMMAND}",
    "EngineVersion=5.1",
    "ScriptName=",
)


def message(margin: str, indent: str) -> str:
    """Write the message of a start as Format-List does, or as it is left after a mail."""
    lines = ["", "Details: ", *(indent + one if one else "" for one in DETAILS)]
    told = "\n".join(margin + one if one else "" for one in lines)
    return f"Message      : Engine state is changed from None to Available. \n{told}"


@pytest.mark.parametrize("margin", ["", " " * 15])
@pytest.mark.parametrize("indent", ["\t", "    "])
def test_a_script_with_its_thumbprints_is_an_act(tmp_path: Path, margin: str, indent: str) -> None:
    """What PowerShell was started with is read whole, and the next record is one of its own."""
    path = tmp_path / "events.txt"
    path.write_text(HEAD + message(margin, indent) + NEXT, "utf-8")
    events = read_events([path])
    assert sorted(events["event_id"]) == [400, 12018]
    (data,) = events.loc[events["event_id"] == 400, "data"]
    assert COMMAND in str(data).replace("\\\\", "\\")
    (found,) = (
        one for one in diagnose([path]).findings if one.rule == "starttls-certificate-expiring"
    )
    assert f"ImportExchange.ps1 was run for {NEW}" in found.cause


@pytest.mark.parametrize(
    "command",
    [
        f"powershell.exe -File C:\\acme\\ImportExchange.ps1 {OLD} IIS,SMTP",
        f"powershell.exe -File C:\\acme\\Export-Certificate.ps1 {NEW} IIS,SMTP",
        f"powershell.exe -File C:\\acme\\ImportExchange.ps1 {NEW} IIS,POP",
        f"powershell.exe -File C:\\acme\\ImportExchange.ps1 {NEW}",
        f"powershell.exe -File C:\\acme\\ImportExchange.ps1 {NEW} IIS,SMTP -WhatIf",
    ],
)
def test_another_script_is_none(tmp_path: Path, command: str) -> None:
    """One for another certificate, for other services, or that does something else."""
    path = tmp_path / "events.txt"
    told = message("", "\t").replace(COMMAND, command)
    path.write_text(HEAD + told + NEXT, "utf-8")
    (found,) = (
        one for one in diagnose([path]).findings if one.rule == "starttls-certificate-expiring"
    )
    assert "was run" not in found.cause
