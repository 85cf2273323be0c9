"""Mail gateways of one's own whose certificate this side refuses: no partner is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

LIST = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n"
    "CertificateDomains : {{{names}}}\nHasPrivateKey      : True\nIsSelfSigned       : False\n"
    "Issuer             : CN=Some CA\nNotAfter           : 12/15/2027 12:00:00 AM\n"
    "NotBefore          : 12/15/2025 12:00:00 AM\nServices           : IIS, SMTP\n"
    "Status             : Valid\nSubject            : CN={first}\n"
    "Thumbprint         : 3F2A9C0D51E87B64AA10C3F4D5E6071829384A5B\n\n"
)
QUEUE = (
    "[PS] C:\\>Get-Queue -Server EX01 | fl\n\nIdentity      : EX01\\9\nStatus        : Retry\n"
    "MessageCount  : 61\nNextHopDomain : {hop}\n"
    "LastError     : [{{LED=454 4.7.5 Certificate validation failure, Reason:{why}}};{{MSG=}};"
    "{{FQDN={host}}};{{IP=195.83.44.20}};{{LRT=11/19/2026 10:31:12 AM}}]\n\n"
)
ASKED = (
    "$ openssl s_client -starttls smtp -connect {host}:25 </dev/null\nCONNECTED(00000003)\n"
    "depth=0 CN = {host}\nverify error:num=10:certificate has expired\n"
    "notAfter=Nov 17 23:59:59 2026 GMT\n---\nCertificate chain\n 0 s:CN = {host}\n"
    "   i:CN = Some CA\n---\nVerify return code: 10 (certificate has expired)\n"
)
MINE, THEIRS, ANOTHER = (
    "own-gateway-certificate-expired",
    "partner-certificate-expired",
    "another-machine-answered",
)


def told(
    folder: Path, host: str, *, names: str, hop: str = "", asked: bool = True, why: str = ""
) -> dict[str, Finding]:
    """Diagnose a paste: a queue, the server's certificate, and what the next server shows."""
    text = QUEUE.format(hop=hop or host, host=host, why=why or "CertificateExpired")
    text += LIST.format(names=names, first=names.partition(",")[0])
    (folder / "paste.txt").write_text(text + (ASKED.format(host=host) if asked else ""))
    return {one.rule: one for one in pipeline.diagnose(folder).findings}


@pytest.mark.parametrize(
    ("host", "names", "hop"),
    [
        ("gate.contoso.com", "mail.contoso.com, autodiscover.contoso.com", ""),
        ("relay.contoso.com", "mail.contoso.com", "fabrikam.com"),
        ("gate.example.co.uk", "mail.example.co.uk", ""),
        ("gate.contoso.com", "*.contoso.com", ""),
    ],
)
def test_the_gateway_is_to_be_renewed_at_home(
    tmp_path: Path, host: str, names: str, hop: str
) -> None:
    """It is in a domain of the server's own certificates, and no server's name."""
    found = told(tmp_path, host, names=names, hop=hop)
    assert found[MINE].severity.name == "HIGH"
    assert f"Renew the certificate of {host}" in found[MINE].remedy[0]
    assert THEIRS not in found
    assert ANOTHER not in found
    steps = " ".join(step for one in found.values() for step in one.remedy)
    assert "Tell the administrators" not in steps
    assert "theirs to renew" not in " ".join(one.cause for one in found.values())


def test_without_a_test_the_queue_tells_it(tmp_path: Path) -> None:
    """Nobody asked the gateway, so the finding about the queue says whose it is."""
    (one,) = told(tmp_path, "gate.contoso.com", names="mail.contoso.com", asked=False).values()
    assert one.rule == "peer-certificate-refused-in-queue"
    assert one.severity.name == "HIGH"
    assert "Renew the certificate of gate.contoso.com" in one.remedy[0]


@pytest.mark.parametrize(
    ("host", "names"),
    [("mx1.fabrikam.com", "mail.contoso.com"), ("mx.other.co.uk", "mail.example.co.uk")],
)
def test_a_partner_is_told(tmp_path: Path, host: str, names: str) -> None:
    """The name of the next server is in nobody's domain here."""
    found = told(tmp_path, host, names=names)
    assert found[THEIRS].severity.name == "LOW"
    assert MINE not in found


def test_what_a_server_carries_is_no_gateway(tmp_path: Path) -> None:
    """The name is that of the server's own certificate."""
    assert MINE not in told(tmp_path, "mail.contoso.com", names="mail.contoso.com")


def test_another_reason_is_no_expired_gateway(tmp_path: Path) -> None:
    """The name does not fit, which a renewal does not mend."""
    found = told(tmp_path, "gate.contoso.com", names="mail.contoso.com", why="SubjectMismatch")
    assert MINE not in found
