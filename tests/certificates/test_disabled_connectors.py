"""A connector that is disabled serves nobody, whatever its TlsCertificateName is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.vocabulary import Verdict
from certtrail.pipeline import diagnose

if TYPE_CHECKING:
    from pathlib import Path

STALE: Final = "tls-certificate-name-stale"
OLD: Final = "<I>CN=Former CA<S>CN=mail.contoso.com"
NEW: Final = "<I>CN=Contoso CA 1<S>CN=mail.contoso.com"
LIST: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl

Thumbprint         : {"6B" * 20}
Services           : IIS, SMTP
Status             : Valid
HasPrivateKey      : True
IsSelfSigned       : False
Subject            : CN=mail.contoso.com
Issuer             : CN=Contoso CA 1
NotBefore          : 1/31/2026 1:00:00 AM
NotAfter           : 12/31/2090 1:00:00 AM
CertificateDomains : {{mail.contoso.com}}

"""


def described(kind: str, name: str, asked: str, enabled: str) -> str:
    """Write a connector as a list shows it."""
    own = {
        "Send": "SourceTransportServers : {EX01}\nAddressSpaces : {smtp:*.contoso.com;1}\n",
        "Receive": "Server : EX01\nIdentity : EX01\\" + name + "\nBindings : {0.0.0.0:25}\n"
        "AuthMechanism : Tls\nFqdn : mail.contoso.com\nTransportRole : FrontendTransport\n",
    }[kind]
    return f"Name : {name}\nEnabled : {enabled}\nTlsCertificateName : {asked}\n{own}\n"


def rules(folder: Path, *texts: str) -> set[str]:
    """Diagnose the list and some more texts; give the rules that fired."""
    (folder / "list.txt").write_text("\n".join((LIST, *texts)))
    found = diagnose([folder], engine="plain")
    names = {one.rule for one in found.findings}
    assert (STALE in names) == any(one.verdict is Verdict.BROKEN for one in found.servers)
    return names


@pytest.mark.parametrize("kind", ["Send", "Receive"])
@pytest.mark.parametrize("enabled", ["False", "Falsch", "Faux"])
def test_a_disabled_connector(tmp_path: Path, kind: str, enabled: str) -> None:
    """Beside the one that took its place, or alone."""
    told = f"[PS] C:\\>Get-{kind}Connector | fl\n\n" + described(kind, "Old", OLD, enabled)
    assert STALE not in rules(tmp_path, told)
    assert STALE not in rules(tmp_path, told + described(kind, "Of now", NEW, "True"))


@pytest.mark.parametrize("kind", ["Send", "Receive"])
def test_one_that_is_in_use(tmp_path: Path, kind: str) -> None:
    """One that is enabled, or that does not tell it, is found; a disabled one hides none."""
    command = f"[PS] C:\\>Get-{kind}Connector | fl\n\n"
    used = described(kind, "In use", OLD, "True")
    assert STALE in rules(tmp_path, command + used)
    assert STALE in rules(tmp_path, command + used.replace("Enabled : True\n", ""))
    assert STALE in rules(tmp_path, command + described(kind, "Old", OLD, "False") + used)


def test_one_that_was_enabled_later(tmp_path: Path) -> None:
    """Of one session it is what it shows last."""
    command = "[PS] C:\\>Get-SendConnector | fl\n\n"
    off, on = (described("Send", "In use", OLD, state) for state in ("False", "True"))
    switch = "[PS] C:\\>Set-SendConnector 'In use' -Enabled $true\n"
    assert STALE in rules(tmp_path, command + off, switch, command + on)
    assert STALE not in rules(tmp_path, command + on, command + off)


def test_by_the_event_it_is_in_use(tmp_path: Path) -> None:
    """What the service itself goes on to miss is found, whatever a list of some day says."""
    events = [
        {
            "TimeCreated": f"2026-10-{day:02}T08:00:00Z",
            "Id": 12014,
            "ProviderName": "MSExchangeTransport",
            "LogName": "Application",
            "Level": 2,
            "RecordId": day,
            "MachineName": "EX01.contoso.com",
            "Properties": [{"Value": OLD}, {"Value": "In use"}],
        }
        for day in range(1, 9)
    ]
    (tmp_path / "events.json").write_text(json.dumps(events))
    command = "[PS] C:\\>Get-SendConnector | fl\n\n"
    assert STALE in rules(tmp_path, command + described("Send", "In use", OLD, "False"))


def test_as_json(tmp_path: Path) -> None:
    """In JSON the state is a truth, and no word."""
    one = {
        "Name": "Old",
        "Enabled": False,
        "TlsCertificateName": OLD,
        "SourceTransportServers": ["EX01"],
        "AddressSpaces": ["smtp:contoso.mail.onmicrosoft.com;1"],
        "SmartHosts": [],
    }
    (tmp_path / "send.json").write_text(json.dumps([one]))
    assert STALE not in rules(tmp_path)
    (tmp_path / "send.json").write_text(json.dumps([{**one, "Enabled": True}]))
    assert STALE in rules(tmp_path)
