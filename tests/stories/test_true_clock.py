"""A clock that was wrong for an hour: which side is right is no matter of how many records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from certtrail.pipeline import diagnose
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.instants import SECOND
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

X = "6D" * 20
AT = datetime(2026, 5, 6, 3, 0, tzinfo=UTC)
AHEAD = timedelta(days=800)
BACK = timedelta(minutes=50)


def record(number: int, at: datetime, log: str, source: str, event: int, data: str = "") -> str:
    """Write a record as Event Viewer saves it."""
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        f'<Provider Name="{source}"/><EventID>{event}</EventID><Level>4</Level>'
        f'<TimeCreated SystemTime="{at:%Y-%m-%dT%H:%M:%S}Z"/>'
        f"<EventRecordID>{number}</EventRecordID><Channel>{log}</Channel>"
        f"<Computer>MX3.contoso.com</Computer></System><EventData>{data}</EventData></Event>"
    )


def change(number: int, old: datetime, new: datetime) -> str:
    """Write what Windows says of a clock that was set."""
    data = "".join(
        f'<Data Name="{name}">{at:%Y-%m-%dT%H:%M:%S}Z</Data>'
        for name, at in (("NewTime", new), ("OldTime", old))
    )
    return record(number, new, "System", "Microsoft-Windows-Kernel-General", 1, data)


def system(*, returns: bool) -> Iterator[str]:
    """Write the System log of the hour, with more records of the wrong time than of the right."""
    yield change(501, AT, AT + AHEAD)
    for minutes in range(5, 50, 5):
        at = AT + AHEAD + timedelta(minutes=minutes)
        yield record(501 + minutes // 5, at, "System", "Microsoft-Windows-Time-Service", 37)
    if returns:
        yield change(511, AT + AHEAD + BACK, AT + BACK)


def application() -> Iterator[str]:
    """Write the Application log around, of eight days, with a warning of the wrong hour."""
    for hours in range(192):
        at = AT + timedelta(hours=hours - 96, minutes=30)
        if hours == 96:
            data = f"<Data>{X}</Data>"
            yield record(hours + 1, at + AHEAD, "Application", "MSExchangeTransport", 12015, data)
        else:
            source = ("MSExchangeTransport", "ESENT", "MSExchange Common")[hours % 3]
            yield record(hours + 1, at, "Application", source, 16028)


@pytest.mark.parametrize("returns", [True, False], ids=["it came back", "another log goes on"])
def test_nothing_is_judged_at_the_wrong_time(tmp_path: Path, returns: bool) -> None:
    """No finding is of the time that the clock showed wrongly, and no certificate has expired."""
    for name, records in (("a.xml", application()), ("s.xml", system(returns=returns))):
        (tmp_path / name).write_text(f"<Events>{''.join(records)}</Events>")
    (tmp_path / "certs.txt").write_text(
        "[PS] C:\\>Get-ExchangeCertificate -Server MX3 | fl\n\n"
        "CertificateDomains : {MX3, MX3.contoso.com}\nHasPrivateKey : True\nIsSelfSigned : True\n"
        "Issuer : CN=MX3\nNotAfter : 2027-03-20 08:00:00\nNotBefore : 2022-03-20 08:00:00\n"
        f"Services : SMTP\nStatus : Valid\nSubject : CN=MX3\nThumbprint : {X}\n\n"
        "[PS] C:\\>Get-TransportService MX3 | fl Name,InternalTransportCertificateThumbprint\n\n"
        f"Name : MX3\nInternalTransportCertificateThumbprint : {X}\n"
    )
    found = diagnose(tmp_path, engine="plain")
    late = int((AT + timedelta(days=30)).timestamp()) * SECOND
    assert {one.rule for one in found.findings} >= {"clock-changed", "warnings-by-wrong-clock"}
    times = {one.rule: (one.since or 0, one.last or 0) for one in found.findings}
    assert {rule: each for rule, each in times.items() if max(each) > late} == {}
    assert [one.offered for one in found.selections] == ["yes"]
    # Who saw the warnings asks whether it has to be renewed; the letter answers that.
    letter = reply(found, Speech(ENGLISH_READER))
    assert f"{X}: The certificate need not be renewed for them; by the list it is valid" in letter


def test_a_clock_that_was_set_right_stays_so(tmp_path: Path) -> None:
    """A clock far behind that was set forward for good: the later side is the right one."""
    behind = AT - AHEAD
    records = [
        *(
            record(number, behind + timedelta(hours=number), "System", "Service Control Manager", 1)
            for number in range(1, 9)
        ),
        change(9, behind + timedelta(hours=9), AT),
        record(10, AT + timedelta(hours=1), "System", "Service Control Manager", 1),
    ]
    (tmp_path / "s.xml").write_text(f"<Events>{''.join(records)}</Events>")
    (tmp_path / "a.xml").write_text(f"<Events>{''.join(application())}</Events>")
    found = diagnose(tmp_path, engine="plain")
    (read,) = (one for one in found.inputs if one.name == "s.xml")
    assert all(span.last >= AT.timestamp() * SECOND for span in read.spans)


STEP = timedelta(minutes=5)


def night(*, before: int, after: int) -> Iterator[str]:
    """Write an Application log of 12015 by a clock that was ahead, and a few records around it."""
    for hours in range(before):
        at = AT - timedelta(hours=before - hours)
        source = ("MSExchangeTransport", "ESENT", "MSExchange Common")[hours % 3]
        yield record(hours + 1, at, "Application", source, 16028)
    for number in range(9):
        data = f"<Data>{X}</Data>"
        time = AT + AHEAD + number * STEP
        yield record(before + 1 + number, time, "Application", "MSExchangeTransport", 12015, data)
    for hours in range(after):
        at = AT + timedelta(hours=1 + hours)
        yield record(before + 10 + hours, at, "Application", "ESENT", 326)


@pytest.mark.parametrize(
    ("before", "after"),
    [(6, 2), (2, 6), (6, 0), (2, 1), (0, 3)],
    ids=["few after", "few before", "none after", "next to none", "none before"],
)
def test_most_records_are_of_the_wrong_time(tmp_path: Path, before: int, after: int) -> None:
    """Neither their number nor where the log ends makes the wrong time the present."""
    for name, records in (
        ("a.xml", night(before=before, after=after)),
        ("s.xml", system(returns=True)),
    ):
        (tmp_path / name).write_text(f"<Events>{''.join(records)}</Events>")
    found = diagnose(tmp_path, engine="plain")
    late = int((AT + timedelta(days=30)).timestamp()) * SECOND
    assert "internal-certificate-expired" not in {one.rule for one in found.findings}
    assert "warnings-by-wrong-clock" in {one.rule for one in found.findings}
    assert [one.rule for one in found.findings if (one.last or 0) > late] == []
    assert max(span.last for one in found.inputs for span in one.spans) < late


@pytest.mark.parametrize("event", [12015, 12016])
def test_what_expires_long_after_a_clock_was_wrong_is_found(tmp_path: Path, event: int) -> None:
    """The log itself comes to the day that the clock once showed: what it tells then is true."""
    ahead = timedelta(days=40)
    records = []
    for number, hours in enumerate(range(-48, 40 * 24 + 1, 4), 1):
        at = AT + timedelta(hours=hours, minutes=30)
        last = hours > 39 * 24
        data = f"<Data>{X if event == 12015 else 'mx3.contoso.com'}</Data>" if last else ""
        source = "MSExchangeTransport" if last else "MSExchange Common"
        records.append(record(number, at, "Application", source, event if last else 1, data))
    (tmp_path / "a.xml").write_text(f"<Events>{''.join(records)}</Events>")
    changes = [change(1, AT, AT + ahead), change(2, AT + ahead + BACK, AT + BACK)]
    (tmp_path / "s.xml").write_text(f"<Events>{''.join(changes)}</Events>")
    found = {one.rule for one in diagnose(tmp_path, engine="plain").findings}
    assert found & {"internal-certificate-expired", "starttls-certificate-expired"}
    assert "warnings-by-wrong-clock" not in found
