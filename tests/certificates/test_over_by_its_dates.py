"""Certificates that ended before their list was made, or whose role went on to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Severity

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

RULE: Final = "smtp-certificate-out-of-its-dates"
OLD, NEW, OWN = "A1" * 20, "B2" * 20, "C3" * 20
CLOCK: Final = "[PS] C:\\>Get-Date\n\nFriday, November 20, 2026 10:11:00 AM\n\n"
AUTH: Final = "Microsoft Exchange Server Auth Certificate"


def listed(
    thumbprint: str, end: str, status: str, subject: str, services: str = "SMTP", own: str = "True"
) -> str:
    """Give a certificate as the shell lists it."""
    return (
        f"CertificateDomains : {{{'' if subject == AUTH else subject}}}\n"
        f"HasPrivateKey      : True\nIsSelfSigned       : {own}\nIssuer : CN={subject}\n"
        f"NotAfter           : {end}\nNotBefore          : 3/4/2019 9:12:40 AM\n"
        f"Services           : {services}\nStatus             : {status}\n"
        f"Subject            : CN={subject}\nThumbprint         : {thumbprint}\n\n"
    )


def diagnosed(folder: Path, *entries: str, before: str = CLOCK, after: str = "") -> Diagnosis:
    """Diagnose a list of one server."""
    command = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n"
    text = before + command + "".join(entries) + after
    (folder / "list.txt").write_text(text)
    return pipeline.diagnose([folder], engine="plain")


@pytest.mark.parametrize(
    ("before", "end", "asked"),
    [
        (CLOCK, "8/28/2026 11:59:59 PM", False),
        ("", "8/28/2020 11:59:59 PM", False),
        # Not over by then, so a clock or the chain is wrong; or nobody knows when that was.
        (CLOCK, "8/28/2027 11:59:59 PM", True),
        ("", "8/28/2027 11:59:59 PM", True),
    ],
)
def test_a_clock_is_looked_at_where_one_may_be_wrong(
    tmp_path: Path, before: str, end: str, *, asked: bool
) -> None:
    """Its own date and that of the list say the rest."""
    told = diagnosed(
        tmp_path,
        listed(OLD, end, "DateInvalid", "mail.contoso.com", own="False"),
        listed(OWN, "3/4/2029 9:12:40 AM", "Valid", "EX01"),
        before=before,
    )
    one = next(one for one in told.findings if one.rule == RULE)
    assert any("w32tm" in step for step in one.remedy) is asked


@pytest.mark.parametrize(
    ("services", "severity"), [("SMTP, Federation", Severity.LOW), ("SMTP", Severity.MEDIUM)]
)
def test_one_of_a_federation_trust(tmp_path: Path, services: str, severity: Severity) -> None:
    """It is not for mail, and no website has it."""
    role = (
        "[PS] C:\\>Get-TransportService EX01 | fl\n\nName : EX01\n"
        f"InternalTransportCertificateThumbprint : {OWN}\n"
    )
    told = diagnosed(
        tmp_path,
        listed(OLD, "3/4/2020 9:12:40 AM", "DateInvalid", "Federation", services),
        listed(OWN, "3/4/2029 9:12:40 AM", "Valid", "EX01"),
        after=role,
    )
    one = next(one for one in told.findings if one.rule == RULE)
    assert one.severity is severity
    assert any("Exchange Back End" in step for step in one.remedy) is (severity is Severity.MEDIUM)


@pytest.mark.parametrize(
    ("current", "previous", "planned"), [(NEW, OLD, False), (OLD, NEW, True), (OLD, "", True)]
)
def test_an_auth_certificate_that_was_followed(
    tmp_path: Path, current: str, previous: str, *, planned: bool
) -> None:
    """Nobody renews the previous one; the current one has to be."""
    config = (
        "[PS] C:\\>Get-AuthConfig | fl *Thumbprint*\n\n"
        f"CurrentCertificateThumbprint  : {current}\n"
        f"PreviousCertificateThumbprint : {previous}\nNextCertificateThumbprint     : \n"
    )
    told = diagnosed(
        tmp_path,
        listed(OLD, "2/4/2024 9:20:11 AM", "DateInvalid", AUTH),
        listed(NEW, "2/7/2029 9:20:11 AM", "Valid", AUTH),
        after=config,
    )
    assert (OLD in {one.thumbprint for one in told.renewals}) is planned


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ("Certificate has expired: True\nLifetime in days: -12\n", False),
        ("Certificate has expired: True\n", False),
        # The list's own words are against it, or there are none.
        ("Certificate has expired: False\nLifetime in days: 40\n", True),
        ("", True),
    ],
)
def test_a_report_says_itself_that_one_has_expired(
    tmp_path: Path, more: str, *, asked: bool
) -> None:
    """HealthChecker tells no end."""
    (tmp_path / "check.txt").write_text(
        "Exchange Health Checker version 26.06.09.1656\n\nExchange Information\n"
        "--------------------\n\tName: EX01\n\tVersion: Exchange SE RTM\nExchange Certificates\n"
        "\tCertificate: \n\t\tFriendlyName: mail\n"
        f"\t\tThumbprint: {OLD}\n"
        + "".join(f"\t\t{line}\n" for line in more.splitlines())
        + "\t\tCertificate status: DateInvalid\n\t\tBound to services: IIS, SMTP\n"
        "\t\tInternal Transport Certificate: False\n\t\tCurrent Auth Certificate: False\n"
        "\t\tNamespaces: \n\t\t\tmail.fabrikam.com\n"
    )
    told = pipeline.diagnose([tmp_path], engine="plain")
    one = next(one for one in told.findings if one.rule == RULE)
    assert any("w32tm" in step for step in one.remedy) is asked
    assert ("or is not valid yet" in str(one.cause)) is asked
