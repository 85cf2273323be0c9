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


@pytest.mark.parametrize("asked", ["", ASKED, "Our queue:\n"])
def test_rows_need_no_command(asked: str) -> None:
    """Nobody has rows of that form but a list of queues; shortened types, too."""
    row = "EX01\\15   SmartHostConnectorD... Retry  7  0  Normal  0  mx.contoso.com"
    assert waiting(f"{asked}{row}\n") == [("EX01", "EX01\\15", "7", "mx.contoso.com")]


def test_rows_of_other_lists_are_none() -> None:
    """Jobs of a backup have no type of delivery."""
    assert waiting("Backup jobs\n\nCONTOSO\\6  Retry  1443  Normal  0  tape library\n") == []


def test_why_it_waits_stands_in_another_list() -> None:
    """Of the same queue."""
    row = "EX01\\77  DnsConnectorDelivery  Retry  3  0  Normal  0  contoso.net\n"
    reason = "LastError : [{LED=451 4.4.0 DNS query failed};{MSG=}]\n"
    assert waiting(f"{row}\nIdentity : EX01\\77\n{reason}") == []
    assert waiting(f"{row}\nIdentity : EX01\\78\n{reason}")


def test_healthy_rows_are_read(tmp_path: Path) -> None:
    """They are no text that is not understood."""
    (tmp_path / "queue.txt").write_text(
        "EX01\\12         SmtpDeliveryToMailbox Ready 0 0 Normal 0 db01\n"
        "EX01\\Shadow\\18  ShadowRedundancy      Ready 3 0 Normal 0 ex02.contoso.com\n"
    )
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert diagnosis.complete
    assert not diagnosis.findings


@pytest.mark.parametrize("said", ["was found to be expired", "is invalid: revoked"])
def test_why_it_waits_stands_below(tmp_path: Path, said: str) -> None:
    """Then it is that which is told: the certificate of the other side."""
    (tmp_path / "queue.txt").write_text(
        "EX01\\91   DnsConnectorDelivery   Retry   2   0   Normal   0   contoso.net\n"
        f"LastError : [{{LED=454 4.7.5 The remote certificate {said}}};{{MSG=}};"
        "{FQDN=mx1.contoso.net};{IP=203.0.113.9};{LRT=11/17/2026 9:30:01 AM}]\n"
    )
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert {one.rule for one in diagnosis.findings} == {"peer-certificate-refused-in-queue"}


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
