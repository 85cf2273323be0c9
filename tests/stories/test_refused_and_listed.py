"""What Exchange Online refuses by its thumbprint is in use: a list that has it, past its end, tells
which server to mend, and it is not to go.
"""
# ruff: noqa: E501 (a shell's lines are not wrapped)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

CAME: Final = "3F" * 20
OTHER: Final = "4E" * 20
NEW: Final = "6D" * 20
LISTING: Final = "smtp-certificate-out-of-its-dates"
REFUSING: Final = "receiver-certificate-refused-in-queue"
REPLY: Final = (
    "450 4.4.317 Cannot connect to remote server [Message=CertificateExpired Expected Subject: "
    "mail.fabrikam.com. Presented Subject: CN=mail.fabrikam.com. Thumbprint: {}.] "
    "[LastAttemptedServerName=mail.fabrikam.com] [LastAttemptedIP=192.0.2.25:25]\n\n"
)
HEAD: Final = "[PS] C:\\>Get-ExchangeCertificate -Server {} | fl\n\n"
ONE: Final = (
    "CertificateDomains : {{mail.fabrikam.com}}\nHasPrivateKey      : True\nIsSelfSigned       : False\n"
    "Issuer             : CN=Some CA\nNotAfter           : {end}\nNotBefore          : {begin}\n"
    "Services           : IIS, SMTP\nStatus             : {status}\n"
    "Subject            : CN=mail.fabrikam.com\nThumbprint         : {thumbprint}\n\n"
)
RECEIVES: Final = (
    "[PS] C:\\>Get-ReceiveConnector | fl\n\nIdentity           : MX7\\Default Frontend MX7\n"
    "Bindings           : {0.0.0.0:25}\nAuthMechanism      : Tls, ExchangeServer\nEnabled            : True\n"
    "Fqdn               : mx7.fabrikam.com\nTlsCertificateName : <I>CN=Else<S>CN=mx7.fabrikam.com\n"
    "TransportRole      : FrontendTransport\n\n"
)
OPENSSL: Final = (
    "$ openssl s_client -starttls smtp -connect mail.fabrikam.com:25\nCONNECTED(00000003)\n"
    "---\nCertificate chain\n 0 s:CN = mail.fabrikam.com\n   i:CN = Some CA\n---\nServer certificate\n"
    "SHA1 Fingerprint="
    + ":".join(["3F"] * 20)
    + "\nsubject=CN = mail.fabrikam.com\nissuer=CN = Some CA\n---\n"
)


def over(thumbprint: str = CAME) -> str:
    """Write a certificate that has ended."""
    return ONE.format(
        end="1/20/2025 1:00:00 AM",
        begin="1/15/2024 1:00:00 AM",
        status="DateInvalid",
        thumbprint=thumbprint,
    )


def valid(thumbprint: str) -> str:
    """Write a certificate that goes on."""
    return ONE.format(
        end="12/30/2039 1:00:00 AM",
        begin="1/15/2025 1:00:00 AM",
        status="Valid",
        thumbprint=thumbprint,
    )


def found(folder: Path, *texts: str) -> dict[str, Finding]:
    """Diagnose texts, each a file, and give the findings by rule."""
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    return {one.rule: one for one in pipeline.diagnose(folder, engine="plain").findings}


def steps(finding: Finding) -> str:
    """Give the steps as one text."""
    return "\n".join(finding.remedy)


@pytest.mark.parametrize("server", ["MX7", "MX7.fabrikam.com"])
def test_the_server_that_has_it_is_named(tmp_path: Path, server: str) -> None:
    """With its end, and its renewal without an if."""
    findings = found(tmp_path, REPLY.format(CAME), HEAD.format(server) + over())
    refused = findings[REFUSING]
    assert "MX7" in refused.cause
    assert "it has expired. It ended at 2025-01-20" in refused.cause
    assert f"-Thumbprint {CAME} | New-ExchangeCertificate" in steps(refused)
    assert "Only if a server has" not in steps(refused)
    listed = findings[LISTING]
    assert listed.severity == "high"
    assert "may go" not in steps(listed)
    assert "whether anybody still needs" not in steps(listed)


def test_of_two_servers(tmp_path: Path) -> None:
    """The one that has it is told, though the reply names none."""
    lists = HEAD.format("MX7") + over() + HEAD.format("MX8") + valid(NEW)
    findings = found(tmp_path, REPLY.format(CAME), lists)
    assert "MX7 has that certificate" in findings[REFUSING].cause
    assert "may go" not in steps(findings[LISTING])


def test_the_next_one_is_there(tmp_path: Path) -> None:
    """Then nothing is requested."""
    lists = HEAD.format("MX7") + over() + valid(NEW)
    refused = found(tmp_path, REPLY.format(CAME), lists)[REFUSING]
    assert "New-ExchangeCertificate" not in steps(refused)
    assert f"Enable-ExchangeCertificate -Server MX7 -Thumbprint {NEW}" in steps(refused)


def test_another_one_is_over(tmp_path: Path) -> None:
    """The list has not what came: that one is elsewhere, and the server's own may be of no use."""
    findings = found(tmp_path, REPLY.format(CAME), HEAD.format("MX7") + over(OTHER))
    assert "has that certificate" not in findings[REFUSING].cause
    assert findings[LISTING].severity == "medium"
    assert "whether anybody still needs its names" in steps(findings[LISTING])


def test_what_came_is_valid(tmp_path: Path) -> None:
    """Nobody says that it has ended here."""
    refused = found(tmp_path, REPLY.format(CAME), HEAD.format("MX7") + valid(CAME))[REFUSING]
    assert "it has expired." not in refused.cause
    assert "Only if a server has the certificate that came" in steps(refused)


def test_no_connector_was_sent(tmp_path: Path) -> None:
    """Then none of those that were sent can tell, and nothing is said to go."""
    told = steps(found(tmp_path, HEAD.format("MX7") + over())[LISTING])
    assert "no connector that was sent" not in told
    assert "may go" not in told
    assert "Get-ReceiveConnector" in told


def test_connectors_were_sent_and_none_picks_it(tmp_path: Path) -> None:
    """As before: it may go where nobody needs it."""
    told = steps(found(tmp_path, HEAD.format("MX7") + over() + RECEIVES)[LISTING])
    assert "no connector that was sent picks it" in told
    assert "may go" in told


def test_it_came_to_who_asked(tmp_path: Path) -> None:
    """What openssl was shown is in use, too."""
    findings = found(tmp_path, OPENSSL, HEAD.format("MX7") + over() + RECEIVES)
    assert "may go" not in "".join(map(steps, findings.values()))
