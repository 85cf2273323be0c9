"""What a console shows of commands that nobody reads is told, also where the rest was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate | fl Thumbprint,Services\n\n"
    "Thumbprint : 1851CC210401E7DB7C6FC614295D24A45715D5AA\nServices   : SMTP\n\n"
)
HEALTH: Final = (
    "[PS] C:\\>Get-ServerHealth EX01 | ft Server,Name,AlertValue\n\n"
    "Server  Name        AlertValue\n------  ----        ----------\n"
    "EX01    FrontEnd    Unhealthy\n\n"
)
STATE: Final = (
    "[PS] C:\\>Get-ServerComponentState EX01 -Component HubTransport\n\n"
    "Server            Component    State\n------            ---------    -----\n"
    "EX01.contoso.com  HubTransport Draining\n\n"
)
TOLD: Final = "commands that certtrail does not read"


def notes(folder: Path, text: str) -> list[str]:
    """Give what is said of commands that are not read."""
    (folder / "a.txt").write_text(text)
    (report,) = pipeline.read([folder]).inputs
    assert report.complete
    return [note for note in report.notes if TOLD in note]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (HEALTH, "Get-ServerHealth (6)"),
        (HEALTH.replace("[PS] C:\\>", "PS C:\\Windows\\system32> "), "Get-ServerHealth (6)"),
        ("[PS] C:\\>Get-TransportConfig | fl *Tls*\n\nTlsX : a\n\n", "Get-TransportConfig (6)"),
        ("C:\\>w32tm /query /status\nLeap Indicator: 0(no warning)\n", "w32tm (6)"),
        ("C:\\>icacls C:\\x\nC:\\x BUILTIN\\Administrators:(F)\n", "icacls (6)"),
    ],
)
def test_they_are_named_with_their_lines(tmp_path: Path, text: str, named: str) -> None:
    """Before what is read or behind it."""
    (note,) = notes(tmp_path, LIST + text)
    assert named in note


@pytest.mark.parametrize(
    "text",
    [
        "[PS] C:\\>Get-Date\n\nMonday, November 23, 2026 8:22:10 AM\n\n",
        "[PS] C:\\>Get-TransportConfig\n[PS] C:\\>hostname\nEX01\n",
        "[PS] C:\\>Get-ServerHealth EX01\nGet-ServerHealth : Access is denied.\nAt line:1 char:1\n",
        (
            "[PS] C:\\>Get-Queue\n\nIdentity Status MessageCount\n-------- ------ ------------\n"
            "EX01\\3   Ready             0\n\n"
        ),
        STATE,
        "We also ran Get-ServerHealth, which shows nothing odd.\n",
    ],
)
def test_of_others_nothing_is_said(tmp_path: Path, text: str) -> None:
    """They are read, of no use, or have printed nothing."""
    assert not notes(tmp_path, LIST + text)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "[PS] C:\\>get-date\n\nMontag, 23. November 2026 08:22:10\n\n",
            "23. November 2026 08:22:10",
        ),
        ("PS C:\\> Get-Date; hostname\n\nMonday, November 23, 2026 8:22:10 AM\n\n", "8:22:10 AM,"),
        ("[PS] C:\\>Get-Date -Format s\n2026-11-23T08:22:10\n", "2026-11-23T08:22:10,"),
    ],
)
def test_when_a_console_was_of(tmp_path: Path, typed: str, told: str) -> None:
    """Its lists have no other time."""
    (tmp_path / "a.txt").write_text(typed + LIST)
    (report,) = pipeline.read([tmp_path]).inputs
    (note,) = (note for note in report.notes if "Get-Date said" in note)
    assert told in note


@pytest.mark.parametrize(
    "typed",
    [
        "[PS] C:\\>$d = (Get-Date).AddDays(-3)\n",
        "[PS] C:\\>Get-Date\n\n",
        "I ran Get-Date: 8:22:10\n",
    ],
)
def test_a_date_that_was_not_asked(tmp_path: Path, typed: str) -> None:
    """Reckoned with, not answered, or told by somebody."""
    (tmp_path / "a.txt").write_text(typed + LIST)
    (report,) = pipeline.read([tmp_path]).inputs
    assert not [note for note in report.notes if "Get-Date said" in note]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "[PS] C:\\>Get-ExchangeServer | ft Name,Site\n\nName Site\n---- ----\nEX01 HQ\n",
            "Server",
        ),
        ("[PS] C:\\>Get-TransportService | fl Name\n\nName : EX01\n\n", "Get-TransportService (6)"),
        ("[PS] C:\\>Get-Queue | fl Identity\n\nIdentity : EX01\\3\n\n", "Get-Queue (6)"),
    ],
)
def test_known_commands_that_show_too_little(tmp_path: Path, text: str, named: str) -> None:
    """Nothing follows from a part of what they print, and that is said."""
    (tmp_path / "a.txt").write_text(LIST + text)
    (report,) = pipeline.read([tmp_path]).inputs
    (note,) = (note for note in report.notes if "Nothing was read" in note)
    assert named in note
