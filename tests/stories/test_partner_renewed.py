"""A partner whose certificate expired: over when it shows another one, and only then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEW, OLD = "9182BF715D888CE711633C61E3C5EA9D49C2F3B0", "1B82BF715D888CE711633C61E3C5EA9D49C2F3B0"
BEGIN = datetime(2026, 1, 6, tzinfo=UTC)
END = BEGIN + timedelta(days=3)
FIELDS = (
    *("date-time", "connector-id", "session-id", "sequence-number", "local-endpoint"),
    *("remote-endpoint", "event", "data", "context"),
)
NAMES = (
    "Received certificate Subject Issuer name Serial number Thumbprint Not before Not after "
    "Subject alternate names"
)


def application(until: datetime, days: int) -> str:
    """Write an Application log in which 11020 and 12020 come every hour until then."""
    records: list[str] = []
    for hours in range(-24, days * 24):
        at = BEGIN + timedelta(hours=hours)
        events = [("MSExchangeTransport", 16028, ["TransportSettingsConfiguration"])]
        events += [("MSExchange ADAccess", 2080, ["w3wp.exe"]), ("ESENT", 326, ["edb"])]
        if BEGIN <= at <= until:
            events += [
                ("MSExchangeTransport", 11020, ["fabrikam.com", "Partner", "CertificateExpired"]),
                ("MSExchangeTransport", 12020, ["CN=mx.fabrikam.com, O=Fabrikam"]),
            ]
        for source, number, data in events:
            told = "".join(f"<Data>{each}</Data>" for each in data)
            records.append(
                '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
                f'<Provider Name="{source}"/><EventID>{number}</EventID><Level>2</Level>'
                f'<TimeCreated SystemTime="{at:%Y-%m-%dT%H:%M:%S}Z"/>'
                f"<EventRecordID>{len(records) + 1}</EventRecordID><Channel>Application</Channel>"
                "<Computer>EX01.contoso.com</Computer></System>"
                f"<EventData>{told}</EventData></Event>"
            )
    return f"<Events>{''.join(records)}</Events>"


def session(at: datetime, number: int, thumbprint: str, *, tls: bool) -> Iterator[str]:
    """Write the rows of one session of the send protocol log."""
    dates = "2026-01-09T00:00:00.000Z 2026-08-27T23:59:59.000Z"
    if thumbprint == OLD:
        dates = "2025-01-05T00:00:00.000Z 2026-01-05T23:59:59.000Z"
    shown = (
        f'" CN=mx.fabrikam.com, O=Fabrikam CN=CA 1, O=CA 4F11 {thumbprint} {dates} mx.fabrikam.com"'
    )
    rows = [f"*,{shown},{NAMES}"]
    if tls:
        rows.append("*,,TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk CALG")
    for row, text in enumerate(rows):
        yield (
            f"{at:%Y-%m-%dT%H:%M:%S}.{row:03}Z,EX01\\Partner,08DE4A00000000{number:02},{row},"
            f"192.0.2.1:2501,192.0.2.7:25,{text}"
        )


def found(tmp_path: Path, until: datetime, rows: list[str], days: int = 5) -> dict[str, str]:
    """Diagnose both logs: the severity by rule."""
    (tmp_path / "a.xml").write_text(application(until, days))
    head = [
        "#Software: Microsoft Exchange Server",
        "#Version: 15.0.0.0",
        "#Log-type: SMTP Send Protocol Log",
        "#Date: 2026-01-09T00:00:00.000Z",
        f"#Fields: {','.join(FIELDS)}",
    ]
    (tmp_path / "SEND.LOG").write_text("\n".join([*head, *rows, ""]))
    told = diagnose(tmp_path, engine="plain").findings
    return {one.rule: one.severity.value for one in told}


def test_the_partner_renewed(tmp_path: Path) -> None:
    """It is told once, as over; nobody is asked to tell the partner."""
    rows = [*session(END + timedelta(minutes=31), 1, NEW, tls=True)]
    assert found(tmp_path, END, rows) == {"peer-certificate-renewed-since": "info"}


def test_the_log_of_sessions_goes_on_longer(tmp_path: Path) -> None:
    """The Application log was saved an hour after; the sessions of two days show it as well."""
    rows = [
        *session(END + timedelta(minutes=31), 1, NEW, tls=True),
        *session(END + timedelta(days=2), 2, NEW, tls=True),
    ]
    assert found(tmp_path, END, rows, days=3) == {"peer-certificate-renewed-since": "info"}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [*session(END + timedelta(hours=1), 1, OLD, tls=False)],
        [*session(END + timedelta(hours=1), 1, NEW, tls=False)],
        [
            *session(END + timedelta(hours=1), 1, NEW, tls=True),
            *session(END + timedelta(hours=2), 2, OLD, tls=False),
        ],
        [*session(BEGIN - timedelta(hours=1), 1, OLD, tls=True)],
    ],
    ids=["no sessions", "still the old one", "no TLS", "one of two hosts", "only before"],
)
def test_it_goes_on(tmp_path: Path, rows: list[str]) -> None:
    """The partner has to be told."""
    told = found(tmp_path, END, rows)
    assert {"peer-certificate-rejected", "remote-certificate-expired"} <= told.keys()
    assert "peer-certificate-renewed-since" not in told


def test_it_is_refused_again(tmp_path: Path) -> None:
    """A session in between that came about, of another host of the partner, ends nothing."""
    rows = [*session(END - timedelta(hours=5), 1, NEW, tls=True)]
    assert "peer-certificate-rejected" in found(tmp_path, END, rows)
