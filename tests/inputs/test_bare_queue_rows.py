"""Rows of Get-Queue that people copied without the head of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

ASKED = '[PS] C:\\>Get-MailboxServer | Get-Queue -Filter "MessageCount -gt 10"\n\n'


def waiting(text: str) -> list[tuple[str, str, str, str]]:
    """Give the server, queue, mails and next hop of each that waits."""
    return [
        (one.server, one.text("queue"), one.text("messages"), one.text("next_hop"))
        for one in told(text).of("queue-waiting")
    ]


@pytest.mark.parametrize(
    ("row", "hop"),
    [
        ("EX01\\6  Retry  1443  Normal    0  outbound to office 365", "outbound to office 365"),
        (
            "EX01\\6  SmartHostConn~ Retry  1443  0  Normal  0  mx.contoso.com",
            "mx.contoso.com",
        ),
        ("> EX01\\6\tDnsConnectorDelivery\tRetry\t1443\t-2\tLow\t0\tcontoso.com", "contoso.com"),
        ("EX01\\6  Retry  1443  Normal    0  <exo connector name>", ""),
        ("EX01\\6  Retry  1443", ""),
    ],
)
def test_a_row(row: str, hop: str) -> None:
    """The name of the server is in that of the queue; twice is once."""
    assert waiting(f"{ASKED}{row}\n{row}\n") == [("EX01", "EX01\\6", "1443", hop)]


@pytest.mark.parametrize(
    "row",
    [
        "EX01\\6  Ready  1443  Normal  0  contoso.com",
        "EX01\\6  Retry  0  Normal  0  contoso.com",
        "C:\\6  Retry  1443",
        "Retry EX01\\6 by Get-Queue, 1443 mails wait there.",
    ],
)
def test_what_does_not_wait(row: str) -> None:
    """Nor is a sentence a row."""
    assert waiting(ASKED + row + "\n") == []


def test_a_table_with_its_head_is_read_once() -> None:
    """By the reader of tables."""
    head = (
        "Identity DeliveryType          Status MessageCount NextHopDomain\n"
        "-------- ------------          ------ ------------ -------------\n"
        "EX01\\6   SmartHostConnectorDel Retry  1443         mx.contoso.com\n"
    )
    assert waiting(ASKED + head) == [("EX01", "EX01\\6", "1443", "mx.contoso.com")]


@pytest.mark.parametrize(
    "rows",
    [
        "EX01\\9  Suspended  44  Normal    0  contoso.com\nEX01\\10  Retry  0  Normal  0  a.net\n",
        (
            "EX01\\Shadow\\12  Ready  1500  Normal  0  ex02\n"
            "EX01\\Submission  Ready  0  Normal  0  Submission\n"
        ),
    ],
)
def test_rows_that_wait_for_nothing_are_read_for_what_they_are(rows: str, tmp_path: Path) -> None:
    """They are queues, whatever their state; the prompt above them is no JSON."""
    (tmp_path / "queues.txt").write_text(f"[PS] C:\\>Get-Queue\n\n{rows}")
    found = pipeline.diagnose(tmp_path)
    (report,) = found.inputs
    assert report.complete
    assert "Found rows of queues without their head: 2." in map(str, report.notes)
    assert not found.findings


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("[PS] C:\\>Get-Date\n\nMonday\n", "a text that starts with '[PS] C:"),
        ("[section]\nkey\n", "a text that starts with '[section]'"),
        ("{broken json\n", "a text that starts with '{broken json'"),
        ('[{"a": 1},\n', "perhaps JSON"),
        ('{"a": tru', "perhaps JSON"),
        ("[1, 2", "perhaps JSON"),
        ("[true, fals", "perhaps JSON"),
    ],
)
def test_a_bracket_alone_is_no_json(text: str, likely: str, tmp_path: Path) -> None:
    """A value of JSON has to begin behind it."""
    (tmp_path / "some.txt").write_text(text)
    (report,) = pipeline.diagnose(tmp_path).inputs
    told = " ".join(map(str, (*report.problems, *report.notes)))
    assert likely in told
    assert ("JSON" in told) is ("JSON" in likely)
