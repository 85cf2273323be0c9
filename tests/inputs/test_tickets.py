"""The head of a ticket around words for people: nobody is told that it could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "\nScanners on port 587 say that STARTTLS is not supported since Monday. See the list.\n"


@pytest.mark.parametrize(
    "head",
    [
        "INC-40881  P2  Contoso AG\nReporter: R. Sutter   Updated: 14.11.2026 11:02",
        "#88112\nStatus: open | Priority: 2 | Updated: 2026-11-14 10:00",
        "[Ticket 4711] Mail\nErstellt: 14.11.2026 11:02   Bearbeiter: Kim",
        "CS0012345\nAssigned to: Kim\nOpened: 2026-11-14 11:02:10\nPriority: 2 - High\nState: New",
        "Case INC0042   P3   Contoso, two servers\n24.11. 11:20 caller Kim: it is 12015 again.",
        "工单 88112\n状态\uff1a处理中   优先级\uff1a高   更新时间\uff1a2026-11-14 11:02",
    ],
)
def test_a_ticket_is_left_aside(tmp_path: Path, head: str) -> None:
    """Its number and what a help desk keeps of it is nothing of an export."""
    (tmp_path / "ticket.txt").write_text(head + WORDS)
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.complete, report.problems
    assert "words for people" in report.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "Error 12014   MSExchangeTransport   yesterday   EX01\n" + WORDS,
        "INC-40881\n12024;MSExchangeTransport;Warning;yesterday;EX01\n",
        "Category: Exchange certificate\nPriority: 2\nState: CRITICAL\n",
        "INC-40881\nStatus        : Retry\nNextHop       : smtp.contoso.com\nCount         : 3\n",
    ],
)
def test_what_has_data_is_not(tmp_path: Path, text: str) -> None:
    """Of what may be some of an export it is said that nothing was found in it."""
    (tmp_path / "ticket.txt").write_text(text)
    (report,) = pipeline.read([tmp_path]).inputs
    assert not report.complete


@pytest.mark.parametrize(
    "put_in",
    [
        "[translated automatically]",
        "[Automatisch übersetzt]",
        "> [Bilder wurden entfernt.]",
        "[image001.png]",
        "[cid:image001.png@01DB4A2C]",
    ],
)
def test_what_a_mail_program_puts_in_is_no_data(tmp_path: Path, put_in: str) -> None:
    """Words in brackets, on a line of their own."""
    (tmp_path / "mail.txt").write_text(
        f"From: Kim <kim@contoso.com>\nSubject: TLS\n{put_in}{WORDS}"
    )
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.complete, report.problems
    assert "words for people" in report.notes[0]


@pytest.mark.parametrize(
    "section", ["[Exchange]\nTls=1\nCertificate=2\nPort=25", '["Exchange", "certificate"]']
)
def test_brackets_of_a_file_are_data(tmp_path: Path, section: str) -> None:
    """A section with its settings, or a list."""
    (tmp_path / "set.txt").write_text(f"{section}\nExchange certificate\n")
    (report,) = pipeline.read([tmp_path]).inputs
    assert not report.complete
