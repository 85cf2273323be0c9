"""Lists in a chat: each is of the server that was asked about last, by a command or in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

ASKED: Final = "Get-ExchangeCertificate -Server EX01 | fl Thumbprint,Services,Subject,Status\n\n"


def listed(digit: str) -> str:
    """Write a certificate as Format-List does."""
    return (
        f"Thumbprint : {digit * 40}\nServices   : IIS, SMTP\n"
        "Subject    : CN=mail.oakfield.example\nStatus     : Valid\n\n"
    )


@pytest.mark.parametrize(
    ("words", "server"),
    [
        ("[08:16] Priya (Support)\nAnd EX02?\n\n[08:21] Tom\n\n", "EX02"),
        ("and EX02\n\n", "EX02"),
        ("here is the same for EX02:\n\n", "EX02"),
        ("EX02:\n\n", "EX02"),
        ("EX02.oakfield.example\n\n", "EX02.oakfield.example"),
        # Nobody can tell which of two.
        ("EX02 and EX03\n\n", "unnamed-server"),
        # Neither output nor words about something else.
        ("[08:16] Tom\nthat is all it shows\n\n", "EX01"),
        ("WARNING: EX02 was not reached\n\n", "EX01"),
        ("Name : EX02\n\n", "EX01"),
        ("EX02\\Default Frontend EX02   mail.oakfield.example\n\n", "EX01"),
        ("the ticket is INC02, order 7 of DC02X\n\n", "EX01"),
    ],
)
def test_the_last_question_decides(tmp_path: Path, words: str, server: str) -> None:
    """Not the last command, where somebody asked in words since."""
    (tmp_path / "chat.txt").write_text(f"{ASKED}{listed('A')}{words}{listed('B')}")
    lists = pipeline.read([tmp_path]).inventory.certificates
    found = {one.thumbprint[0]: one.server for one in lists}
    assert found["A"] == "EX01"
    assert found["B"] == server
