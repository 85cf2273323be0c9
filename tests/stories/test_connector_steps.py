"""A step about a connector knows which side it is on, and asks for nothing that is known.

Truth first: Set-ReceiveConnector on a send connector fails, and the other way round; a certificate
for a name that is not the server's own never takes the internal role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from tests.stories.exports import Export, thumbprint
from tests.stories.told import DAY

if TYPE_CHECKING:
    from pathlib import Path

STALE: Final = "<I>CN=Old CA<S>CN=mail.contoso.com"
NEW: Final = thumbprint("renewed")
RENEWED: Final = {
    "CertificateDomains": "{mail.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "False",
    "Issuer": "CN=New CA",
    "NotAfter": "12/15/2027 12:00:00 AM",
    "NotBefore": "1/15/2026 12:00:00 AM",
    "Services": "IIS, SMTP",
    "Status": "Valid",
    "Subject": "CN=mail.contoso.com",
    "Thumbprint": NEW,
}
RECEIVE: Final = {
    "Identity": "EX01\\Partners",
    "Name": "Partners",
    "Server": "EX01",
    "Bindings": "{0.0.0.0:25}",
    "AuthMechanism": "Tls",
    "Fqdn": "mail.contoso.com",
    "TlsCertificateName": STALE,
}
SEND: Final = {
    "Name": "Partners",
    "Fqdn": "",
    "TlsCertificateName": STALE,
    "SmartHosts": "{}",
    "SourceTransportServers": "{EX01}",
    "AddressSpaces": "{*}",
}


def remedy(folder: Path, name: str, connector: str, *objects: dict[str, str]) -> str:
    """Give all that is to be done where a connector misses a certificate."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12014, name, connector)
    export.clutter(3 * DAY, step=4)
    export.write(folder)
    if objects:
        named = [{**one, "PSComputerName": "EX01.contoso.com"} for one in objects]
        (folder / "list.txt").write_text(listed(named), "utf-8")
    found = diagnose(folder, engine="plain").findings
    told = [
        one
        for one in found
        if one.rule in ("starttls-certificate-missing", "tls-certificate-name-stale")
    ]
    assert told
    return "\n".join(step for one in told for step in one.remedy)


@pytest.mark.parametrize(
    ("connector", "objects", "side"),
    [
        ("Partners", [RECEIVE], "Receive"),
        ("Partners", [SEND], "Send"),
        ("Default Frontend EX01", [], "Receive"),
        ("Outbound to Office 365 - 6b1c", [], "Send"),
        ("Partners", [], "If it is a send connector"),
        ("Partners", [SEND, RECEIVE], "If it is a send connector"),
    ],
)
def test_the_side_is_known_where_anything_tells(
    tmp_path: Path, connector: str, objects: list[dict[str, str]], side: str
) -> None:
    """Lists go before names; where neither tells, both commands stand in one conditional step."""
    told = remedy(tmp_path, STALE, connector, *objects)
    assert ("Set-ReceiveConnector" in told) is (side != "Send")
    assert ("Set-SendConnector" in told) is (side != "Receive")
    assert "If it is a send connector" in told if " " in side else side + "Connector" in told


@pytest.mark.parametrize("one", [RECEIVE, SEND])
def test_what_lists_tell_is_filled_in(tmp_path: Path, one: dict[str, str]) -> None:
    """The renewed certificate and the connector stand in the commands, in place of words."""
    told = remedy(tmp_path, STALE, "Partners", one, RENEWED)
    assert f"-Thumbprint {NEW}" in told
    for word in ("NEW", "CONNECTOR"):
        assert word not in told


def test_a_name_of_others_is_not_given_to_the_internal_role(tmp_path: Path) -> None:
    """For the server's own name the lost certificate is made anew with Yes; for others with No."""
    own = remedy(tmp_path / "own", "EX01.contoso.com", "Default EX01")
    assert "answer Yes" in own
    assert "New-EdgeSubscription" in own
    other = remedy(tmp_path / "other", "relay.contoso.com", "Relay EX01")
    assert "-DomainName relay.contoso.com -Services SMTP" in other
    for words in ("answer Yes", "New-EdgeSubscription", "TlsCertificateName has outlived"):
        assert words not in other


def test_the_hybrid_wizard_is_for_a_hybrid(tmp_path: Path) -> None:
    """Named where a connector of the wizard or a next hop in the cloud is seen."""
    wizard = "Hybrid Configuration Wizard"
    assert wizard not in remedy(tmp_path / "none", STALE, "Partners", SEND)
    cloud = {**SEND, "Name": "Outbound to Office 365 - 6b1c"}
    assert wizard in remedy(tmp_path / "cloud", STALE, "Partners", SEND, cloud)
    tls = {**SEND, "TlsDomain": "mail.protection.outlook.com"}
    assert wizard in remedy(tmp_path / "tls", STALE, "Partners", tls)
    marked = {**SEND, "CloudServicesMailEnabled": "True"}
    assert wizard in remedy(tmp_path / "marked", STALE, "Partners", marked)
    front = {**RECEIVE, "Identity": "EX01\\Default Frontend EX01", "Name": "Default Frontend EX01"}
    # A certificate that is named on the front door is no sign of it: any partner may ask for that.
    assert wizard not in remedy(tmp_path / "named", STALE, "Default Frontend EX01", front)
    empty = {**front, "TlsDomainCapabilities": "{}"}
    assert wizard not in remedy(tmp_path / "empty", STALE, "Default Frontend EX01", empty)
    trusted = "{mail.protection.outlook.com:AcceptCloudServicesMail}"
    given = {**front, "TlsDomainCapabilities": trusted}
    assert wizard in remedy(tmp_path / "given", STALE, "Default Frontend EX01", given)


def test_a_connector_that_is_built_in_has_nothing_to_set(tmp_path: Path) -> None:
    """No Set- command for what neither list shows."""
    told = remedy(tmp_path, "EX01.contoso.com", "Intra-Organization SMTP Send Connector")
    assert "built in" in told
    assert "Set-" not in told


@pytest.mark.parametrize("services", ["IIS, SMTP", "None"])
def test_what_the_list_shows_is_not_done_again(tmp_path: Path, services: str) -> None:
    """One that is enabled only needs its name on the connector; else it is enabled first."""
    name = "<I>CN=Old CA<S>CN=mail.contoso.com"
    told = remedy(tmp_path, name, "Default Frontend EX01", {**RENEWED, "Services": services})
    enabled = {line for line in told.split("\n") if "Enable-ExchangeCertificate" in line}
    assert len(enabled) == (services == "None")
    assert all(NEW in line for line in enabled)
    assert "Set-ReceiveConnector -Identity 'EX01\\Default Frontend EX01'" in told
    assert "Thumbprint NEW" not in told


@pytest.mark.parametrize("key", ["True", "False"])
def test_a_key_is_looked_for_only_where_it_is_missing(tmp_path: Path, key: str) -> None:
    """The list tells whether the certificate has its key here."""
    named = {**RECEIVE, "TlsCertificateName": "<I>CN=New CA<S>CN=mail.contoso.com"}
    one = {**RENEWED, "Services": "None", "HasPrivateKey": key}
    export = Export()
    export.clutter(3 * DAY, step=4)
    export.write(tmp_path)
    (tmp_path / "list.txt").write_text(
        listed([{**each, "PSComputerName": "EX01.contoso.com"} for each in (one, named)]), "utf-8"
    )
    said = "\n".join(
        step for found in diagnose(tmp_path, engine="plain").findings for step in found.remedy
    )
    assert ("repairstore" in said) is (key == "False")
    assert "Its key is on another server" not in said
