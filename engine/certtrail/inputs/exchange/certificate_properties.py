"""Certificates by their properties: what an object says of a certificate, as the inventory has it.

Enumerations come as words, as numbers (JSON, CliXML), or as the letters of Exchange's table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from certtrail.inputs.exchange.listed_properties import Properties

_SERVICES: Final = (
    (1, "IMAP", "I"),
    (2, "POP", "P"),
    (4, "UM", "U"),
    (8, "IIS", "W"),
    (16, "SMTP", "S"),
    (32, "Federation", "F"),
    (64, "UMCallRouter", "C"),
)
STATUSES: Final = (
    "Unknown",
    "Valid",
    "Revoked",
    "DateInvalid",
    "Untrusted",
    "Invalid",
    "RevocationCheckFailure",
    "PendingRequest",
)
AUTHORITIES: Final = ("None", "ThirdParty", "Enterprise", "Registry", "GroupPolicy", "Unknown")
_NAMES: Final = {name.lower(): name for _, name, _ in _SERVICES}
_LETTERS: Final = {letter: name for _, name, letter in _SERVICES}
_BY_LETTERS: Final = re.compile(r"[IPUWSFC.]{4,8}")
_BETWEEN: Final = re.compile(r"[,;/|]")
# As they are copied out of dialogs and other tools.
_SEPARATORS: Final = re.compile("[\\s:\u200e\u200f-]+")
_OID: Final = re.compile(r"\(?([0-2](?:\.[0-9]{1,12}){2,20})\)?\s*\Z", re.ASCII)
_CURVES: Final = frozenset({256, 384, 521})
_LONGEST_OID: Final = 160
# By the object identifier, or by the name that PowerShell gives to it.
_KEYS: Final = (
    ("1.2.840.10045.2.1", "EC"),
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.10040.4.1", "DSA"),
    ("rsa", "RSA"),
    ("ecc", "EC"),
    ("ecdsa", "EC"),
)
_TEXTS: Final = (
    ("subject", "Subject"),
    ("issuer", "Issuer"),
    ("friendly_name", "FriendlyName"),
    ("key_provider", "Provider"),
    ("key_container", "KeyContainer"),
)
_TRUTHS: Final = (
    ("has_private_key", "HasPrivateKey"),
    ("self_signed", "IsSelfSigned"),
    ("ended", "HasExpired"),
    ("internal", "IsInternalTransportCertificate"),
    ("auth", "IsCurrentAuthConfigCertificate"),
)


def services_of(bits: int) -> frozenset[str]:
    """Name the services of an AllowedServices value."""
    return frozenset(name for bit, name, _ in _SERVICES if bits & bit)


def services_in(text: str) -> frozenset[str] | None:
    """Read services as they are listed: names, `None`, letters, or the number.

    Names that nobody knows are left out; None where all are such.

    >>> sorted(services_in("IP.WS.."))
    ['IIS', 'IMAP', 'POP', 'SMTP']
    """
    bare = text.strip().removeprefix("{").removesuffix("}")
    if bare.isdecimal() and len(bare) <= 4:
        return services_of(int(bare))
    if _BY_LETTERS.fullmatch(bare):
        return frozenset(_LETTERS[letter] for letter in bare if letter != ".")
    # Behind a name somebody may have written a remark.
    parts = [part.partition(" ")[0] for part in _parts(bare)]
    if parts == ["none"]:
        return frozenset()
    return frozenset(_NAMES[part] for part in parts if part in _NAMES) or None


def are_services(text: str) -> bool:
    """Tell whether all of what is listed as services is understood."""
    if services_in(text) is None:
        return False
    bare = text.strip(" {}")
    short = bare.isdecimal() or _BY_LETTERS.fullmatch(bare) is not None
    return short or all(part in {"none", *_NAMES} for part in _parts(bare))


def _parts(text: str) -> list[str]:
    return [part.strip().lower() for part in _BETWEEN.split(text)]


def _has_expired(properties: Properties) -> bool | None:
    """Tell what HealthChecker says of the end; None where it does not."""
    left = properties.string("LifetimeInDays") or ""
    return properties.truth("HasExpired") or left.startswith("-") if left else None


def known_of(properties: Properties) -> dict[str, Any]:
    """Read what properties say, by the inventory's names; what they do not say is left out."""
    known: dict[str, Any] = {name: properties.string(prop) or None for name, prop in _TEXTS}
    known["friendly_name"] = properties.string("FriendlyName")
    for name, prop in _TRUTHS:
        known[name] = properties.truth(prop)
    known["expired"] = _has_expired(properties)
    thumbprint = properties.string("Thumbprint") or properties.string("PSChildName")
    known["thumbprint"] = read_thumbprint(thumbprint or "")
    if serial := properties.string("SerialNumber"):
        known["serial"] = _SEPARATORS.sub("", serial).upper()
    if status := properties.string("Status"):
        known["status"] = numbered(status, STATUSES)
    if authority := properties.string("RootCAType"):
        known["root_ca_type"] = numbered(authority, AUTHORITIES)
    if (services := properties.string("Services")) is not None:
        known["services"] = services_in(services)
    for prop in ("CertificateDomains", "DnsNameList"):
        names = properties.strings(prop)
        if names is not None:
            known["names"], known["names_complete"] = names, properties.whole(prop)
            break
    known["extended_key_usage"] = _purposes(properties)
    size = properties.string("PublicKeySize") or ""
    if size.isdecimal() and len(size) < 6:
        known["key_size"] = int(size)
    sort = (properties.string("PublicKeyAlgorithm") or "").casefold()
    known["key_algorithm"] = next((name for sign, name in _KEYS if sign in sort), None)
    # No RSA key has so few bits.
    if known.get("key_size") in _CURVES or properties.truth("IsEccCertificate"):
        known["key_algorithm"] = "EC"
    return {name: value for name, value in known.items() if value is not None}


def _purposes(properties: Properties) -> tuple[str, ...] | None:
    """Read the OIDs of EnhancedKeyUsageList, as `Server Authentication (1.3.6.1.5.5.7.3.1)`."""
    listed = properties.strings("EnhancedKeyUsageList")
    if listed is None or not properties.whole("EnhancedKeyUsageList"):
        return None
    found = [_OID.search(item[-_LONGEST_OID:]) for item in listed]
    return tuple(one[1] for one in found if one) if all(found) else None


def numbered(text: str, names: tuple[str, ...]) -> str:
    """Give an enumeration's name for its number; anything else as it is."""
    number = int(text) if text.isdecimal() and len(text) < 3 else -1
    return names[number] if 0 <= number < len(names) else text
