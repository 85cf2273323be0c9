"""Rows of Get-Queue that people copied without the head of the table."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

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
