"""Mails that are signed as a whole: what is in the signature is read like any mail."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

EVENT: Final = (
    "Log Name:      Application\nSource:        MSExchangeTransport\n"
    "Date:          3/13/2026 7:50:02 AM\nEvent ID:      12014\nLevel:         Error\n"
    "Computer:      EX01.contoso.com\nDescription:\n"
    "Microsoft Exchange could not find a certificate "
    "that contains the domain name mail.contoso.com in the personal store on the local computer. "
    "Therefore, it is unable to support the STARTTLS SMTP verb for the connector Relay with a FQDN "
    "parameter of mail.contoso.com.\n"
)
MAIL: Final = f"Content-Type: text/plain; charset=utf-8\n\nHello,\n\n{EVENT}".encode()


def signer() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """Make somebody who signs mails."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dana")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(start).not_valid_after(start + timedelta(365))
    return made.sign(key, hashes.SHA256()), key


def signed(content: bytes) -> bytes:
    """Sign a mail as Outlook does that does not send it in clear."""
    certificate, key = signer()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def in_parts(content: bytes, piece: int) -> bytes:
    """Write the beginning of such a signature as streams are, with marks for the ends."""
    oid = bytes.fromhex("06092a864886f70d0107")
    parts = b"".join(
        b"\x04\x82" + len(each).to_bytes(2, "big") + each
        for each in (content[at : at + piece] for at in range(0, len(content), piece))
    )
    data = b"\x30\x80" + oid + b"\x01\xa0\x80\x24\x80" + parts + b"\0\0" * 3
    return b"\x30\x80" + oid + b"\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00" + data + b"\0\0" * 3


def mail(content: bytes) -> bytes:
    """Send it."""
    return (
        b"From: dana@contoso.com\nTo: support@fabrikam.com\nSubject: mail\nMIME-Version: 1.0\n"
        b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(content)
    )


@pytest.mark.parametrize("form", ["alone", "sent", "in parts"])
def test_what_is_signed_is_read(tmp_path: Path, form: str) -> None:
    """The event in it is there, and the signer's certificate is none of a server."""
    content = in_parts(MAIL, 100) if form == "in parts" else signed(MAIL)
    (tmp_path / "x").write_bytes(mail(content) if form == "sent" else content)
    found = pipeline.read([tmp_path])
    assert found.records.event_id.tolist() == [12014]
    assert all(report.complete for report in found.inputs)
    assert not found.inventory.certificates


@pytest.mark.parametrize("length", [60, 200, 500])
def test_what_is_cut_is_told(tmp_path: Path, length: int) -> None:
    """Nothing is made of a part of it."""
    (tmp_path / "smime.p7m").write_bytes(signed(MAIL)[:length])
    found = pipeline.read([tmp_path])
    assert not all(report.complete for report in found.inputs)


def test_a_bundle_is_none(tmp_path: Path) -> None:
    """It has the same form, without anything that is signed."""
    bundle = pkcs7.serialize_certificates([signer()[0]], serialization.Encoding.DER)
    (tmp_path / "chain.p7b").write_bytes(bundle)
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.kind == "certificate"
    assert report.complete
