"""Trouble that is over, in an export of chosen records: what is known stands before the caveat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from certtrail import diagnose
from certtrail.model.vocabulary import Verdict
from certtrail.reports.reply import reply
from certtrail.reports.speech import Speech
from certtrail.text.languages import ENGLISH_READER

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, OWN = "B6" * 20, "DF" * 20, "5E" * 20
START: Final = 1_767_614_400
HOUR: Final = 3600
LIST: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\n"
    "CertificateDomains : {EX01, EX01.contoso.com}\nHasPrivateKey      : True\n"
    "IsSelfSigned       : True\nIssuer             : CN=EX01\n"
    "NotAfter           : 1/12/2031 10:24:48 AM\nNotBefore          : 1/12/2026 10:24:48 AM\n"
    "Services           : SMTP\nStatus             : Valid\nSubject            : CN=EX01\n"
    f"Thumbprint         : {NEW}\n\n\n"
    "[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint\n\n"
    f"Name                                   : EX01\n"
    f"InternalTransportCertificateThumbprint : {NEW}\n\n"
)


def record(hours: int, number: int, event_id: int, message: str) -> dict[str, Any]:
    """Make a record as Get-WinEvent gives it to ConvertTo-Json."""
    return {
        "Message": message,
        "Id": event_id,
        "Level": 3,
        "ProviderName": "MSExchangeTransport",
        "LogName": "Application",
        "MachineName": "EX01.contoso.com",
        "TimeCreated": f"/Date({(START + hours * HOUR) * 1000})/",
        "RecordId": number,
    }


LOST: Final = (
    "Microsoft Exchange could not load the certificate with thumbprint of {} from the personal "
    "store on the local computer. This certificate was configured for authentication with other "
    "Exchange servers. Mail flow to other Exchange servers could be affected by this error. If the "
    "certificate with this thumbprint still exists in the personal store, run "
    "Enable-ExchangeCertificate {} -Services SMTP to resolve the issue. If the certificate does "
    "not exist in the personal store, restore it from backup by using the "
    "Import-ExchangeCertificate cmdlet, or create a new certificate for the FQDN or the server "
    "enabled for SMTP by running the following command: New-ExchangeCertificate -DomainName "
    "serverfqdn -Services SMTP. Meanwhile, an ephemeral, self-signed certificate with thumbprint "
    "{} is being used."
)
LOADED: Final = (
    "A forced configuration update for Microsoft.Exchange.Transport.AcceptedDomainTable has "
    "successfully completed."
)


@pytest.mark.parametrize("over", [True, False])
def test_what_is_over_goes_first(tmp_path: Path, over: bool) -> None:
    """The verdict and the letter name it; where it goes on, nothing is called over."""
    rows = [
        record(at, 1000 + 13 * at, 12024, LOST.format(OLD, OLD, OWN)) for at in range(0, 160, 3)
    ]
    rows += [
        record(at, 1000 + 13 * at, 16028, LOADED) for at in range(172, 760 if over else 173, 6)
    ]
    (tmp_path / "export.json").write_text(json.dumps(rows))
    if over:
        (tmp_path / "list.txt").write_text(LIST)
    found = diagnose(tmp_path)
    (server,) = found.servers
    said = reply(found, Speech(ENGLISH_READER))
    assert (server.verdict is Verdict.UNKNOWN) is over
    assert str(server.why).startswith("What was amiss is over (") is over
    assert ("what was amiss is over" in said) is over
    if over:
        assert "Only chosen records of a log were sent" not in said
        assert "what you sent is not enough to tell" in said
        assert "log-filtered" in {one.rule for one in found.findings}
