"""A reply is of the row that it stands in, and one that says yes is no reason why mail waits."""

from __future__ import annotations

from typing import Final

import pytest

from tests.inputs.pasted import told

HEAD: Final = (
    "2019-06-15T09:25:3{}Z,To Partner,08D6EF29D1B8E590,{},192.0.2.1:60029,198.51.100.2:25,"
)
FAILED: Final = "*,,TLS negotiation failed with error InvalidToken"


def rows(*said: str) -> str:
    """Write rows of a protocol log without its head, as people copy them."""
    return "\n".join(HEAD.format(f"{at}.065", at) + one for at, one in enumerate(said)) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        rows(">,STARTTLS,", "<,220 2.0.0 SMTP server ready,", FAILED),
        rows("<,220 2.0.0 Ready to start TLS,", FAILED, "<,221 2.0.0 Bye,"),
        rows("<,454 4.7.0 Temporary authentication failure,", FAILED).partition("\n")[2],
        "<,220 2.0.0 SMTP server ready\nTLS negotiation failed with error InvalidToken\n",
    ],
    ids=["the answer to STARTTLS", "another wording", "the row alone", "without the columns"],
)
def test_no_mail_waits_for_a_positive_answer(text: str) -> None:
    """Nor for what the row before an error says."""
    assert not told(text).of("queue-error")


def test_a_reply_in_its_own_row_is_one() -> None:
    """As it was, with the status in it."""
    said = rows("<,220 2.0.0 SMTP server ready,", "<,454 4.7.5 Certificate validation failure,")
    (fact,) = told(said).of("queue-error")
    assert fact.fields["code"] == "454"


@pytest.mark.parametrize(
    "behind",
    [
        ", details:FailedRecipientCount:0; RetryRecipientCount:0], [DeliveryPriority, Normal]}",
        "], [DeliveryPriority, Normal]}",
        "]}",
    ],
)
def test_a_reply_ends_where_the_next_property_begins(behind: str) -> None:
    """Message tracking has more behind it."""
    reply = "451 5.7.3 Cannot achieve Exchange Server authentication"
    said = f"EventId : SUBMITDEFER\nEventData : {{, [DiagnosticInfo, SmtpResponse:{reply}{behind}\n"
    (fact,) = told(said).of("queue-error")
    assert fact.fields["text"] == reply
