"""Two connectors name one certificate that is gone: each finding tells the times of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certtrail import pipeline
from tests.stories import machines

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "<I>CN=Old CA<S>CN=mail.contoso.com"
LIST: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=New CA
NotAfter           : 23/12/2026 13:15:00
NotBefore          : 23/12/2025 13:15:00
Services           : SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : $NEW

[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl

Identity           : EX01\\Default Frontend EX01
Bindings           : {{[::]:25, 0.0.0.0:25}}
TransportRole      : FrontendTransport
Fqdn               : EX01.contoso.com
AuthMechanism      : Tls, Integrated, ExchangeServer
TlsCertificateName : {NAME}

[PS] C:\\>Get-SendConnector | fl

Name                   : To the cloud
AddressSpaces          : {{SMTP:cloud.contoso.com;1}}
TlsCertificateName     : {NAME}
SourceTransportServers : {{EX01}}
"""


def test_each_counts_its_own_records(tmp_path: Path) -> None:
    """One is missed hourly for two days, the other every two hours from the day after on."""
    missed: dict[str, Any] = {"id": 12014, "level": 2}
    receive = {"source": "MSExchangeFrontEndTransport", "data": [NAME, "Default Frontend EX01"]}
    send = {"source": "MSExchangeTransport", "data": [NAME, "To the cloud"]}
    events = [
        {**missed, **receive, "every": "50m..70m", "from": "2d"},
        {**missed, **send, "every": "110m..130m", "from": "3d"},
    ]
    server = {"name": "EX01.contoso.com", "days": 4, "events": events}
    story: dict[str, Any] = {"story": "one name", "life": ["exchange"], "servers": [server]}
    story["texts"] = {"EX01/list.txt": LIST}
    diagnosis = pipeline.diagnose([machines.told(story, tmp_path)], engine="plain")
    found = {
        name: (one.first, one.last, one.count)
        for one in diagnosis.findings
        for name in ("Default Frontend EX01", "To the cloud")
        if one.rule == "tls-certificate-name-stale" and f"of {name} is" in str(one.cause)
    }
    alone = {
        name: (one.first, one.last, one.count)
        for one in diagnosis.findings
        for name in ("Default Frontend EX01", "To the cloud")
        if one.rule == "starttls-certificate-missing" and name in str(one.cause)
    }
    assert len(found) == 2
    assert found == alone
    assert found["To the cloud"][2] < found["Default Frontend EX01"][2]
