"""Lists of certificates have a server's local dates: UTC by its zone, or said to be local."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from certtrail import Diagnosis, diagnose
from tests.stories.exports import Export
from tests.stories.told import DAY

if TYPE_CHECKING:
    from pathlib import Path

X = "7C" * 20
LISTED = f"""[PS] C:\\>Get-ExchangeCertificate | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Contoso CA
NotAfter           : 20.07.2025 12:30:00
NotBefore          : 20.07.2024 12:30:00
Services           : SMTP
Status             : DateInvalid
Subject            : CN=mail.contoso.com
Thumbprint         : {X}
"""


def cause(diagnosis: Diagnosis) -> str:
    """Give what is said of the certificate whose dates are over."""
    (found,) = (
        one for one in diagnosis.findings if one.rule == "smtp-certificate-out-of-its-dates"
    )
    return found.cause


def exported(folder: Path, bias: int | None = None) -> Path:
    """Write a list beside logs; these tell the zone, or not."""
    export = Export()
    export.clutter(3 * DAY, step=4)
    if bias is not None:
        strings = ["", "", "", "", "5", "60", f"{bias} A Standard Time"]
        export._add("System", 5, provider="EventLog", event_id=6013, data=strings)
    export.write(folder)
    (folder / "list.txt").write_text(LISTED, "utf-8")
    return folder


def test_no_zone_is_known(tmp_path: Path) -> None:
    """It is not called UTC."""
    told = cause(diagnose(exported(tmp_path), engine="plain"))
    assert "it ends at 2025-07-20 12:30 (local time, zone unknown)" in told


def test_the_server_tells_its_zone(tmp_path: Path) -> None:
    """System 6013 has the minutes to add, without summer time; the plan says the same hour."""
    diagnosis = diagnose(exported(tmp_path, bias=300), engine="plain")
    assert "it ends at 2025-07-20 17:30 UTC" in cause(diagnosis)
    (entry,) = (one for one in diagnosis.ledger if one.thumbprint == X)
    assert entry.error_hours == 1


def test_the_zone_is_given(tmp_path: Path) -> None:
    """Then summer time is known, too."""
    diagnosis = diagnose(exported(tmp_path), engine="plain", local_zone=ZoneInfo("Europe/Berlin"))
    assert "it ends at 2025-07-20 10:30 UTC" in cause(diagnosis)


def test_a_given_zone_goes_before_the_server_s(tmp_path: Path) -> None:
    """Dates are moved once."""
    diagnosis = diagnose(
        exported(tmp_path, bias=-60), engine="plain", local_zone=ZoneInfo("Europe/Berlin")
    )
    assert "it ends at 2025-07-20 10:30 UTC" in cause(diagnosis)
