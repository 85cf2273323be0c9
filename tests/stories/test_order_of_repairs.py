"""What is done about one finding is not undone by what is done about the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from certtrail.model.vocabulary import Severity
from tests.stories.exports import SERVER, Export, thumbprint
from tests.stories.told import DAY, X, Y, rules

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

FRONT_END: Final = "MSExchangeFrontEndTransport"
NAME: Final = "relay.contoso.com"
SUBSCRIBING: Final = 'New-EdgeSubscription -FileName "C:\\EdgeSubscription.xml"'
PUBLIC, OWN = map(thumbprint, ("of a public ca", "made by setup"))


def certificate(subject: str, thumb: str, issuer: str, names: str) -> dict[str, str]:
    """Describe a certificate of EX01."""
    return {
        "CertificateDomains": f"{{{names}}}",
        "HasPrivateKey": "True",
        "IsSelfSigned": str(subject == issuer),
        "Issuer": issuer,
        "NotAfter": "4/20/2029 12:00:00 AM",
        "NotBefore": "1/20/2026 12:00:00 AM",
        "Services": "IIS, SMTP",
        "Status": "Valid",
        "Subject": subject,
        "Thumbprint": thumb,
        "PSComputerName": SERVER,
    }


def steps(finding: Finding) -> list[str]:
    """Give the steps of a finding as text."""
    return [str(step) for step in finding.remedy]


def edge_lost_its_trust(folder: Path, *, public: bool) -> list[Finding]:
    """Tell of a certificate that was enabled with -Force, since which the Edge server refuses."""
    export = Export()
    export.cmdlet(DAY, "Enable-ExchangeCertificate", f'-Thumbprint "{PUBLIC}" -Services "SMTP"')
    export.every(3, DAY + 1, 3 * DAY, 2018, "CN=EDGE01", "192.0.2.7")
    export.clutter(3 * DAY, step=2)
    export.write(folder)
    both = [
        certificate("CN=mail.contoso.com", PUBLIC, "CN=Public CA", "mail.contoso.com"),
        certificate("CN=EX01", OWN, "CN=EX01", "EX01, EX01.contoso.com"),
    ]
    holder = PUBLIC if public else OWN
    (folder / "list.txt").write_text(
        f"{listed(both, 200)}\r\n\r\nName                                   : EX01\r\n"
        f"InternalTransportCertificateThumbprint : {holder}\r\n",
        "utf-8",
    )
    return list(diagnose(folder, engine="plain").findings)


def test_the_role_is_given_back_before_the_edge_server_is_subscribed(tmp_path: Path) -> None:
    """The act is named, and what it did to the role is mended first."""
    (lead,) = (
        one for one in edge_lost_its_trust(tmp_path, public=True) if one.rule == "edge-trust-broken"
    )
    assert lead.severity is Severity.CRITICAL
    assert f"Enable-ExchangeCertificate of {PUBLIC}" in str(lead.cause)
    said = steps(lead)
    given = next(at for at, step in enumerate(said) if f"-Thumbprint {OWN} -Services SMTP" in step)
    assert given < next(at for at, step in enumerate(said) if SUBSCRIBING in step)
    assert not any("Which certificate was changed" in str(each) for each in lead.questions)


def test_what_is_no_public_certificate_keeps_the_role(tmp_path: Path) -> None:
    """Where the own one has the role, it is only subscribed anew."""
    (lead,) = (
        one
        for one in edge_lost_its_trust(tmp_path, public=False)
        if one.rule == "edge-trust-broken"
    )
    assert not any("leave it on the connectors" in step for step in steps(lead))
    assert any(SUBSCRIBING in step for step in steps(lead))


def test_the_last_finding_that_changes_a_certificate_has_the_subscription(tmp_path: Path) -> None:
    """Two servers lost theirs: one certificate each, and one subscription after both."""
    for name in ("EX01.contoso.com", "EX02.contoso.com"):
        export = Export(server=name)
        own = thumbprint(name)
        export.every(4, 1, 3 * DAY, 12024, own, thumbprint(f"ephemeral of {name}"))
        export.clutter(3 * DAY, step=2)
        export.write(tmp_path / name)
    findings = [
        one for one in diagnose(tmp_path).findings if one.explained_by is None and one.remedy
    ]
    holding = [at for at, one in enumerate(findings) if any(SUBSCRIBING in s for s in steps(one))]
    pointing = [
        at
        for at, one in enumerate(findings)
        if any("Edge servers are subscribed anew once" in step for step in steps(one))
    ]
    assert len(holding) == 1
    assert pointing
    assert max(pointing) < holding[0]


def renewed_badly(folder: Path, name: str) -> set[str]:
    """Tell of a certificate that was about to expire, and of a name that has none since."""
    export = Export()
    export.every(8, 1, 3 * DAY, 12018, NAME, X, "HOURS-200", provider=FRONT_END)
    export.every(1, 3 * DAY + 1, 5 * DAY, 12014, name, "Relay", provider=FRONT_END)
    export.clutter(5 * DAY, step=2)
    return rules(diagnose(export.write(folder), engine="plain"))


def test_what_is_gone_is_not_about_to_expire(tmp_path: Path) -> None:
    """The process finds none for the name that it warned of; no successor of it is asked for."""
    found = renewed_badly(tmp_path, NAME)
    assert "starttls-certificate-missing" in found
    assert not {"starttls-certificate-expiring", "starttls-renewal-effective"} & found


def test_what_another_name_misses_says_nothing_of_it(tmp_path: Path) -> None:
    """The warning stays."""
    assert "starttls-certificate-expiring" in renewed_badly(tmp_path, "scan.contoso.com")


def record(at: datetime, number: int, provider: str, event_id: int, channel: str, data: str) -> str:
    """Write one record as Event Viewer exports it."""
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{provider}'/><EventID>{event_id}</EventID><Level>4</Level>"
        f"<TimeCreated SystemTime='{at:%Y-%m-%dT%H:%M:%S}Z'/>"
        f"<EventRecordID>{number}</EventRecordID>"
        f"<Channel>{channel}</Channel><Computer>{SERVER}</Computer></System>"
        f"<EventData>{data}</EventData></Event>"
    )


@pytest.mark.parametrize("told", [True, False])
def test_times_of_a_wrong_clock_are_reckoned_by_its_changes(tmp_path: Path, told: bool) -> None:
    """Windows tells how far the clock was set; without that the neighbours tell about when."""
    right, wrong = datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2029, 5, 1, 3, tzinfo=UTC)
    warned = timedelta(minutes=7)
    hours = [right - timedelta(hours=12 * each) for each in range(8, 0, -1)]
    after = [right + timedelta(hours=12 * each) for each in range(1, 9)]
    lines = [
        record(at, 100 + each, "MSExchangeTransport", 12002, "Application", "<Data>7</Data>")
        for each, at in enumerate(hours)
    ]
    lines.append(
        record(
            wrong + warned, 108, "MSExchangeTransport", 12015, "Application", f"<Data>{Y}</Data>"
        )
    )
    lines += [
        record(at, 109 + each, "MSExchangeTransport", 12002, "Application", "<Data>7</Data>")
        for each, at in enumerate(after)
    ]
    back = timedelta(minutes=40)
    system = [
        record(at, 20 + each, "Service Control Manager", 7036, "System", "<Data>x</Data>")
        for each, at in enumerate(hours)
    ]
    for number, old, new in ((28, right, wrong), (29, wrong + back, right + back)):
        change = (
            f"<Data Name='NewTime'>{new:%Y-%m-%dT%H:%M:%S}Z</Data>"
            f"<Data Name='OldTime'>{old:%Y-%m-%dT%H:%M:%S}Z</Data><Data Name='Reason'>1</Data>"
        )
        system.append(record(new, number, "Microsoft-Windows-Kernel-General", 1, "System", change))
    system += [
        record(at, 30 + each, "Service Control Manager", 7036, "System", "<Data>x</Data>")
        for each, at in enumerate(after)
    ]
    (tmp_path / "Application.xml").write_text(f"<Events>{''.join(lines)}</Events>", "utf-8")
    if told:
        (tmp_path / "System.xml").write_text(f"<Events>{''.join(system)}</Events>", "utf-8")
    (found,) = (one for one in diagnose(tmp_path).findings if one.rule == "warnings-by-wrong-clock")
    (line,) = found.evidence
    expected = right + warned if told else hours[-1]
    assert line.time == int(expected.timestamp()) * 1_000_000_000
