"""What a server really showed: sessions of openssl, and rows of protocol logs out of their file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from certtrail import pipeline
from tests.inputs.certificates import END, START, certificate, der
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.fact import Fact

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
COMMAND: Final = "$ openssl s_client -starttls smtp -connect ex01.contoso.com:25 -showcerts\n"
OLD: Final = """CONNECTED(00000003)
depth=0 /C=DE/O=Contoso/CN=mail.contoso.com
verify error:num=20:unable to get local issuer certificate
---
Certificate chain
 0 s:/C=DE/O=Contoso/CN=mail.contoso.com
   i:/DC=com/DC=contoso/CN=Contoso CA 1
---
Server certificate
subject=/C=DE/O=Contoso/CN=mail.contoso.com
issuer=/DC=com/DC=contoso/CN=Contoso CA 1
---
    Verify return code: 21 (unable to verify the first certificate)
---
250 XSHADOWREQUEST
"""
NEW: Final = """CONNECTED(00000003)
---
Certificate chain
 0 s:C = DE, O = Contoso, CN = mail.contoso.com
   i:DC = com, DC = contoso, CN = Contoso CA 1
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
   v:NotBefore: Feb 28 13:00:00 2026 GMT; NotAfter: Feb  3 13:00:00 2028 GMT
 1 s:DC = com, DC = contoso, CN = Contoso CA 1
   i:CN = Contoso Root
   v:NotBefore: Jan  1 00:00:00 2020 GMT; NotAfter: Jan  1 00:00:00 2040 GMT
---
Server certificate
subject=C = DE, O = Contoso, CN = mail.contoso.com
issuer=DC = com, DC = contoso, CN = Contoso CA 1
---
Verification error: unable to get local issuer certificate
---
"""
PEM: Final = certificate().public_bytes(Encoding.PEM).decode()
PRINT: Final = hashlib.sha1(der(certificate())).hexdigest().upper()


def presented(text: str) -> list[Fact]:
    """Give what was presented."""
    return told(text).of("certificate-presented")


@pytest.mark.parametrize("session", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize("mark", ["", "> ", "    "])
def test_a_session(session: str, mark: str) -> None:
    """The server's own certificate, named as Windows does, whichever version wrote it."""
    text = "".join(mark + line for line in (COMMAND + session).splitlines(keepends=True))
    (fact,) = presented(text)
    assert (fact.text("host"), fact.number("port")) == ("ex01.contoso.com", 25)
    assert fact.text("subject") == "CN=mail.contoso.com, O=Contoso, C=DE"
    assert fact.text("issuer") == "CN=Contoso CA 1, DC=contoso, DC=com"
    assert fact.number("links") == (1 if session is OLD else 2)
    assert fact.holds("starttls")
    assert fact.fields["self_signed"] is False
    assert fact.text("verify").startswith("unable to")
    if session == NEW:
        assert fact.number("not_before") == START.timestamp()
        assert fact.number("not_after") == END.timestamp()


@pytest.mark.parametrize(("depth", "told_depth"), [("0", 0), ("2", 2)])
def test_where_in_the_chain_it_fails(depth: str, told_depth: int) -> None:
    """The server's own certificate is at 0; without such a line nobody knows."""
    line = f"depth={depth} CN = mail.contoso.com\nverify error:num=10:certificate has expired\n"
    first, _, rest = NEW.partition("\n")
    (fact,) = presented(f"{COMMAND}{first}\n{line}{rest}")
    assert fact.number("depth") == told_depth
    (other,) = presented(COMMAND + OLD.replace("verify error", "verify"))
    assert other.number("depth") is None


def test_a_session_with_the_certificate() -> None:
    """Then everything is known, and the certificate is described; the server's is the first."""
    session = NEW.replace("subject=C", f"{PEM}subject=C", 1)
    found = told(COMMAND + session)
    (fact,) = found.of("certificate-presented")
    assert fact.text("thumbprint") == PRINT
    assert fact.number("not_after") == END.timestamp()
    (one,) = found.inventory.certificates
    assert (one.thumbprint, one.listed) == (PRINT, False)


def test_several_sessions() -> None:
    """Each is one, for what was asked in it."""
    found = presented(COMMAND + OLD + COMMAND.replace("ex01", "ex02").replace(":25", ":587") + NEW)
    assert [(fact.text("host"), fact.number("port")) for fact in found] == [
        ("ex01.contoso.com", 25),
        ("ex02.contoso.com", 587),
    ]


def test_no_starttls() -> None:
    """A server that does not offer it presents nothing."""
    text = (
        f"{COMMAND}CONNECTED(00000003)\nDidn't find STARTTLS in server response, trying anyway...\n"
    )
    (fact,) = presented(text)
    assert fact.fields["starttls"] is False
    assert not fact.text("subject")


@pytest.mark.parametrize(
    "text",
    [
        "Run openssl s_client -starttls smtp -connect ex01:25 and look at the certificate chain.",
        "Server certificate\n",
        "CONNECTED(00000003)\nwrite:errno=104\n",
    ],
)
def test_talk_about_sessions_is_none(text: str) -> None:
    """Nothing was shown."""
    assert not presented(text)


CONNECTOR: Final = """[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl Identity,Fqdn,TlsCertificateName,AuthMechanism,Bindings,Enabled

Identity           : EX01\\Default Frontend EX01
Fqdn               : mail.contoso.com
TlsCertificateName :
AuthMechanism      : Tls, Integrated
Bindings           : {[::]:25, 0.0.0.0:25}
Enabled            : True
"""  # noqa: E501 (as it is typed)
LIST: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,Subject,Issuer,NotBefore,NotAfter,Services,Status,CertificateDomains,HasPrivateKey

Thumbprint         : {A}
Subject            : CN=mail.contoso.com, O=Contoso, C=DE
Issuer             : CN=Contoso CA 1, DC=contoso, DC=com
NotBefore          : 2/28/2026 1:00:00 PM
NotAfter           : 2/3/2028 1:00:00 PM
Services           : SMTP
Status             : Valid
CertificateDomains : {{mail.contoso.com}}
HasPrivateKey      : True

Thumbprint         : {B}
Subject            : CN=EX01
Issuer             : CN=EX01
NotBefore          : 1/31/2025 1:00:00 PM
NotAfter           : 1/31/2030 1:00:00 PM
Services           : SMTP
Status             : Valid
CertificateDomains : {{EX01}}
HasPrivateKey      : True
"""  # noqa: E501 (as it is typed)
OTHER: Final = NEW.replace("C = DE, O = Contoso, CN = mail.contoso.com", "CN = EX01").replace(
    "NotBefore: Feb 28 13:00:00 2026 GMT; NotAfter: Feb  3 13:00:00 2028 GMT",
    "NotBefore: Jan 31 13:00:00 2025 GMT; NotAfter: Jan 31 13:00:00 2030 GMT",
)


@pytest.mark.parametrize(
    ("session", "port", "found"),
    [(NEW, 25, None), (OTHER, 25, B), (OTHER, 587, None)],
    ids=["as it should be", "another", "another port"],
)
def test_against_what_should_be_picked(
    tmp_path: Path, session: str, port: int, found: str | None
) -> None:
    """The measured plane is held against the picked one, of the connector of that port."""
    path = tmp_path / "paste.txt"
    path.write_text(LIST + CONNECTOR + COMMAND.replace(":25", f":{port}") + session)
    planes = [
        fact
        for fact in pipeline.examine([path]).analysis.facts.facts
        if fact.kind == "planes-disagree" and fact.text("planes") == "picked-presented"
    ]
    assert [fact.text("found") for fact in planes] == ([] if found is None else [found])
    assert all(fact.text("expected") == A for fact in planes)
    rules = {one.rule for one in pipeline.diagnose([path]).findings}
    assert ("another-certificate-presented" in rules) is (found is not None)
