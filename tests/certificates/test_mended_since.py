"""Events that miss a certificate, beside a list: what mended them, and when a list is too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Verdict
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

LIST: Final = """[PS] C:\\>Get-Date

{day}

[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 12/15/2027 12:00:00 AM
NotBefore          : {begin}
Services           : {services}
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : 3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B

[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl

AuthMechanism      : Tls, Integrated, BasicAuth, ExchangeServer
Bindings           : {{0.0.0.0:25}}
Enabled            : True
Fqdn               : mail.contoso.com
Identity           : EX01\\Default Frontend EX01
Server             : EX01
TlsCertificateName :
TransportRole      : FrontendTransport
"""
THUMBPRINT: Final = "3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B"
MISSING, UNUSED, SINCE, STOPPED = (
    "starttls-certificate-missing",
    "good-certificate-not-used",
    "starttls-trouble-over",
    "starttls-trouble-stopped",
)
AFTER: Final = "Tuesday, March 10, 2026 12:11:00 PM"
BEFORE: Final = "Sunday, February 15, 2026 10:11:00 AM"


def told(
    folder: Path,
    hours: int,
    *,
    day: str = AFTER,
    begin: str,
    log: int = 120,
    services: str = "SMTP",
) -> tuple[Diagnosis, dict[str, Finding]]:
    """Diagnose hourly 12014 from the sixth hour of 2 March 2026 on, in a log of so many hours."""
    export = Export("EX01.contoso.com")
    export.every(6, 1, hours, 12014, "mail.contoso.com", "Default Frontend EX01")
    export.clutter(log)
    export.write(folder / "log")
    (folder / "list.txt").write_text(LIST.format(day=day, begin=begin, services=services))
    diagnosis = pipeline.diagnose(folder, engine="plain")
    return diagnosis, {one.rule: one for one in diagnosis.findings}


@pytest.mark.parametrize(
    ("hours", "begin", "log"),
    [
        (30, "3/3/2026 6:00:00 AM", 120),
        (30, "3/3/2026 8:00:00 PM", 120),
        (50, "3/4/2026 12:00:00 PM", 480),
    ],
)
def test_a_certificate_came_and_the_events_ended(
    tmp_path: Path, hours: int, begin: str, log: int
) -> None:
    """Nothing is left to do."""
    diagnosis, found = told(tmp_path, hours, begin=begin, log=log)
    assert found.keys() & {MISSING, UNUSED, SINCE, STOPPED} == {SINCE}
    assert found[SINCE].severity.name == "INFO"
    assert THUMBPRINT in found[SINCE].cause
    (server,) = diagnosis.servers
    assert server.verdict is Verdict.HEALTHY


@pytest.mark.parametrize(
    ("hours", "begin", "log", "services"),
    [
        # They go on to the end of the log.
        (120, "3/3/2026 6:00:00 AM", 120, "SMTP"),
        # It was there before they ended.
        (30, "2/1/2026 6:00:00 AM", 60, "SMTP"),
        # The log ends before silence tells anything.
        (30, "3/3/2026 8:00:00 AM", 44, "SMTP"),
        # It is not for SMTP.
        (30, "3/3/2026 8:00:00 AM", 60, "IIS"),
    ],
)
def test_what_does_not_end_them(
    tmp_path: Path, hours: int, begin: str, log: int, services: str
) -> None:
    """The connector is without a certificate still, as far as anything tells."""
    _, found = told(tmp_path, hours, begin=begin, log=log, services=services)
    assert found[MISSING].severity.name == "HIGH"
    assert SINCE not in found


def test_a_list_from_before_the_events(tmp_path: Path) -> None:
    """It shows the certificate as it was then: a new list is made before anything is done by it."""
    _, found = told(tmp_path, 110, day=BEFORE, begin="2/1/2026 6:00:00 AM")
    assert found[MISSING].severity.name == "HIGH"
    assert UNUSED not in found
    steps = found[MISSING].remedy
    assert "older than the first event" in steps[0]
    assert f"Get-ExchangeCertificate -Server EX01 -Thumbprint {THUMBPRINT}" in steps[0].replace(
        ".contoso.com", ""
    )
    assert any("Only if a new list still has it so" in step for step in steps[1:])
    assert any("older than the first event" in one for one in found[MISSING].questions)


def test_a_list_from_after_the_events_began(tmp_path: Path) -> None:
    """It is of the time of the trouble, and says what is there."""
    _, found = told(tmp_path, 110, begin="2/1/2026 6:00:00 AM")
    assert found[MISSING].severity.name == "HIGH"
    assert UNUSED in found
    assert "older than the first event" not in " ".join(found[MISSING].remedy)
