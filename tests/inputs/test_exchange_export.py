"""Exports of Exchange in CliXML: every certificate, connector and service, real and made."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.generator.exchange_exports import (
    Exported,
    certificate_object,
    clixml,
    connector_object,
    serialised,
    service_object,
)

from certtrail import pipeline
from certtrail.inputs.exchange import nrbf, x509
from tests.inputs.certificates import END, START, certificate, der
from tests.places import REAL_EXPORTS

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.inventory import Inventory

REAL: Final = REAL_EXPORTS
ONE: Final = Exported(
    der(certificate()),
    hashlib.sha1(der(certificate())).hexdigest().upper(),
    ("IIS", "SMTP"),
    friendly_name="Mail",
)


def read(path: Path, content: str | bytes) -> Inventory:
    """Read a file as a user would."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = pipeline.read([path])
    assert all(report.complete for report in found.inputs)
    return found.inventory


@pytest.mark.parametrize("signed", [False, True])
def test_a_certificate_in_full(tmp_path: Path, signed: bool) -> None:
    """Names and dates from the certificate, services and status from SerializationData."""
    found = read(
        tmp_path / "x", clixml([certificate_object("EX01.contoso.com", ONE, signed=signed)])
    )
    (one,) = found.certificates
    assert one.server == "EX01.contoso.com"
    assert one.thumbprint == ONE.thumbprint
    assert one.subject == 'CN=mail.contoso.com, O="Contoso, Ltd", S=NRW, C=DE'
    assert one.issuer == 'CN=Contoso Issuing CA, O="Con""toso"'
    assert one.serial == "0A0B0C"
    assert one.names == ("mail.contoso.com",)
    assert (one.not_before, one.not_after) == (START.timestamp(), END.timestamp())
    assert one.services == frozenset({"IIS", "SMTP"})
    assert (one.status, one.root_ca_type) == ("Valid", "ThirdParty")
    assert (one.friendly_name, one.key_provider) == (
        "Mail",
        "Microsoft RSA SChannel Cryptographic Provider",
    )
    assert one.has_private_key
    assert one.self_signed is False
    assert (one.key_algorithm, one.key_size, one.version) == ("RSA", 2048, 3)
    assert one.extended_key_usage == ("1.3.6.1.5.5.7.3.1",)
    assert one.key_usage == frozenset()


def test_without_serialization_data_services_are_not_known(tmp_path: Path) -> None:
    """What the export does not say is unknown, not an error."""
    text = clixml([certificate_object("EX01", ONE)])
    bare = re.sub(r'<BA N="SerializationData">[^<]*</BA>', "", text)
    (one,) = read(tmp_path / "x", bare).certificates
    assert one.services is None
    assert one.status is None
    assert one.server == "ex01"


def test_connectors_and_services(tmp_path: Path) -> None:
    """What is not set is told from what is not listed."""
    receive = connector_object(
        "receive",
        {
            "Name": "Default Frontend EX01",
            "Identity": "EX01\\Default Frontend EX01",
            "Fqdn": "ex01.contoso.com",
            "TlsCertificateName": None,
            "AuthMechanism": "Tls, Integrated",
            "Enabled": True,
            "WhenChangedUTC": "2026-02-28T13:00:00Z",
        },
    )
    send = connector_object(
        "send",
        {
            "Name": "Internet",
            "Fqdn": None,
            "TlsCertificateName": "<I>CN=CA<S>CN=mail.contoso.com",
            "AddressSpaces": "smtp:*;1",
            "IgnoreSTARTTLS": False,
        },
    )
    found = read(tmp_path / "x", clixml([receive, send, service_object("EX01", ONE.thumbprint)]))
    one, other = found.connectors
    assert (one.kind, one.name, one.server) == ("receive", "Default Frontend EX01", "EX01")
    assert (one.tls_certificate_name, one.auth_mechanism) == ("", frozenset({"Tls", "Integrated"}))
    assert (one.enabled, one.changed) == (True, START.timestamp())
    assert (other.kind, other.fqdn, other.ignore_starttls) == ("send", "", False)
    assert other.tls_certificate_name == "<I>CN=CA<S>CN=mail.contoso.com"
    assert other.auth_mechanism is None
    (service,) = found.services
    assert (service.server, service.internal_thumbprint) == ("EX01", ONE.thumbprint)


def test_what_health_checker_found(tmp_path: Path) -> None:
    """Certificates and connectors are found wherever they are nested."""
    inner = (
        '<Obj RefId="5"><Props>'
        f'<S N="Thumbprint">{ONE.thumbprint}</S><B N="IsInternalTransportCertificate">true</B>'
        '<B N="IsCurrentAuthConfigCertificate">false</B><S N="Services">SMTP, IIS</S>'
        '<S N="Subject">CN=EX01</S><S N="Status">Valid</S></Props></Obj>'
    )
    outer = (
        '<Obj RefId="0"><Props><Obj N="ExchangeInformation" RefId="1"><Props>'
        f'<Obj N="CustomCertificates" RefId="2"><LST>{inner}</LST></Obj>'
        "</Props></Obj></Props></Obj>"
    )
    found = read(tmp_path / "HealthChecker-EX01-20261125010203.xml", clixml([outer]))
    (one,) = found.certificates
    assert (one.server, one.internal, one.auth) == ("EX01", True, False)
    assert one.services == frozenset({"SMTP", "IIS"})


@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not on this machine")
@pytest.mark.parametrize(
    ("file", "services"),
    [
        (
            "E19-GetExchangeCertificate.xml",
            {"C3ED": {"SMTP"}, "6C7D": {"IMAP", "POP", "IIS", "SMTP"}, "3824": set()},
        ),
        (
            "E16-GetExchangeCertificate.xml",
            {"D003": {"IMAP", "IIS", "SMTP"}, "2759": {"IIS"}, "FE0F": set(), "D0D6": {"SMTP"}},
        ),
        ("GetExchangeCertificateBroken.xml", {"8BFE": None, "63F4": None}),
    ],
)
def test_real_certificates(file: str, services: dict[str, set[str] | None]) -> None:
    """Every certificate of a real export, with its services where the export has them."""
    found = pipeline.read([REAL / file])
    text = (REAL / file).read_text("utf-8-sig")
    assert len(found.inventory.certificates) == text.count('N="RawData"')
    assert all(one.thumbprint in text for one in found.inventory.certificates)
    assert all(report.complete for report in found.inputs)
    by_start = {one.thumbprint[:4]: one.services for one in found.inventory.certificates}
    for start, expected in services.items():
        assert by_start[start] == expected


@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not on this machine")
def test_real_connectors() -> None:
    """Every connector of the real exports."""
    found = pipeline.read([REAL / "E19-GetReceiveConnector.xml", REAL / "E19-GetSendConnector.xml"])
    kinds = [one.kind for one in found.inventory.connectors]
    assert (kinds.count("receive"), kinds.count("send")) == (5, 1)
    pinned = {one.name: one.tls_certificate_name for one in found.inventory.connectors}
    assert pinned["Default Frontend WIN-CTD3L0RGEN4"].startswith("<I>CN=")  # type: ignore[union-attr]
    assert all(one.auth_mechanism for one in found.inventory.connectors if one.kind == "receive")


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 2000), st.integers(0, 60))
def test_mangled_serialisation_never_crashes(noise: bytes, place: int, cut: int) -> None:
    """Broken NRBF is an error with its place, within its limits; nothing else happens."""
    content = serialised("EX01", ONE)
    mangled = content[:place] + noise + content[place + cut :]
    try:
        found = nrbf.read(mangled)
    except (nrbf.NrbfError, ValueError):
        return
    assert isinstance(found, dict)


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=8), st.integers(0, 800))
def test_mangled_certificates_never_crash(noise: bytes, place: int) -> None:
    """Broken DER gives nothing, or what is still readable."""
    content = ONE.der[:place] + noise + ONE.der[place + len(noise) :]
    found = x509.described(content)
    assert found is None or len(found["thumbprint"]) == 40
