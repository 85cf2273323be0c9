"""Of two certificates that a connector can pick, the one with the internal role is not removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

import certtrail

if TYPE_CHECKING:
    from pathlib import Path

ONE: Final = "A1B2C3D4E5F60718293A4B5C6D7E8F9012345678"
TWO: Final = "B1B2C3D4E5F60718293A4B5C6D7E8F9012345678"


def certificate(thumbprint: str, names: str, issuer: str, subject: str, begin: int) -> str:
    """Write one as a list has it."""
    return f"""
CertificateDomains : {{{names}}}
HasPrivateKey      : True
IsSelfSigned       : {issuer == subject}
Issuer             : CN={issuer}
NotAfter           : 12/15/2027 12:00:00 AM
NotBefore          : 1/15/{begin} 12:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN={subject}
Thumbprint         : {thumbprint}
"""


def connector(fqdn: str, name: str = "") -> str:
    """Write a receive connector."""
    return f"""
Name               : Internet EX01
Identity           : EX01\\Internet EX01
Fqdn               : {fqdn}
AuthMechanism      : Tls
TlsCertificateName : {name}
Enabled            : True
TransportRole      : FrontendTransport
Bindings           : {{0.0.0.0:25}}
"""


def remedy(folder: Path, rule: str, *lists: str, internal: str) -> str:
    """Give the steps of a rule's findings."""
    role = f"\nName : EX01\nInternalTransportCertificateThumbprint : {internal}\n"
    prompt = "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n"
    (folder / "lists.txt").write_text(prompt + "\n".join([*lists, role]))
    found = [one for one in certtrail.diagnose([folder]).findings if one.rule == rule]
    assert found
    return "\n".join(step for one in found for step in one.remedy)


@pytest.mark.parametrize("internal", [ONE, TWO])
def test_two_with_one_name(tmp_path: Path, internal: str) -> None:
    """Whichever of both has the role."""
    lists = [
        certificate(each, "mail.contoso.com", "Contoso CA", "mail.contoso.com", begin)
        for each, begin in ((ONE, 2024), (TWO, 2025))
    ]
    lists.append(connector("EX01.contoso.com", "<I>CN=Contoso CA<S>CN=mail.contoso.com"))
    steps = remedy(tmp_path, "ambiguous-tls-certificate-name", *lists, internal=internal)
    assert steps.count("is the internal transport certificate") == 1
    assert f"Do not remove {internal} yet" in steps


@pytest.mark.parametrize("internal", [ONE, TWO])
def test_a_self_signed_one_with_the_role(tmp_path: Path, internal: str) -> None:
    """Scanners complain of it, and it has to stay; without the role nothing is said of that."""
    lists = [
        certificate(ONE, "mail.contoso.com", "mail.contoso.com", "mail.contoso.com", 2024),
        certificate(TWO, "*.contoso.com", "Contoso CA", "*.contoso.com", 2025),
        connector("mail.contoso.com"),
    ]
    steps = remedy(tmp_path, "exact-self-signed-beats-wildcard", *lists, internal=internal)
    assert (f"({ONE}) is the internal transport" in steps) == (internal == ONE)
