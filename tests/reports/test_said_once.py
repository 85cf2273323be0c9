"""What concerns two hosts, two connectors or two exports is said once, through the front door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import certtrail

if TYPE_CHECKING:
    from pathlib import Path

OLD: Final = "<I>CN=Old CA<S>CN=mail.contoso.com"
CERTIFICATE: Final = r"""[PS] C:\>Get-ExchangeCertificate -Server EX01 | fl

CertificateDomains : {mail.contoso.com}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=New CA
NotAfter           : 12/15/2027 12:00:00 AM
NotBefore          : 1/15/2025 12:00:00 AM
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=mail.contoso.com
Thumbprint         : A1B2C3D4E5F60718293A4B5C6D7E8F9012345678
"""
CONNECTORS: Final = """
Name                   : Outbound to Office 365
Fqdn                   : mail.contoso.com
TlsCertificateName     : {name}
SourceTransportServers : {{EX01}}
Enabled                : True

Name               : Default Frontend EX01
Identity           : EX01\\Default Frontend EX01
Fqdn               : EX01.contoso.com
AuthMechanism      : Tls, ExchangeServer
TlsCertificateName : {name}
Enabled            : True
TransportRole      : FrontendTransport
Bindings           : {{0.0.0.0:25}}
"""
HYBRID: Final = f"""[PS] C:\\>Get-HybridConfiguration | fl

ReceivingTransportServers : {{EX01}}
SendingTransportServers   : {{EX01}}
TlsCertificateName        : {OLD}
"""
HEAD: Final = (
    '"Message","Id","Level","RecordId","ProviderName","LogName","MachineName","TimeCreated"'
)


def missed(connector: str, minute: int) -> list[str]:
    """Write events 12014 of a connector that misses the old name."""
    said = (
        f"Microsoft Exchange could not find a certificate that contains the domain name {OLD} in "
        "the personal store on the local computer. Therefore, it is unable to support the STARTTLS "
        f"SMTP verb for the connector {connector} with a FQDN parameter of {OLD}."
    )
    return [
        f'"{said}","12014","2","{7000 + at * 60 + minute}","MSExchangeTransport","Application",'
        f'"EX01.contoso.com","2026-11-10 {at:02d}:{minute:02d}:00"'
        for at in range(24)
    ]


def test_the_steps_of_two_connectors_once(tmp_path: Path) -> None:
    """The first one's steps do for the second one, whatever their order."""
    events = [*missed("Outbound to Office 365", 5), *missed("Default Frontend EX01", 10)]
    (tmp_path / "app.csv").write_text("\n".join([HEAD, *sorted(events)]))
    (tmp_path / "lists.txt").write_text(CERTIFICATE + CONNECTORS.format(name=OLD))
    text = certtrail.render(certtrail.diagnose([tmp_path]), "md")
    reply = text.partition("## Reply to the customer")[2].partition("## Input account")[0]
    assert len(re.findall("Set-SendConnector -Identity", reply)) == 1
    assert len(re.findall("Set-ReceiveConnector -Identity", reply)) == 1


def test_a_plan_names_the_server_of_a_receive_connector(tmp_path: Path) -> None:
    """In whatever shell it is run, it finds the connector."""
    name = "<I>CN=New CA<S>CN=mail.contoso.com"
    (tmp_path / "lists.txt").write_text(CERTIFICATE + CONNECTORS.format(name=name))
    (plan,) = certtrail.diagnose([tmp_path]).renewals
    steps = "\n".join(plan.steps)
    assert r"Set-ReceiveConnector 'EX01\Default Frontend EX01' " in steps
    assert "Set-SendConnector 'Outbound to Office 365' " in steps


def test_the_hybrid_configuration_is_read(tmp_path: Path) -> None:
    """Alone it is a known output; with the old name it is a third place of that."""
    (tmp_path / "hybrid.txt").write_text(HYBRID)
    (report,) = certtrail.diagnose([tmp_path]).inputs
    assert report.complete, report.problems
    (tmp_path / "lists.txt").write_text(CERTIFICATE + CONNECTORS.format(name=OLD))
    found = certtrail.diagnose([tmp_path])
    stale = [one for one in found.findings if one.rule == "tls-certificate-name-stale"]
    assert any("hybrid configuration has that name" in step for one in stale for step in one.remedy)
