"""Copies of events from programs that watch servers: heads of other labels, and one for the whole
time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

LOST: Final = (
    "Microsoft Exchange could not find a certificate that contains the domain name "
    "mail.contoso.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector Default EX01 with a FQDN parameter of "
    "mail.contoso.com."
)
AUTH: Final = (
    "Outbound authentication failed with error LogonDenied for Send connector 组织内 SMTP "
    "发送连接器. The authentication mechanism is ExchangeAuth. The target is "
    "SMTPSVC/ex02.contoso.com."
)
SHORT: Final = (
    "Time:     11/24/2025 2:30:00 PM\nID:       {id}\nLevel:    Error\n"
    "Source: MSExchangeTransport\nMachine:  EX01.contoso.com\nMessage:  {said}\n"
)
MONITOR: Final = (
    "Log Name: Application\nDate and Time: 11/24/2025 2:30:00 PM\nSource: MSExchangeTransport\n"
    "Event Number: {id}\nLevel: 1\nLogging Computer: EX01.contoso.com\nUser: N/A\n"
    "Description:\n{said}\n"
)
CLASSIC: Final = (
    "Event Type: Error\nEvent Source: MSExchangeTransport\nEvent Category: TransportService\n"
    "Event ID: {id}\nDate: 24/11/2025\nTime: 14.30.00\nUser: N/A\nComputer: EX01.contoso.com\n"
    "Description:\n{said}\n"
)


@pytest.mark.parametrize("form", [SHORT, MONITOR, CLASSIC], ids=["short", "monitor", "classic"])
@pytest.mark.parametrize(
    ("number", "said", "rule"),
    [
        (12014, LOST, "starttls-certificate-missing"),
        (2017, AUTH, "exchange-authentication-failing"),
    ],
)
def test_the_event_has_its_time_and_its_server(
    tmp_path: Path, form: str, number: int, said: str, rule: str
) -> None:
    """It is a record as any other, and nothing says that it lacks its date."""
    path = tmp_path / "events.txt"
    path.write_text(f"Seen on the server:\n\n{form.format(id=number, said=said)}", "utf-8")
    diagnosis = pipeline.diagnose(path, engine="plain")
    assert [one.rule for one in diagnosis.findings if one.rule == rule]
    assert "event-without-date" not in {one.rule for one in diagnosis.findings}
    (server,) = diagnosis.servers
    assert server.name == "EX01.contoso.com"
    (report,) = diagnosis.inputs
    assert report.problems == ()
    (time,) = pipeline.read_events([path]).time
    assert time == pd.Timestamp("2025-11-24 14:30", tz="UTC")


@pytest.mark.parametrize(
    "head",
    [
        "Time: tomorrow, 14:30\nSource: MSExchangeTransport\nID: 12014\nMessage: {said}\n",
        "Time: 14.30.00\nSource: MSExchangeTransport\nID: 12014\nMessage: {said}\n",
        "Time: 24.11.2025\nSource: MSExchangeTransport\nID: 12014\nMessage: {said}\n",
    ],
    ids=["words", "a clock alone", "a day alone"],
)
def test_what_is_no_whole_time_stays_without_date(tmp_path: Path, head: str) -> None:
    """What it says is judged, and that nobody knows when it was is told."""
    path = tmp_path / "events.txt"
    path.write_text(head.format(said=LOST), "utf-8")
    diagnosis = pipeline.diagnose(path, engine="plain")
    assert not len(pipeline.read_events([path]))
    assert {one.rule for one in diagnosis.findings} == {"starttls-event-without-date"}


def test_a_meeting_is_no_event(tmp_path: Path) -> None:
    """Its labels are the same, and it has no source that is known."""
    path = tmp_path / "mail.txt"
    path.write_text(
        "Time: 11/24/2025 2:30:00 PM\nID: 12014\nSource: our ticket system\nMachine: EX01\n"
        "Message: we renew the certificate of the mail server then.\n",
        "utf-8",
    )
    assert not len(pipeline.read_events([path]))
    assert not pipeline.diagnose(path, engine="plain").findings
