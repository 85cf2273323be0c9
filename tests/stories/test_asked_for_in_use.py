"""A certificate that Exchange was asked for and did not show weighs more where the same evidence
shows that the server is to use it.
"""
# ruff: noqa: E501 (a shell's lines are not wrapped)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Finding

SOUGHT: Final = "5C" * 20
OTHER: Final = "4E" * 20
PASSING: Final = "certificate-asked-for-not-there"
CONFIGURED: Final = "configured-certificate-not-shown"
NAMED: Final = "connector-certificate-not-shown"
ASKED: Final = (
    f"[PS] C:\\>Get-ExchangeCertificate -Thumbprint {SOUGHT}\n"
    f"A special Rpc error occurs on server MX7: The certificate with thumbprint {SOUGHT} was not found.\n"
    "    + CategoryInfo          : NotSpecified: (:) [Get-ExchangeCertificate], InvalidOperationException\n"
    "    + FullyQualifiedErrorId : [Server=MX7,RequestId=1,TimeStamp=1/4/2025 5:10:19 PM] 71D7F7B0,"
    "Microsoft.Exchange.Management.SystemConfigurationTasks.GetExchangeCertificate\n\n"
)
ROLE: Final = (
    "[PS] C:\\>Get-TransportService {0} | fl Name,InternalTransportCertificateThumbprint\n\n"
    "Name                                   : {0}\nInternalTransportCertificateThumbprint : {1}\n\n"
)
LISTED: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl\n\nCertificateDomains : {{mail.fabrikam.com}}\n"
    "HasPrivateKey      : True\nIsSelfSigned       : False\nIssuer             : CN=Some CA\n"
    "NotAfter           : {end}\nNotBefore          : 1/15/2019 1:00:00 AM\n"
    "Services           : IIS, SMTP\nStatus             : {status}\n"
    "Subject            : CN=mail.fabrikam.com\nThumbprint         : {thumbprint}\n\n"
)
RECEIVES: Final = (
    "[PS] C:\\>Get-ReceiveConnector | fl\n\nIdentity           : {0}\\Default Frontend {0}\n"
    "Bindings           : {{0.0.0.0:25}}\nAuthMechanism      : Tls, ExchangeServer\nEnabled            : True\n"
    "Fqdn               : mail.fabrikam.com\nTlsCertificateName : <I>CN=Some CA<S>CN=mail.fabrikam.com\n"
    "TransportRole      : FrontendTransport\n\n"
)
SENDS: Final = (
    "[PS] C:\\>Get-SendConnector | fl\n\nName                   : Out\nFqdn                   : mail.fabrikam.com\n"
    "TlsCertificateName     : <I>CN=Some CA<S>CN=mail.fabrikam.com\nSourceTransportServers : {{{0}}}\n"
    "Enabled                : True\n\n"
)


def listed(server: str, thumbprint: str = SOUGHT, *, over: bool = False) -> str:
    """Write the list of a server, with one certificate."""
    end, status = ("1/20/2020 1:00:00 AM", "DateInvalid") if over else ("12/30/2039", "Valid")
    return LISTED.format(server=server, thumbprint=thumbprint, end=end, status=status)


def found(folder: Path, text: str) -> dict[str, Finding]:
    """Diagnose one text, and give the findings by rule."""
    (folder / "ems.txt").write_text(text)
    return {one.rule: one for one in pipeline.diagnose(folder, engine="plain").findings}


@pytest.mark.parametrize("first", [True, False])
def test_the_server_is_configured_for_it(tmp_path: Path, first: bool) -> None:
    """Whichever of the two was shown first."""
    role = ROLE.format("MX7", SOUGHT)
    findings = found(tmp_path, ASKED + role if first else role + ASKED)
    assert PASSING not in findings
    assert findings[CONFIGURED].severity == "high"
    assert SOUGHT in findings[CONFIGURED].cause
    assert any("New-ExchangeCertificate" in step for step in findings[CONFIGURED].remedy)


@pytest.mark.parametrize("connector", [RECEIVES.format("MX7"), SENDS.format("MX7, MX8")])
def test_a_connector_names_it(tmp_path: Path, connector: str) -> None:
    """By the list of the server that has it; it comes from there."""
    findings = found(tmp_path, listed("MX8") + ASKED + connector)
    assert PASSING not in findings
    assert findings[NAMED].servers == ("MX7",)
    assert any("Export-ExchangeCertificate -Server MX8" in each for each in findings[NAMED].remedy)


@pytest.mark.parametrize(
    "beside",
    [
        "",
        ROLE.format("MX7", OTHER),
        ROLE.format("MX8", SOUGHT),
        listed("MX8") + RECEIVES.format("MX8"),
        listed("MX8") + SENDS.format("MX8"),
        listed("MX8", over=True) + RECEIVES.format("MX7"),
        listed("MX8", OTHER) + RECEIVES.format("MX7"),
    ],
)
def test_nobody_is_seen_to_use_it(tmp_path: Path, beside: str) -> None:
    """Then there was only a question."""
    findings = found(tmp_path, ASKED + beside)
    assert findings[PASSING].severity == "info"
    assert not {CONFIGURED, NAMED} & findings.keys()


def test_a_later_list_has_it(tmp_path: Path) -> None:
    """It was brought there after the question."""
    text = ASKED + listed("MX7") + ROLE.format("MX7", SOUGHT) + RECEIVES.format("MX7")
    assert not {CONFIGURED, NAMED} & found(tmp_path, text).keys()


def test_what_takes_the_place_of_another(tmp_path: Path) -> None:
    """The server has one with the issuer and subject that the connector looks for."""
    text = listed("MX8") + listed("MX7", OTHER) + ASKED + RECEIVES.format("MX7")
    assert NAMED not in found(tmp_path, text)
