"""Real certificates for tests, made by `cryptography`."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

START: Final = datetime(2026, 2, 28, 13, 0, tzinfo=UTC)
END: Final = datetime(2028, 2, 3, 13, 0, tzinfo=UTC)


@lru_cache
def key(kind: str) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """Make a key once."""
    if kind == "EC":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(common: str, *others: tuple[str, str]) -> x509.Name:
    """Make a name; the others go first, as certificates have them (country, organisation)."""
    oids = {
        "C": NameOID.COUNTRY_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "ST": NameOID.STATE_OR_PROVINCE_NAME,
    }
    parts = [x509.NameAttribute(oids[kind], value) for kind, value in others]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


@lru_cache
def certificate(
    common: str = "mail.contoso.com",
    hosts: tuple[str, ...] = ("mail.contoso.com",),
    issuer: str = "Contoso Issuing CA",
    kind: str = "RSA",
) -> x509.Certificate:
    """Make a certificate."""
    made = key(kind)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(common, ("C", "DE"), ("ST", "NRW"), ("O", "Contoso, Ltd")))
        .issuer_name(name(issuer, ("O", 'Con"toso')))
        .public_key(made.public_key())
        .serial_number(0x0A0B0C)
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(made, hashes.SHA256())


def der(made: x509.Certificate) -> bytes:
    """Give its bytes."""
    return made.public_bytes(Encoding.DER)
