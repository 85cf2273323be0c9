"""Certificates in DER: bytes in; what the inventory says of one out.

What `cryptography` refuses is left unknown, never guessed.
"""

from __future__ import annotations

import hashlib
import warnings
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography import x509

_LARGEST: Final = 1 << 20
# How .NET abbreviates attributes of a distinguished name; others are written as OID.1.2.3.
_SHORT: Final = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "SERIALNUMBER",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "S",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "T",
    "2.5.4.42": "G",
    "2.5.4.43": "I",
    "1.2.840.113549.1.9.1": "E",
    "0.9.2342.19200300.100.1.25": "DC",
}
_QUOTED: Final = frozenset(',+="\n<>#;')
_USAGES: Final = (
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)


def thumbprint(der: bytes) -> str:
    """Give the thumbprint as Windows has it: SHA-1 of the DER, upper-case hex."""
    return hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()


def described(der: bytes) -> dict[str, Any] | None:
    """Describe a certificate by the fields of `StoredCertificate`; None for what is none."""
    from cryptography import x509

    if len(der) > _LARGEST:
        return None
    with warnings.catch_warnings():
        # It warns of what old certificates have wrong; this is for reading, not for trusting.
        warnings.simplefilter("ignore")
        try:
            certificate = x509.load_der_x509_certificate(der)
        except (ValueError, TypeError):
            return None
        found: dict[str, Any] = {"thumbprint": thumbprint(der)}
        for name, read in _FIELDS.items():
            # One broken field leaves the others readable.
            try:
                found[name] = read(certificate)
            except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
                found[name] = None
            except _unsupported():
                found[name] = None
    names = list(found.pop("alternative") or [])
    own = _host(found.get("own") or "")
    found["names"] = tuple(dict.fromkeys([*([own] if own else []), *names]))
    del found["own"]
    if found["subject"] is not None and found["issuer"] is not None:
        found["self_signed"] = found["subject"] == found["issuer"]
    return found


def _unsupported() -> tuple[type[Exception], ...]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import DuplicateExtension

    return UnsupportedAlgorithm, DuplicateExtension


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def written(name: x509.Name) -> str:
    """Write a distinguished name as .NET does: own name first, quoted where needed."""
    parts = []
    for relative in reversed(name.rdns):
        pairs = [f"{_attribute(one.oid.dotted_string)}={_value(one.value)}" for one in relative]
        parts.append(" + ".join(pairs))
    return ", ".join(parts)


def _attribute(oid: str) -> str:
    return _SHORT.get(oid, f"OID.{oid}")


def _value(value: str | bytes) -> str:
    text = value.hex() if isinstance(value, bytes) else value
    if text == text.strip() and not _QUOTED & set(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _own(certificate: x509.Certificate) -> str:
    from cryptography.x509.oid import NameOID

    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    value = found[-1].value if found else ""
    return value if isinstance(value, str) else ""


def _host(text: str) -> str:
    """Give a common name that can be a DNS name; else an empty text."""
    bare = text.strip().removeprefix("*.")
    fits = bare and len(bare) <= 253 and all(_label(part) for part in bare.split("."))
    return text.strip() if fits else ""


def _label(part: str) -> bool:
    return 0 < len(part) <= 63 and part.replace("-", "a").replace("_", "a").isalnum()


def _alternative(certificate: x509.Certificate) -> list[str]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return list(extension.value.get_values_for_type(x509.DNSName))


def _usage(certificate: x509.Certificate) -> frozenset[str]:
    from cryptography import x509

    try:
        value = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(name for attribute, name in _USAGES if getattr(value, attribute))


def _extended(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        value = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(one.dotted_string for one in value)


def _algorithm(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC"
    return "DSA" if isinstance(key, dsa.DSAPublicKey) else type(key).__name__


def _size(certificate: x509.Certificate) -> int | None:
    return getattr(certificate.public_key(), "key_size", None)


def _public_key(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = certificate.public_key()
    return hashlib.sha256(
        key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def _signature(certificate: x509.Certificate) -> str:
    return certificate.signature_algorithm_oid._name


_FIELDS: Final[dict[str, Callable[[x509.Certificate], Any]]] = {
    "subject": lambda one: written(one.subject),
    "issuer": lambda one: written(one.issuer),
    "serial": lambda one: _serial(one.serial_number),
    "own": _own,
    "alternative": _alternative,
    "not_before": lambda one: _seconds(one.not_valid_before_utc),
    "not_after": lambda one: _seconds(one.not_valid_after_utc),
    "version": lambda one: one.version.value + 1,
    "key_algorithm": _algorithm,
    "key_size": _size,
    "public_key": _public_key,
    "signature_algorithm": _signature,
    "key_usage": _usage,
    "extended_key_usage": _extended,
}


def _serial(number: int) -> str:
    text = f"{number:X}"
    return text if len(text) % 2 == 0 else f"0{text}"
