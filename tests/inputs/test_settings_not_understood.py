"""Settings in lists that name a certificate or its services: each is read, or its line is told."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.inputs.pasted import told

A: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
REMARKS: Final = (
    "  <-- not there",
    " <-",
    "  <== expired!",
    " \u2190 this one",
    " <<< ?",
    "\t<~~ hm",
)
AUTH: Final = (
    "CurrentCertificateThumbprint",
    "PreviousCertificateThumbprint",
    "NextCertificateThumbprint",
)
NAME: Final = "<I>CN=CA, O=Contoso<S>CN=mail.contoso.com"


def service(value: str) -> str:
    """Write a transport service with an internal certificate."""
    return (
        "[PS] C:\\>Get-TransportService EX01 | fl\n\nName : EX01\n"
        f"InternalTransportCertificateThumbprint : {value}\nMessageTrackingLogEnabled : True\n"
    )


def auth(name: str, value: str) -> str:
    """Write an AuthConfig, of which one property is another."""
    values = dict.fromkeys(AUTH, A) | {name: value}
    listed = "\n".join(f"{one} : {text}" for one, text in values.items())
    return f"[PS] C:\\>Get-AuthConfig | fl\n\nServiceName : x\nRealm : y\n{listed}\n"


def certificate(services: str) -> str:
    """Write a certificate with its services."""
    return (
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\n\nNotAfter : 2027-03-19T08:00:00Z\n"
        f"Services : {services}\nSubject : CN=mail.contoso.com\nThumbprint : {A}\n"
    )


def connector(name: str) -> str:
    """Write a connector with the name of its certificate."""
    return (
        "[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl\n\nIdentity : EX01\\Default\n"
        f"Name : Default\nAuthMechanism : Tls\nTlsCertificateName : {name}\nEnabled : True\n"
    )


@given(st.sampled_from(("", *REMARKS)))
def test_remarks_behind_values(remark: str) -> None:
    """What points at a value is left out, and the value read; an ordinary list is not told."""
    of_service = told(service(f"{A}{remark}"))
    of_auth = [told(auth(name, f"{A}{remark}")) for name in AUTH]
    of_certificate = told(certificate(f"IIS, SMTP{remark}"))
    of_connector = told(connector(f"{NAME}{remark}"))
    assert of_service.inventory.services[0].internal_thumbprint == A
    for read in of_auth:
        (fact,) = read.of("auth-config")
        assert {fact.fields[name] for name in ("thumbprint", "previous", "next")} == {A}
    assert of_certificate.inventory.certificates[0].services == frozenset({"IIS", "SMTP"})
    assert of_connector.inventory.connectors[0].tls_certificate_name == NAME
    every = (of_service, *of_auth, of_certificate, of_connector)
    assert not [problem for read in every for problem in read.problems]


@pytest.mark.parametrize("remark", [" (not there)", "  # gone", " not in the store", " *"])
def test_remarks_that_point_at_nothing(remark: str) -> None:
    """Behind a whole thumbprint of a setting any remark is left out."""
    read = told(service(f"{A}{remark}"))
    assert read.inventory.services[0].internal_thumbprint == A
    assert not read.problems


@given(st.sampled_from((A[:39], f"{A}4", "<redacted>", "***", f"{A} {A[::-1]}", "O" + A[1:])))
def test_thumbprints_that_are_none(value: str) -> None:
    """A thumbprint with a digit too few or too many, or hidden, is told with its line."""
    read = told(service(value))
    assert not read.inventory.services
    (problem,) = read.problems
    assert problem.startswith("Line 3: InternalTransportCertificateThumbprint")
    for name in AUTH:
        (problem,) = told(auth(name, value)).problems
        assert problem.startswith(f"Line 3: {name}")


@pytest.mark.parametrize(
    "value", ["", "{}", A.lower(), " ".join(A[i : i + 2] for i in range(0, 40, 2))]
)
def test_thumbprints_that_are_well(value: str) -> None:
    """One that is not set is nothing to tell, nor one as a dialog shows it."""
    assert not told(service(value)).problems
    assert not told(auth("NextCertificateThumbprint", value)).problems


@pytest.mark.parametrize(
    ("services", "known"),
    [
        ("IIS, SMTP, Foo", {"IIS", "SMTP"}),
        ("IIS, SMTP (both)", {"IIS", "SMTP"}),
        ("Foo", None),
        ("<redacted>", None),
    ],
)
def test_services_that_nobody_knows(services: str, known: set[str] | None) -> None:
    """Services that are known are kept; that there are others is told."""
    read = told(certificate(services))
    assert read.inventory.certificates[0].services == known
    (problem,) = read.problems
    assert problem.startswith("Line 3: Services")
    assert services in problem


@pytest.mark.parametrize(
    ("services", "known"),
    [
        ("IIS/SMTP", {"IIS", "SMTP"}),
        ("IP.WS..", {"IMAP", "POP", "IIS", "SMTP"}),
        ("IP.....", {"IMAP", "POP"}),
        ("{IIS, SMTP}", {"IIS", "SMTP"}),
        ("24", {"IIS", "SMTP"}),
        ("None", set()),
        (".......", set()),
        ("", None),
    ],
)
def test_services_in_every_form(services: str, known: set[str] | None) -> None:
    """Services as Exchange lists them are not told of."""
    read = told(certificate(services))
    assert read.inventory.certificates[0].services == known
    assert not read.problems


def test_a_name_of_another_form() -> None:
    """What is no `<I>issuer<S>subject` is told; what is, with its marks lost or not, is not."""
    (problem,) = told(connector("see the ticket")).problems
    assert problem.startswith("Line 3: TlsCertificateName")
    for well in ("", NAME, "CN=CA, O=ContosoCN=mail.contoso.com", "CN=mail.contoso.com"):
        assert not told(connector(well)).problems
