"""Renewal plans of a certificate that POP and IMAP use, which find it by a name of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.pipeline import diagnose
from tests.stories.exports import thumbprint

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = thumbprint("old"), thumbprint("new")
FORM = (
    "CertificateDomains : {{mail.contoso.com}}\nHasPrivateKey      : True\n"
    "IsSelfSigned       : {own}\nIssuer             : {issuer}\n"
    "NotAfter           : {ends}\nNotBefore          : {begins}\n"
    "Services           : {services}\nStatus             : Valid\n"
    "Subject            : CN=mail.contoso.com\nThumbprint         : {thumbprint}\n\n"
)
SETTINGS = (
    "[PS] C:\\>Get-PopSettings -Server EX01 | fl X509CertificateName\n\n"
    "X509CertificateName : pop.contoso.com\n\n"
)


def plan(folder: Path, *certificates: str, more: str = "") -> str:
    """Give the steps of the first renewal."""
    text = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n" + "".join(certificates)
    (folder / "console.txt").write_text(f"{text}{more}[PS] C:\\>\n")
    return " ".join(diagnose(folder, engine="plain").renewals[0].steps)


def certificate(
    name: str, services: str, ends: str, begins: str, *, issuer: str = "CN=Contoso CA"
) -> str:
    """List one."""
    return FORM.format(
        own=issuer == "CN=mail.contoso.com",
        issuer=issuer,
        ends=ends,
        begins=begins,
        services=services,
        thumbprint=name,
    )


def old(services: str, **more: str) -> str:
    """List the one that is to be renewed."""
    return certificate(OLD, services, "4/25/2026 6:00:00 AM", "4/25/2025 6:00:00 AM", **more)


def test_services_are_restarted_and_their_names_looked_at(tmp_path: Path) -> None:
    """Both are enabled, shown and restarted with the new one."""
    steps = plan(tmp_path, old("IMAP, POP, SMTP"))
    assert "-Services IMAP,POP,SMTP" in steps
    assert "Get-PopSettings -Server EX01" in steps
    assert "Get-ImapSettings -Server EX01" in steps
    assert "Restart-Service MSExchangePOP3,MSExchangePOP3BE" in steps


def test_what_is_set_is_not_asked_for(tmp_path: Path) -> None:
    """What was sent is named, and only the other service is to be looked at."""
    steps = plan(tmp_path, old("IMAP, POP, SMTP"), more=SETTINGS)
    assert "POP pop.contoso.com" in steps
    assert "Get-PopSettings" not in steps
    assert "Get-ImapSettings -Server EX01" in steps


def test_nobody_speaks_of_them_where_they_have_no_part(tmp_path: Path) -> None:
    """The old one serves websites and mail between servers alone."""
    steps = plan(tmp_path, old("IIS, SMTP"), more=SETTINGS)
    assert "Settings" not in steps
    assert "MSExchangePOP3" not in steps


def test_a_successor_gets_what_the_old_one_serves(tmp_path: Path) -> None:
    """It is there for SMTP already; the other services would end with the old one."""
    new = certificate(NEW, "SMTP", "4/20/2027 6:00:00 AM", "4/20/2026 6:00:00 AM")
    steps = plan(tmp_path, old("IMAP, IIS, SMTP"), new)
    assert f"Enable-ExchangeCertificate -Thumbprint {NEW} -Services IIS,IMAP" in steps
    assert "Restart-Service MSExchangeIMAP4,MSExchangeIMAP4BE" in steps
    assert "MSExchangePOP3" not in steps


def test_a_self_signed_one_takes_no_website_with_it(tmp_path: Path) -> None:
    """The services of the default certificate go by names, and IIS by its bindings."""
    own = "CN=mail.contoso.com"
    new = certificate(NEW, "SMTP", "4/20/2030 6:00:00 AM", "4/20/2026 6:00:00 AM", issuer=own)
    steps = plan(tmp_path, old("IMAP, POP, IIS, SMTP", issuer=own), new)
    assert "-Services IIS" not in steps
    assert "-Services IMAP" not in steps
