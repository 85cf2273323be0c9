"""A certificate that lies on one server without its key, and the request for it on another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import certtrail

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, ASKED, AGAIN = "B1" * 20, "A2" * 20, "C3" * 20, "D4" * 20
CERTIFICATE = """[PS] C:\\>Get-ExchangeCertificate -Server EX0{number} | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : {own}
Issuer             : CN={issuer}
NotAfter           : 1/20/{year} 12:00:00 AM
NotBefore          : 1/15/{begin} 12:00:00 AM
Services           : {services}
Status             : {status}
Subject            : CN=mail.contoso.com
Thumbprint         : {thumbprint}

"""
REFUSED = f"""[PS] C:\\>Import-ExchangeCertificate -Server EX01 -FileData $bytes

Thumbprint                                Services   Subject
----------                                --------   -------
{NEW}  .......    CN=mail.contoso.com

[PS] C:\\>Enable-ExchangeCertificate -Server EX01 -Thumbprint {NEW} -Services SMTP
A special Rpc error occurs on server EX01: The certificate with thumbprint {NEW} was found but is
not valid for use with Exchange Server (reason: PrivateKeyMissing).
"""


def old(number: int) -> str:
    """List the certificate that is over on a server."""
    return CERTIFICATE.format(
        number=number,
        own=False,
        issuer="Contoso CA",
        year=2026,
        begin=2025,
        services="IIS, SMTP",
        status="DateInvalid",
        thumbprint=OLD,
    )


def request(number: int, thumbprint: str) -> str:
    """List a request that waits on a server."""
    return CERTIFICATE.format(
        number=number,
        own=True,
        issuer="mail.contoso.com",
        year=2027,
        begin=2026,
        services="None",
        status="PendingRequest",
        thumbprint=thumbprint,
    )


def begun(folder: Path, text: str) -> dict[str, dict[str, object]]:
    """Give by server what is told of a renewal that was begun."""
    (folder / "console.txt").write_text(text, "utf-8")
    facts = certtrail.open(folder).facts()
    mine = facts[facts["kind"] == "renewal-begun"]
    return dict(zip(mine["server"], mine["fields"], strict=True))


def test_the_request_and_its_answer_know_each_other(tmp_path: Path) -> None:
    """Each server is told where the other half is."""
    found = begun(tmp_path, old(1) + old(2) + request(2, ASKED) + REFUSED)
    here, there = found["EX01"], found["EX02"]
    assert (here["successor"], here["asked_on"], here["asked"]) == (NEW, "EX02", ASKED)
    assert here["services"] == "IIS,SMTP"
    assert (there["answer"], there["answered_on"]) == (NEW, "EX01")


def test_of_two_requests_neither_is_taken(tmp_path: Path) -> None:
    """Either may be the one that was answered; nor is one taken where the server has its own."""
    two = old(1) + old(2) + request(2, ASKED) + request(3, AGAIN) + REFUSED
    assert "asked_on" not in begun(tmp_path, two)["EX01"]
    own = old(1) + request(1, ASKED) + old(2) + REFUSED
    assert "asked_on" not in begun(tmp_path, own)["EX01"]
