"""Lists that show some certificates only: what is not in them may still be in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
TABLE: Final = f"""
Thumbprint                                Services   Subject
----------                                --------   -------
{A}  ....S..    CN=mail.contoso.com
"""
WHOLE: Final = (
    "Get-ExchangeCertificate",
    "Get-ExchangeCertificate -Server EX01",
    "Get-ExchangeCertificate | ft Thumbprint,Services,Subject -AutoSize",
    "Get-ExchangeCertificate | Sort-Object NotAfter | fl",
    "dir Cert:\\LocalMachine\\My",
    "Get-ExchangeCertificate | select Thumbprint, @{n='Names';e={$_.Names -join '|'}} | Out-String",
    "Get-ExchangeCertificate | % { $_ | fl }",
    "Get-ExchangeCertificate | ft -Wrap | Tee-Object certs.txt",
)
SOME: Final = (
    f"Get-ExchangeCertificate -Thumbprint {A}",
    f"Get-ExchangeCertificate {A} | fl",
    "Get-ExchangeCertificate | select -First 1",
    "Get-ExchangeCertificate | Select-Object -Last 3 | ft",
    "Get-ExchangeCertificate | ? { $_.Services -match 'SMTP' }",
    "Get-ExchangeCertificate | where Services -like '*SMTP*' | ft",
    "Get-ExchangeCertificate | Where-Object {$_.NotAfter -gt (Get-Date)}",
    "Get-ExchangeCertificate -DomainName mail.contoso.com",
    "(Get-ExchangeCertificate)[0]",
    "(Get-ExchangeCertificate).Where({ $_.NotAfter -gt $now }) | fl",
    "Get-ExchangeCertificate | % { if ($_.Subject -match 'EX01') { $_ } } | fl",
    "Get-ExchangeCertificate | Out-GridView -PassThru | fl",
    "foreach ($c in Get-ExchangeCertificate) { if ($c.Services) { $c | fl } }",
    "Get-ExchangeCertificate | Sort-Object NotAfter -Unique | fl",
    "Get-ExchangeCertificate | Select-OnlyOurs | fl",
    "dir Cert:\\LocalMachine\\My -DnsName mail.contoso.com",
    "certutil -store my | findstr /i thumb",
    "New-ExchangeCertificate -DomainName mail.contoso.com -Services SMTP",
    f"Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP",
    "Import-ExchangeCertificate -FileData $data -Password $p | fl",
    f"certutil -store my {A}",
)


@pytest.mark.parametrize("command", WHOLE)
def test_lists_of_all(command: str) -> None:
    """What is shown in which way does not matter."""
    (one,) = told(f"[PS] C:\\>{command}\n{TABLE}").inventory.certificates
    assert one.whole_list


@pytest.mark.parametrize("command", SOME)
@pytest.mark.parametrize("cut", [500, 60])
def test_lists_of_some(command: str, cut: int) -> None:
    """Chosen ones, and a command's own result; also where the console wrapped what was typed."""
    typed = f"[PS] C:\\>{command}"
    lines = [typed[at : at + cut] for at in range(0, len(typed), cut)]
    (one,) = told("\n".join([*lines, TABLE])).inventory.certificates
    assert not one.whole_list


CONNECTOR: Final = """
[PS] C:\\>Get-ReceiveConnector "EX01\\Default Frontend EX01" | fl Identity,Fqdn,TlsCertificateName,AuthMechanism

Identity           : EX01\\Default Frontend EX01
Fqdn               : other.contoso.com
TlsCertificateName :
AuthMechanism      : Tls, Integrated
"""  # noqa: E501 (as it is typed)
SERVICE: Final = f"""
[PS] C:\\>Get-TransportService EX01 | fl Name,InternalTransportCertificateThumbprint

Name                                   : EX01
InternalTransportCertificateThumbprint : {B}
"""


@pytest.mark.parametrize(
    ("command", "some"), [("Get-ExchangeCertificate", False), (SOME[0], True), (SOME[2], True)]
)
def test_nothing_is_concluded_from_some(tmp_path: Path, command: str, some: bool) -> None:
    """Of a whole list it follows that the rest is not there."""
    path = tmp_path / "paste.txt"
    path.write_text(f"[PS] C:\\>{command} -Server EX01\n{TABLE}{CONNECTOR}{SERVICE}")
    found = {one.rule: one for one in pipeline.diagnose([path]).findings}
    missing = {"connector-name-in-no-certificate", "configured-certificate-not-listed"}
    assert (missing & set(found) == set()) is some
