"""How each listed certificate stands: its purposes, its dates, and whether it is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

X: Final = "9B7C01D2E3F405162738495A6B7C8D9E0F1A2B3C"
CERTIFICATE: Final = {
    "CertificateDomains": "{mail.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "False",
    "Issuer": "CN=Contoso CA",
    "NotAfter": "12/15/2027 12:00:00 AM",
    "NotBefore": "1/15/2025 12:00:00 AM",
    "Services": "IIS, SMTP",
    "Status": "Valid",
    "Subject": "CN=mail.contoso.com",
    "Thumbprint": X,
    "PSComputerName": "EX01.contoso.com",
}
CONNECTOR: Final = {
    "Name": "Default Frontend EX01",
    "Server": "EX01",
    "Fqdn": "EX01.contoso.com",
    "AuthMechanism": "Tls",
    "TlsCertificateName": "",
    "Enabled": "True",
    "TransportRole": "FrontendTransport",
    "Bindings": "{0.0.0.0:25}",
}


def standing(folder: Path, *objects: dict[str, str]) -> dict[str, Any]:
    """Give the fields of the one certificate of a list."""
    path = folder / "list.txt"
    path.write_text(listed(objects), "utf-8")
    facts = pipeline.analysed([path])[1].facts.facts
    (fact,) = (one for one in facts if one.kind == "certificate-in-store")
    return dict(fact.fields)


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [
        ("{Server Authentication (1.3.6.1.5.5.7.3.1)}", False),
        ("{Serverauthentifizierung (1.3.6.1.5.5.7.3.1), X (1.3.6.1.5.5.7.3.2)}", True),
        ("{1.3.6.1.5.5.7.3.1}", False),
        ("{Any Purpose (2.5.29.37.0)}", True),
        ("{Server Authentication}", None),
        ("{Server Authentication (1.3.6.1.5.5.7.3.1)...}", None),
        ("{Server Authentication (1.3.6.1.5.5.7.3.1), ...}", None),
    ],
)
def test_purposes_are_read_by_their_numbers(
    tmp_path: Path, purposes: str, *, expected: bool | None
) -> None:
    """Names are in the system's language; what a list cuts off is not known."""
    one = {**CERTIFICATE, "EnhancedKeyUsageList": purposes}
    assert standing(tmp_path, one).get("client_auth") is expected


@pytest.mark.parametrize(
    ("connectors", "expected"),
    [
        ([CONNECTOR], False),
        ([CONNECTOR, {**CONNECTOR, "Name": "Mail", "Fqdn": "mail.contoso.com"}], True),
        ([{**CONNECTOR, "TlsCertificateName": "<I>CN=Contoso CA<S>CN=mail.contoso.com"}], True),
        ([], None),
    ],
)
def test_picked_by_any(
    tmp_path: Path, connectors: list[dict[str, str]], *, expected: bool | None
) -> None:
    """Only where all connectors' picks are known is a certificate said to be picked by none."""
    assert standing(tmp_path, CERTIFICATE, *connectors).get("picked") is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, "within"), ({"Status": "DateInvalid"}, None), ({"Status": "Revoked"}, "within")],
)
def test_dates_without_a_time(
    tmp_path: Path, change: dict[str, str], *, expected: str | None
) -> None:
    """Without logs nothing tells what time it was but the status itself."""
    assert standing(tmp_path, {**CERTIFICATE, **change}).get("dates") == expected
