"""Certificate files: .cer, .pem, .p7b and .pfx in, the certificates in them out.

Private keys are neither kept nor used. What a file holds need not be in any server's store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.exchange import x509
from certtrail.inputs.exchange.pem_blocks import CERTIFICATES, pem_blocks, without
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.relevance import speaks_of_it
from certtrail.model.errors import InputError
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import RecordCount
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST: Final = 16 << 20
_BUNDLES: Final = frozenset({"PKCS7", "CMS", "PKCS #7 SIGNED DATA"})
# The start of a SEQUENCE whose length takes one to four bytes.
_SEQUENCE: Final = 0x30
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
# What OpenSSL writes beside a block: whose it is, and all that it says in words.
_LABELS: Final = re.compile(
    r"^(?:Bag Attributes|Key Attributes|[ \t]{1,9}(?:localKeyID|friendlyName|X509v3 Key Usage"
    r"|Microsoft CSP Name|Microsoft Local Key set)\b"
    r"|(?:subject|issuer)[ \t]{0,9}=|[ \t]{0,9}\d{0,9} ?[si]:"
    r"|-----(?:BEGIN|END) )[^\n]*"
    r"|^Certificate:[ \t\r]*\n(?:[ \t]+[^\n]*\n)+",
    re.MULTILINE,
)
_PFX_START: Final = bytes.fromhex("020103")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a file holds.

    Attributes:
        ders: the certificates.
        keys: there are private keys in it.
        of_keys: the certificates are those of the keys.
        beside: the text around the certificates, where it is more than their labels.
    """

    ders: tuple[bytes, ...]
    keys: bool
    of_keys: bool = False
    beside: str = ""


def recognise(head: Head) -> bool:
    """Tell whether a file is a certificate, or a bundle of them, by its structure."""
    if head.content[:2] == b"MZ" or head.size > _LARGEST:
        return False
    body = _body(head.content, head.size)
    if body is not None:
        return _is_der_certificate(body) or _is_bundle(head.content) or _is_pfx(head.content)
    text = head.text or ""
    return text.lstrip("\ufeff \t\r\n").startswith("-----BEGIN ") and _has_certificate(text)


def _has_certificate(text: str) -> bool:
    return any(f"-----BEGIN {name}-----" in text for name in (*CERTIFICATES, *_BUNDLES))


def _body(content: bytes, size: int) -> bytes | None:
    """Give what is inside the outer SEQUENCE, where its length is that of the file."""
    if len(content) < 8 or content[0] != _SEQUENCE:
        return None
    first = content[1]
    if first < 0x80:
        start, length = 2, first
    else:
        count = first & 0x7F
        if not 1 <= count <= 4:
            return None
        start, length = 2 + count, int.from_bytes(content[2 : 2 + count], "big")
    # A trailing line end does no harm; anything else is another format.
    return content[start:] if 0 <= size - start - length <= 2 else None


def _exact(content: bytes) -> bytes:
    """Take off the line end that a mail program may have added."""
    body = _body(content, len(content))
    if body is None:
        return content
    head = len(content) - len(body)
    size = content[1] if head == 2 else int.from_bytes(content[2:head], "big")
    return content[: head + size]


def _is_der_certificate(body: bytes) -> bool:
    return body[:1] == b"\x30"


def _is_bundle(content: bytes) -> bool:
    return _SIGNED_DATA in content[:32]


def _is_pfx(content: bytes) -> bool:
    return _PFX_START in content[:10]


def read(opened: Opened) -> Read:
    """Read the certificates of a file."""
    with opened.binary() as file:
        content = _exact(file.read(_LARGEST))
    found = _found(content, opened)
    described = []
    problems = []
    for number, der in enumerate(found.ders, 1):
        parsed = x509.described(der)
        if parsed is None:
            problems.append(
                phrase(
                    "Certificate {number}: expected a certificate, found bytes that are none; "
                    "export it again.",
                    number=number,
                )
            )
            continue
        line = f"{opened.name} certificate {number}: {parsed['subject']}"
        place = Evidence(None, "", "certificate", number, opened.name, line[:400])
        known = {name: value for name, value in parsed.items() if value is not None}
        key = True if found.of_keys else None
        described.append(
            StoredCertificate(server="", evidence=place, listed=False, has_private_key=key, **known)
        )
    notes = [
        phrase("It holds a private key, which was not read; it need not have been sent.")
    ] * found.keys
    count = RecordCount(len(found.ders), len(described), 0, len(problems))
    report = opened.report("certificate", count, problems=problems, notes=notes)
    return Read(report, inventory=Inventory(tuple(described)), beside=found.beside)


def _found(content: bytes, opened: Opened) -> _Found:
    if content[:1] == b"\x30":
        if _is_bundle(content):
            return _Found(tuple(_bundled(content)), keys=False)
        if _is_pfx(content):
            return _protected(content)
        return _Found((content,), keys=False)
    ders: list[bytes] = []
    keys = False
    text = opened.text()
    blocks = list(pem_blocks(text))
    for block in blocks:
        keys |= "PRIVATE KEY" in block.label
        if block.label in CERTIFICATES:
            ders.append(block.content)
        elif block.label in _BUNDLES and block.whole:
            ders += _bundled(block.content)
    rest = without(text, blocks)
    beside = rest if speaks_of_it(_LABELS.sub("", rest)) else ""
    return _Found(tuple(ders), keys, beside=beside)


def _bundled(content: bytes) -> Iterator[bytes]:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

    try:
        found = pkcs7.load_der_pkcs7_certificates(content)
    except (ValueError, TypeError, _unsupported()) as error:
        raise InputError(
            phrase("expected a PKCS #7 bundle of certificates, found: {error}", error=error)
        ) from error
    for one in found:
        yield one.public_bytes(Encoding.DER)


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm


def _protected(content: bytes) -> _Found:
    """Read the certificates of a .pfx without a password; a password is not asked for."""
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    for password in (None, b""):
        try:
            found = pkcs12.load_pkcs12(content, password)
        except (ValueError, TypeError, _unsupported()):
            continue
        held = [found.cert, *found.additional_certs]
        ders = (one.certificate.public_bytes(Encoding.DER) for one in held if one is not None)
        return _Found(tuple(ders), keys=found.key is not None, of_keys=found.key is not None)
    raise InputError(
        phrase(
            "it is protected by a password (.pfx); ask for the certificate alone, as a .cer file, "
            "which holds no private key"
        )
    )


KIND = Kind("certificate", "certificates", recognise, read)
