"""What a client asked for and what the certificate has, as libraries write it."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

ASKED = "mail.contoso.com"
SETUP = ("EX01", "EX01.contoso.com")


def found(text: str) -> list[tuple[object, ...]]:
    """Give what was asked, what came, and whether that is one of Setup's."""
    return [
        (one.fields["name"], one.fields["names"], one.fields.get("own"))
        for one in told(text).of("name-not-in-certificate")
    ]


@pytest.mark.parametrize(
    "form",
    [
        "tls: failed to verify certificate: x509: certificate is valid for {0}, {1}, not {2}",
        "ssl.CertificateError: hostname '{2}' doesn't match either of '{0}', '{1}'",
        "Error: Host: {2}. is not in the cert's altnames: DNS:{0}, DNS:{1}",
    ],
)
def test_what_libraries_write(form: str) -> None:
    """Twice is once; around it any language may stand."""
    text = "发送失败 " + form.format(*SETUP, ASKED) + "\n"
    assert found(text + text) == [(ASKED, "EX01, EX01.contoso.com", True)]
    other = form.format("a.contoso.com", "*.fabrikam.com", ASKED)
    assert found(other) == [(ASKED, "a.contoso.com, *.fabrikam.com", None)]


def test_a_common_name() -> None:
    """PHP tells no more."""
    text = "Peer certificate CN=`EX01.contoso.com' did not match expected CN=`mail.contoso.com'\n"
    assert found(text) == [(ASKED, "EX01.contoso.com", None)]


@pytest.mark.parametrize(
    "text",
    [
        "x509: certificate is valid for EX01, not 192.0.2.7",
        "x509: certificate is valid for EX01, not localhost",
        "x509: certificate is valid for proxy.contoso.com, not smtp.office365.com",
        "The certificate is valid for three years, not two.",
        "x509: certificate signed by unknown authority",
    ],
)
def test_what_tells_nothing_of_names(text: str) -> None:
    """An address, somebody else's service, or no host at all."""
    assert found(text) == []
