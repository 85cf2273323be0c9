"""Replies in the rows of Exchange's own logs: each row counts, and only the reply is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.reports.formats import render

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = (
    "#Software: Microsoft Exchange Server\n#Version: 15.02.1748.016\n"
    "#Log-type: Message Tracking Log\n#Date: 2026-11-23T00:00:01.000Z\n"
    "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,"
    "connector-id,source,event-id,internal-message-id,message-id,network-message-id,"
    "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,"
    "reference,message-subject,sender-address\n"
)
REPLY: Final = (
    "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be "
    "found."
)


def row(hour: int, status: str) -> str:
    """Write a row of mail that is put off."""
    return (
        f"2026-11-23T{hour:02}:00:00.000Z,,,,EX01,,Outbound,SMTP,DEFER,77{hour},<{hour}@c.example>,"
        f"0-1,u@fabrikam.com,{status},4000,1,,,Re: Budget {hour},anna@contoso.com\n"
    )


@pytest.mark.parametrize("head", [HEAD, ""])
@pytest.mark.parametrize("status", [REPLY, f'"{REPLY}"', f"'{REPLY}'"])
def test_every_row_counts_and_nothing_behind_the_reply_is_told(
    tmp_path: Path, head: str, status: str
) -> None:
    """A subject and a sender are no text of an error."""
    path = tmp_path / "MSGTRK2026112300-1.LOG"
    path.write_text(head + "".join(row(hour, status) for hour in range(7)), "utf-8")
    examined = pipeline.examine(path)
    (fact,) = (one for one in examined.analysis.facts.facts if one.kind == "queue-error")
    assert fact.text("text") == REPLY
    assert (fact.fields["count"], fact.text("reason")) == (7, "tls-certificate-name-not-found")
    assert int(fact.fields["last"] or 0) - int(fact.fields["first"] or 0) == 6 * 3600
    text = render(pipeline.diagnose(path), "md")
    assert "Found SMTP replies: 7" in text
    assert "Budget" not in text
    assert "anna" not in text


def test_a_quoted_cell_keeps_its_commas(tmp_path: Path) -> None:
    """A reply may have some of its own."""
    status = '"454 4.7.5 Certificate validation failure, Reason:UntrustedRoot."'
    path = tmp_path / "a.log"
    path.write_text(HEAD + row(1, status), "utf-8")
    (fact,) = (
        one for one in pipeline.examine(path).analysis.facts.facts if one.kind == "queue-error"
    )
    assert fact.text("text") == status.strip('"')
    assert fact.text("status") == "UntrustedRoot"
