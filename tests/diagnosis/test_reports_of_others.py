"""Refusals that a report of non-delivery tells, by whose server wrote the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

REFUSED: Final = "Remote Server returned '550 5.7.64 TenantAttribution; Relay Access Denied SMTP'\n"
LIST: Final = """[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

Thumbprint         : 1851CC210401E7DB7C6FC614295D24A45715D5AA
Subject            : CN=mail.contoso.com
Services           : SMTP
CertificateDomains : {mail.contoso.com}
NotAfter           : 6/20/2028 12:00:00 AM
NotBefore          : 6/15/2025 12:00:00 AM
"""
RULE: Final = "tenant-attribution-in-queue"


def severity_of(folder: Path, report: str, listed: str = "") -> str:
    """Give how much the refusal weighs."""
    (folder / "ndr.txt").write_text(report)
    if listed:
        (folder / "certificates.txt").write_text(listed)
    (one,) = [one for one in diagnose([folder]).findings if one.rule == RULE]
    return str(one.severity)


@pytest.mark.parametrize("listed", ["", LIST])
@pytest.mark.parametrize(
    "report",
    [
        f"Generating server: bulk7.fabrikam.com\n{REFUSED}",
        f"{REFUSED}\nGenerating server: bulk7.fabrikam.com\n",
        f"Generierender Server: bulk7.fabrikam.com\n\n{REFUSED}",
    ],
)
def test_a_report_by_a_server_that_nothing_knows(tmp_path: Path, report: str, listed: str) -> None:
    """It may be of mail that a stranger sent."""
    assert severity_of(tmp_path, report, listed) == "low"


@pytest.mark.parametrize("server", ["EX01.contoso.com", "hub.contoso.com", "EX01.corp.lan"])
def test_a_report_by_a_server_of_ones_own(tmp_path: Path, server: str) -> None:
    """By its name, or by the domain of a certificate."""
    assert severity_of(tmp_path, f"Generating server: {server}\n{REFUSED}", LIST) == "high"


def test_a_report_that_names_no_writer(tmp_path: Path) -> None:
    """It is what the customer asks about."""
    assert severity_of(tmp_path, REFUSED) == "high"
