"""A connector that looks for a name of the inside only, and what peers outside trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"


def certificate(letter: str, subject: str, issuer: str, end: str, root: str) -> str:
    """Write a certificate as Get-ExchangeCertificate does."""
    thumbprint = PUBLIC if root == "ThirdParty" else letter * 40
    status = "Valid" if end > "2026-06-01" else "DateInvalid"
    return f"""
CertificateDomains : {{{subject}}}
HasPrivateKey      : True
IsSelfSigned       : {subject == issuer}
Issuer             : CN={issuer}
NotAfter           : {end} 12:00:00
NotBefore          : 2025-0{1 if subject == issuer else 2}-01 12:00:00
RootCAType         : {root}
Services           : SMTP
Status             : {status}
Subject            : CN={subject}
Thumbprint         : {thumbprint}
"""


def listed(name: str) -> str:
    """Write a server's list and connector, which looks for a name that has expired at its CA."""
    return f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl
{certificate("A", name, "Inner CA", "2026-02-01", "Enterprise")}
{certificate("B", name, name, "2030-01-01", "Registry")}
{certificate("C", "mail.contoso.com", "Public CA", "2027-02-01", "ThirdParty")}

[PS] C:\\>Get-ReceiveConnector | fl Identity,Bindings,Fqdn,TlsCertificateName,TransportRole

Identity           : EX01\\Default Frontend EX01
Bindings           : {{[::]:25, 0.0.0.0:25}}
Fqdn               : {name}
TlsCertificateName :
TransportRole      : FrontendTransport

"""


@pytest.mark.parametrize(
    ("name", "named"), [("ex01.contoso.lan", True), ("EX01", True), ("ex01.contoso.com", False)]
)
def test_peers_outside_get_what_they_trust(tmp_path: Path, name: str, named: bool) -> None:
    """No public CA issues for a name of the inside; the public certificate is named there."""
    (tmp_path / "list.txt").write_text(listed(name), encoding="utf-8")
    found = diagnose([tmp_path], at="2026-06-01T00:00:00Z").findings
    (told,) = [one for one in found if one.rule == "expired-certificate-preferred"]
    steps = [str(step) for step in told.remedy]
    assert named is any("Set-ReceiveConnector" in step and PUBLIC in step for step in steps)
    assert named is not any("Do not remove the expired one yet" in step for step in steps)
