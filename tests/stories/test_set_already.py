"""What the input shows to be there, set or done already is neither made nor set once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

OLD: Final = "3FCE0964532BADE2F62850801425AD4925A5B822"
NEW: Final = "521D15A4131631709C5C89483BCB861FDBB56F7A"
MAIL: Final = "E83D5F8BC77735DFAEA74A83142130EF502B9A52"
CLOCK: Final = "[PS] C:\\>Get-Date\n\nFriday, November 20, 2026 10:11:00 AM\n\n"
CA: Final = "CN=New CA, O=New, C=US"
STALE: Final = "<I>CN=Old CA, O=Old, C=US<S>CN=mail.contoso.com"
RENEWED: Final = f"<I>{CA}<S>CN=mail.contoso.com"


def certificate(
    thumbprint: str, ends: str, *, subject: str = "CN=EX01", issuer: str = "CN=EX01", key: str = ""
) -> str:
    """List one as `fl` does; it has expired where it ends in 2026."""
    names = "{EX01, EX01.contoso.com}" if subject == "CN=EX01" else "{mail.contoso.com}"
    status = "DateInvalid" if ends.endswith("2026") else "Valid"
    return (
        f"CertificateDomains : {names}\nHasPrivateKey      : {key or 'True'}\n"
        f"IsSelfSigned       : {subject == issuer}\nIssuer             : {issuer}\n"
        f"NotAfter           : {ends} 9:12:40 AM\nNotBefore          : 3/4/2024 9:12:40 AM\n"
        f"Services           : IIS, SMTP\nStatus             : {status}\n"
        f"Subject            : {subject}\nThumbprint         : {thumbprint}\n\n"
    )


def listed(*certificates: str, internal: str = OLD) -> str:
    """List certificates of EX01, and which has the internal role."""
    return (
        f"{CLOCK}[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n{''.join(certificates)}"
        "[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint\n\n"
        "Name                                   : EX01\n"
        f"InternalTransportCertificateThumbprint : {internal}\n\n"
    )


def steps(folder: Path, rule: str, text: str) -> str:
    """Diagnose a text; give cause and steps of the finding of a rule, empty where there is none."""
    (folder / "console.txt").write_text(text)
    found = [one for one in diagnose([folder], engine="plain").findings if one.rule == rule]
    return "\n".join(str(each) for one in found for each in (one.cause, *one.remedy))


def test_another_internal_certificate_at_hand(tmp_path: Path) -> None:
    """It takes the role; no further one is made."""
    text = listed(certificate(OLD, "11/19/2026"), certificate(NEW, "3/4/2029"))
    told = steps(tmp_path, "smtp-certificate-out-of-its-dates", text)
    assert f"{NEW} is in the list of EX01 and can take the role as it is" in told
    assert "New-ExchangeCertificate" not in told


@pytest.mark.parametrize(
    "other",
    [
        "",
        certificate(NEW, "11/18/2026"),
        certificate(NEW, "3/4/2029", key="False"),
        certificate(MAIL, "3/4/2029", subject="CN=mail.contoso.com", issuer="CN=New CA"),
    ],
)
def test_no_internal_certificate_at_hand(tmp_path: Path, other: str) -> None:
    """There is none, it is over, too, has no key, or is a public one: one has to be made."""
    text = listed(certificate(OLD, "11/19/2026"), other)
    told = steps(tmp_path, "smtp-certificate-out-of-its-dates", text)
    assert "New-ExchangeCertificate" in told
    assert "can take the role as it is" not in told


@pytest.mark.parametrize("more", ["", listed(certificate(NEW, "3/4/2029"))])
def test_what_exchange_does_not_show(tmp_path: Path, more: str) -> None:
    """Where it was only asked for, no list is told to lack it."""
    asked = (
        f"[PS] C:\\>Get-ExchangeCertificate -Thumbprint {OLD}\n"
        f"A special Rpc error occurs on server EX01: The certificate with thumbprint {OLD} was not"
        " found.\n    + CategoryInfo          : NotSpecified: (:) [Get-ExchangeCertificate], "
        "InvalidOperationException\n\n"
    )
    role = listed().partition(CLOCK)[2].partition("\n\n")[2]
    text = asked + (more or role)
    found = [
        steps(tmp_path, rule, text)
        for rule in ("configured-certificate-not-shown", "configured-certificate-not-listed")
    ]
    told = "\n".join(found)
    assert f"Exchange on EX01 does not show {OLD}" in told
    assert "The list of EX01 does not have" not in told


def connector(name: str) -> str:
    """List a receive connector with a TlsCertificateName, and a send connector with the old one."""
    return (
        "[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl\n\n"
        "AuthMechanism             : Tls, Integrated\nBindings                  : {0.0.0.0:25}\n"
        "Enabled                   : True\nFqdn                      : EX01.contoso.com\n"
        "Identity                  : EX01\\Default Frontend EX01\n"
        "Name                      : Default Frontend EX01\n"
        f"Server                    : EX01\nTlsCertificateName        : {name}\n"
        "TransportRole             : FrontendTransport\n\n"
        "[PS] C:\\>Get-SendConnector | fl Name,TlsCertificateName,SourceTransportServers\n\n"
        "Name                   : To O365\n"
        f"TlsCertificateName     : {STALE}\nSourceTransportServers : {{EX01}}\n\n"
    )


EVENT: Final = (
    "Log Name:      Application\nSource:        MSExchangeFrontEndTransport\n"
    "Date:          11/19/2026 12:17:20 PM\nEvent ID:      12014\nLevel:         Error\n"
    "Computer:      EX01.contoso.com\nDescription:\nMicrosoft Exchange could not find a "
    f"certificate that contains the domain name {STALE} in the personal store on the local "
    "computer. Therefore, it is unable to support the STARTTLS SMTP verb for the connector Default "
    f"Frontend EX01 with a FQDN parameter of {STALE}.\n\n"
)


def test_a_name_that_the_connector_has(tmp_path: Path) -> None:
    """Only the one that has the old name still is set; the other is told, with its connector."""
    mail = certificate(MAIL, "3/4/2029", subject="CN=mail.contoso.com", issuer=CA)
    text = listed(certificate(NEW, "3/4/2029"), mail, internal=NEW)
    told = steps(tmp_path, "tls-certificate-name-stale", text + connector(RENEWED) + EVENT)
    assert "Set-SendConnector" in told
    assert "Set-ReceiveConnector" not in told
    assert "on Default Frontend EX01 since" in told
    assert f"that connector goes by {RENEWED}" in told


@pytest.mark.parametrize("name", [STALE, STALE.replace(", ", ","), ""])
def test_a_name_that_the_connector_lacks(tmp_path: Path, name: str) -> None:
    """It has the old one still, however it is spelt, or no list tells."""
    mail = certificate(MAIL, "3/4/2029", subject="CN=mail.contoso.com", issuer=CA)
    text = listed(certificate(NEW, "3/4/2029"), mail, internal=NEW)
    told = steps(tmp_path, "tls-certificate-name-stale", text + connector(name) + EVENT)
    assert "Set-SendConnector" in told
    assert "Set-ReceiveConnector" in told
    assert "goes by" not in told


@pytest.mark.parametrize("refused", [True, False])
def test_an_import_that_was_refused(tmp_path: Path, *, refused: bool) -> None:
    """Only where there was one, it is told to have run on the other server once more."""
    given = (
        "[PS] C:\\>Import-ExchangeCertificate -Server EX02 -FileData ([System.IO.File]::"
        "ReadAllBytes('\\\\nas\\mail.pfx')) -Password $p\n"
        f"A special Rpc error occurs on server EX02: Cannot import certificate. A certificate with "
        f"the thumbprint {MAIL} already exists.\n    + CategoryInfo          : InvalidOperation: "
        "(:) [Import-ExchangeCertificate], InvalidOperationException\n\n"
    )
    text = (
        f"[PS] C:\\>Enable-ExchangeCertificate -Server EX02 -Thumbprint {MAIL} -Services SMTP\n\n"
        + (given if refused else "")
        + "[PS] C:\\>Get-ExchangeCertificate -Server EX02 | fl\n\n"
        + certificate(MAIL, "3/4/2029", subject="CN=mail.contoso.com", issuer="CN=New CA")
        + EVENT.replace(STALE, "mail.contoso.com")
    )
    told = steps(tmp_path, "certificate-given-to-one-server-only", text)
    assert "was imported or enabled on EX02, and on no other server" in told
    assert ("ran on EX02 once more" in told) is refused
