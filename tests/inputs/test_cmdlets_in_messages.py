"""Records of the MSExchange Management log of which there is nothing but the message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from certtrail.model.fact import Fact

PRINT: Final = "A1" * 20
# The first word is spelt as Exchange does.
MADE: Final = (
    'Cmdlet suceeded. Cmdlet New-ExchangeCertificate, parameters -Services "SMTP" -DomainName '
    '"EX02","ex02.contoso.com" -SubjectName "CN=EX02" -Force "True".'
)
ENABLED: Final = (
    "Cmdlet failed. Cmdlet Enable-ExchangeCertificate, parameters -Thumbprint "
    f'"{PRINT}" -Services "SMTP, IIS" -Server "EX02".'
)
BRACED: Final = (
    "Cmdlet failed. Cmdlet Enable-ExchangeCertificate, parameters "
    f"{{Thumbprint={PRINT}, Services=SMTP, IIS, Server=EX02}}."
)
EVENTS: Final = (
    (1, "Information", MADE),
    (6, "Error", ENABLED),
    (1, "Information", "Cmdlet suceeded. Cmdlet Get-ExchangeCertificate, parameters ."),
)


def as_csv(events: tuple[tuple[int, str, str], ...]) -> str:
    """Write them as Get-WinEvent and Export-Csv do."""
    rows = [
        '"{}","{}","MSExchange CmdletLogs","MSExchange Management","EX01","{}"'.format(
            message.replace('"', '""'), number, f"2026-02-0{day}T10:00:00Z"
        )
        for day, (number, _, message) in enumerate(events, 1)
    ]
    head = '"Message","Id","ProviderName","LogName","MachineName","TimeCreated"'
    return "\n".join([head, *rows, ""])


def as_json(events: tuple[tuple[int, str, str], ...]) -> str:
    """Write them as Get-WinEvent and ConvertTo-Json do."""
    return json.dumps(
        [
            {
                "Message": message, "Id": number, "ProviderName": "MSExchange CmdletLogs",
                "LogName": "MSExchange Management", "MachineName": "EX01", "RecordId": day,
                "TimeCreated": f"2026-02-0{day}T10:00:00Z",
            }
            for day, (number, _, message) in enumerate(events, 1)
        ]
    )  # fmt: skip


def as_text(events: tuple[tuple[int, str, str], ...]) -> str:
    """Write them as wevtutil does."""
    return "".join(
        f"Event[{day}]:\n  Log Name: MSExchange Management\n  Source: MSExchange CmdletLogs\n"
        f"  Date: 2026-02-0{day}T10:00:00.000Z\n  Event ID: {number}\n  Task: General\n"
        f"  Level: {level}\n  Opcode: Info\n  Keyword: Classic\n  User: N/A\n  User Name: N/A\n"
        f"  Computer: EX01\n  Description:\n{message}\n\n"
        for day, (number, level, message) in enumerate(events, 1)
    )


def acts(path: Path) -> tuple[list[Fact], tuple[str, ...]]:
    """Give the acts that a file tells, and what is said to be missing in records."""
    facts = pipeline.examine(path).analysis.facts
    return [one for one in facts.facts if one.kind == "certificate-action"], facts.notes


@pytest.mark.parametrize("write", [as_csv, as_json, as_text])
@pytest.mark.parametrize("failed", [ENABLED, BRACED])
def test_who_made_and_enabled_what(
    tmp_path: Path, write: Callable[[tuple[tuple[int, str, str], ...]], str], failed: str
) -> None:
    """The cmdlet, its parameters and how it ended are in the message."""
    path = tmp_path / "a.txt"
    path.write_text(write((EVENTS[0], (6, "Error", failed), EVENTS[2])), "utf-8")
    (made, enabled), notes = acts(path)
    assert not notes
    assert (made.server, made.text("verb"), made.text("result")) == ("EX01", "created", "success")
    assert made.text("services") == "SMTP"
    assert made.fields["smtp"] is True
    assert enabled.text("result") == "failed"
    assert enabled.text("thumbprint") == PRINT
    assert enabled.text("services") == "SMTP, IIS"
    assert enabled.server.casefold() == "ex02"


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A machine without Exchange shows no message; that is no log without acts."""
    path = tmp_path / "a.csv"
    path.write_text(as_csv(((1, "Information", ""), (6, "Error", "Ein anderer Text."))), "utf-8")
    found, notes = acts(path)
    assert not found
    assert len(notes) == 2
    assert all("cmdlet" in note for note in notes)


def test_a_log_without_a_word_of_its_cmdlets_is_none_that_was_looked_at(tmp_path: Path) -> None:
    """What needs it could not be judged; a log of which some records tell counts."""
    path = tmp_path / "a.csv"
    for message, lacking in (("", True), (MADE, False)):
        path.write_text(as_csv(((6, "Error", ""), (1, "Information", message))), "utf-8")
        skipped = pipeline.diagnose(path).not_evaluated
        assert lacking == any(
            "the MSExchange Management log" in missing
            for one in skipped
            if one.server == "EX01"
            for missing in one.missing
        )
