"""What PowerShell tells in lines of its own below a blank one, as Event Viewer copies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    "Log Name:      Windows PowerShell\nSource:        PowerShell\n"
    "Date:          2026-11-23 03:00:09\nEvent ID:      400\nTask Category: Engine Lifecycle\n"
    "Level:         Information\nKeywords:      Classic\nUser:          N/A\n"
    "Computer:      EX01.contoso.com\nDescription:\n{first}\n\n"
)
DETAILS = (
    "{heading}: \n\tNewEngineState=Available\n\tPreviousEngineState=None\n\n\tSequenceNumber=13\n\n"
    "\tHostName=ConsoleHost\n\tHostApplication=powershell.exe -Command & "
    "'C:\\Program Files\\Scripts\\MonitorExchangeAuthCertificate.ps1' -Confirm:$false\n"
    "\tEngineVersion=5.1.20348.2849\n\tScriptName=\n\tCommandLine=\n\n"
)
TRANSPORT = (
    "Log Name:      Application\nSource:        MSExchangeTransport\n"
    "Date:          2026-11-23 04:00:00\nEvent ID:      16022\nTask Category: Configuration\n"
    "Level:         Information\nKeywords:      Classic\nUser:          N/A\n"
    "Computer:      EX01.contoso.com\nDescription:\nA new configuration was loaded.\n"
)


def scripts(folder: Path, text: str) -> list[str]:
    """Give the scripts that PowerShell was started with, by an export."""
    (folder / "powershell.txt").write_text(text)
    _, analysis = pipeline.analysed(folder)
    return [one.text("script") for one in analysis.facts.facts if one.kind == "host-script"]


@pytest.mark.parametrize(
    ("first", "heading"),
    [
        ("Engine state is changed from None to Available.", "Details"),
        ("Der Modulstatus wurde von None in Available geändert.", "Details"),
        ("El estado del motor cambió de None a Available.", "Detalles"),
    ],
)
def test_the_command_line(tmp_path: Path, first: str, heading: str) -> None:
    """It is read in any language, and the next event begins where it begins."""
    text = HEAD.format(first=first) + DETAILS.format(heading=heading) + TRANSPORT
    assert scripts(tmp_path, text) == [
        "C:\\Program Files\\Scripts\\MonitorExchangeAuthCertificate.ps1"
    ]
    (report,) = pipeline.diagnose(tmp_path).inputs
    assert report.records.decoded == 2


def test_a_short_message(tmp_path: Path) -> None:
    """Without details it ends with its sentence; words below are none of it."""
    text = HEAD.format(first="Engine state is changed from None to Available.")
    assert scripts(tmp_path, f"{text}We ran HostApplications, see C:\\x.ps1\n\n{TRANSPORT}") == []
