"""Certificate files: DER, PEM, bundles and .pfx, and what is none of them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail import pipeline
from certtrail.inputs.exchange import certificate_file
from certtrail.inputs.opened import Head
from tests.inputs.carried import EVENT
from tests.inputs.certificates import certificate, der, key

if TYPE_CHECKING:
    from certtrail.inputs.evidences import Evidences

ONE: Final = certificate()
EC: Final = certificate(kind="EC")
PEM: Final = ONE.public_bytes(Encoding.PEM)
KEY: Final = key("RSA").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
FORMS: Final = {
    "der": der(ONE),
    "der with a line end": der(ONE) + b"\r\n",
    "ec": der(EC),
    "pem": PEM,
    "pem with dos line ends": PEM.replace(b"\n", b"\r\n"),
    "p7b": pkcs7.serialize_certificates([ONE], Encoding.DER),
    "p7b as pem": pkcs7.serialize_certificates([ONE], Encoding.PEM),
    "pfx": pkcs12.serialize_key_and_certificates(b"x", key("RSA"), ONE, None, NoEncryption()),
    "key and certificate": KEY + PEM,
}


def read(tmp_path: Path, content: bytes) -> Evidences:
    """Read a file as a user would."""
    path = tmp_path / "certificate"
    path.write_bytes(content)
    return pipeline.read([path])


@pytest.mark.parametrize("form", FORMS)
def test_a_certificate_in_every_form(tmp_path: Path, form: str) -> None:
    """The thumbprint is the certificate's; it is in no store."""
    found = read(tmp_path, FORMS[form])
    (one,) = found.inventory.certificates
    whole = der(EC if form == "ec" else ONE)
    assert one.thumbprint == hashlib.sha1(whole).hexdigest().upper()
    assert not one.listed
    assert one.has_private_key is (True if form == "pfx" else None)
    assert found.inputs[0].kind == "certificate"
    assert found.inputs[0].complete
    assert any("private key" in note for note in found.inputs[0].notes) == (
        form in ("pfx", "key and certificate")
    )


def test_two_in_one_file(tmp_path: Path) -> None:
    """A chain in one PEM file gives each of its certificates."""
    found = read(tmp_path, PEM + EC.public_bytes(Encoding.PEM))
    assert [one.key_algorithm for one in found.inventory.certificates] == ["RSA", "EC"]


def test_a_protected_pfx_says_what_to_ask_for(tmp_path: Path) -> None:
    """No password is asked for, as no key is needed."""
    content = pkcs12.serialize_key_and_certificates(
        b"x",
        key("RSA"),
        ONE,
        None,
        BestAvailableEncryption(b"secret"),
    )
    found = read(tmp_path, content)
    assert not found.inputs[0].complete
    assert ".cer" in found.inputs[0].problems[0]


def test_a_broken_certificate_beside_a_good_one(tmp_path: Path) -> None:
    """One that cannot be read is a line; the other is read."""
    broken = base64.b64encode(der(ONE)[:-40]).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{broken}\n-----END CERTIFICATE-----\n".encode()
    found = read(tmp_path, pem + PEM)
    assert len(found.inventory.certificates) == 1
    assert "Certificate 1" in found.inputs[0].problems[0]


@pytest.mark.parametrize(
    "content", [b"0\x03\x02\x01\x01", b"-----BEGIN PRIVATE KEY-----\nAA==\n", b"0" * 99]
)
def test_what_is_no_certificate(content: bytes) -> None:
    """Other DER, keys and texts are not taken for certificates."""
    assert not certificate_file.recognise(Head(content, len(content)))


@settings(max_examples=50)
@given(st.binary(min_size=1, max_size=9), st.integers(0, 900), st.sampled_from(sorted(FORMS)))
def test_mangled_files_never_crash(noise: bytes, place: int, form: str) -> None:
    """Whatever is in the file, there is a report."""
    import tempfile

    content = FORMS[form]
    with tempfile.TemporaryDirectory() as folder:
        found = read(Path(folder), content[:place] + noise + content[place + len(noise) :])
    counts = found.inputs[0].records
    assert counts.found == counts.decoded + counts.recovered + counts.skipped


def test_a_log_pasted_behind_a_certificate_is_read(tmp_path: Path) -> None:
    """Both are there: the certificate, and the event at its line of the file."""
    found = read(tmp_path, PEM + b"\n" + EVENT.encode())
    assert [one.listed for one in found.inventory.certificates] == [False]
    assert list(found.records.event_id) == [12015]
    assert found.inputs[0].complete
    assert found.inputs[0].records.found == 2


def test_text_beside_a_certificate_that_nobody_understands_is_told(tmp_path: Path) -> None:
    """It is about Exchange, and no letter."""
    rows = b"\n".join(b"12024\t MSExchangeTransport \t%d \t?" % number for number in range(9))
    found = read(tmp_path, PEM + rows)
    assert len(found.inventory.certificates) == 1
    assert not found.inputs[0].complete


AROUND: Final = {
    "attributes": b"Bag Attributes\n    localKeyID: 01 00 00 00\n    friendlyName: Exchange\n"
    b"subject=CN = mail.contoso.com\n\nissuer=CN = Contoso Mail CA\n\n",
    "words": b"Certificate:\n    Data:\n        Version: 3 (0x2)\n        X509v3 Certificate\n",
    "key": b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0F\n\n"
    b"bWFpbG1haWw=\n-----END RSA PRIVATE KEY-----\n",
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_labels_of_certificates_are_no_text_beside_them(tmp_path: Path, around: bytes) -> None:
    """What OpenSSL writes between the blocks tells nothing that they do not."""
    found = read(tmp_path, PEM + around + PEM)
    assert found.inputs[0].kind == "certificate"
    assert found.inputs[0].complete
    assert not any("beside" in note for note in found.inputs[0].notes)
