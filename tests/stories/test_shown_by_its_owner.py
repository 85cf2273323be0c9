"""An expired certificate that an address showed is that of the one server whose list has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl\n\n"
    "CertificateDomains : {{mail.contoso.com}}\nHasPrivateKey      : True\n"
    "IsSelfSigned       : False\nIssuer             : CN=Contoso CA\n"
    "NotAfter           : {ends} 1:00:00 AM\nNotBefore          : 1/15/2025 1:00:00 AM\n"
    "Services           : IIS, SMTP\nStatus             : {status}\n"
    "Subject            : CN=mail.contoso.com\nThumbprint         : {digit:0>40}\n\n"
)
EVENTS: Final = (
    "TimeCreated      : 1/24/2026 8:{minute}:11 AM\nMachineName      : EX02.contoso.com\n"
    "ProviderName     : MSExchangeFrontEndTransport\nId               : 12016\n"
    "LevelDisplayName : Error\n"
    "Message          : There is no valid SMTP Transport Layer Security (TLS) certificate for the "
    "FQDN of mail.contoso.com. The existing certificate for that FQDN has expired.\n\n"
)
ASKED: Final = (
    "$ openssl s_client -connect 192.0.2.12:25 -starttls smtp\nCONNECTED(00000003)\n---\n"
    "Certificate chain\n 0 s:CN = mail.contoso.com\n   i:CN = Contoso CA\n"
    "   v:NotBefore: Jan 15 00:00:00 2025 GMT; NotAfter: {ends} 00:00:00 2026 GMT\n---\n"
    "Server certificate\nsubject=CN = mail.contoso.com\nissuer=CN = Contoso CA\n---\n"
    "    Verify return code: 10 (certificate has expired)\n"
)
RULE: Final = "expired-certificate-presented"


@pytest.mark.parametrize(("ends", "known"), [("Jan 21", True), ("Jan 11", False)])
def test_it_stands_under_what_that_server_logs(tmp_path: Path, ends: str, known: bool) -> None:
    """By its subject and its end; another one of the same name is told by itself."""
    good = LIST.format(server="EX01", ends="12/15/2026", status="Valid", digit=1)
    over = LIST.format(server="EX02", ends="1/21/2026", status="DateInvalid", digit=2)
    (tmp_path / "lists.txt").write_text(good + over)
    (tmp_path / "events.txt").write_text("".join(EVENTS.format(minute=m) for m in (50, 30, 10)))
    (tmp_path / "asked.txt").write_text(ASKED.format(ends=ends))
    found = {one.rule: one for one in pipeline.diagnose(tmp_path).findings}
    lead = found["starttls-certificate-expired"]
    assert lead.servers == ("EX02.contoso.com",)
    assert "it ended at 2026-01-21" in lead.cause
    assert "has no other for mail.contoso.com" in lead.cause
    assert (found[RULE].explained_by == lead.id) is known
    assert ("The list of EX02.contoso.com has it" in found[RULE].cause) is known
