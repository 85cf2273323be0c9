"""Certificates in CliXML: one object of Get-ExchangeCertificate in, its description out.

The XML holds little more than RawData; what Exchange knows beside it (services, status) is inside
SerializationData, which is read as data.
"""

from __future__ import annotations

import base64
import binascii
import struct
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.exchange import nrbf, x509
from certtrail.model.inventory import StoredCertificate
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.clixml import CliObject
    from certtrail.model.fact import Evidence

_SERVICES: Final = (
    (1, "IMAP"),
    (2, "POP"),
    (4, "UM"),
    (8, "IIS"),
    (16, "SMTP"),
    (32, "Federation"),
    (64, "UMCallRouter"),
)
_STATUSES: Final = (
    "Unknown",
    "Valid",
    "Revoked",
    "DateInvalid",
    "Untrusted",
    "Invalid",
    "RevocationCheckFailure",
    "PendingRequest",
)
_AUTHORITIES: Final = ("None", "ThirdParty", "Enterprise", "Registry", "GroupPolicy", "Unknown")
_KEY_INFO, _FRIENDLY_NAME, _CERTIFICATE = 2, 11, 32
_NAMES: Final = {name.lower(): name for _, name in _SERVICES}


def services_of(bits: int) -> frozenset[str]:
    """Name the services of an AllowedServices value."""
    return frozenset(name for bit, name in _SERVICES if bits & bit)


def services_in(text: str) -> frozenset[str] | None:
    """Read services as Exchange lists them (`IMAP, POP, IIS, SMTP`, `None`, or the number)."""
    bare = text.strip()
    if bare.isdecimal() and len(bare) <= 4:
        return services_of(int(bare))
    parts = [part.strip().lower() for part in bare.split(",")]
    if parts == ["none"]:
        return frozenset()
    if not parts or any(part not in _NAMES for part in parts):
        return None
    return frozenset(_NAMES[part] for part in parts)


def is_certificate(found: CliObject) -> bool:
    """Tell whether an object is a certificate of any sort."""
    return found.is_a("ExchangeCertificate") or found.is_a("X509Certificate2")


def certificate(
    found: CliObject, evidence: Evidence, server: str, notes: list[str]
) -> StoredCertificate | None:
    """Describe a certificate; None, with a note, where not even its thumbprint can be told.

    Args:
        found: the object.
        evidence: where it stands.
        server: the server that the file's name tells, or empty.
        notes: gets what could not be read of it.
    """
    told = _told(found)
    serialised = _serialised(found, notes)
    der = _der(found, serialised)
    known = dict(told)
    if der is not None:
        parsed = x509.described(der)
        if parsed is None:
            notes.append(
                phrase("{line}: its RawData is no certificate that can be read", line=evidence.line)
            )
            known["thumbprint"] = known.get("thumbprint") or x509.thumbprint(der)
        else:
            known |= {name: value for name, value in parsed.items() if value is not None}
    known |= {name: value for name, value in serialised.items() if not name.startswith("_")}
    if not known.get("thumbprint"):
        return None
    identity = str(serialised.get("_identity", "")) or found.string("Identity") or ""
    place = identity.rpartition("\\")[0] or found.string("PSComputerName") or server
    shown = "" if place.lower() in ("localhost", "127.0.0.1") else place
    return StoredCertificate(server=shown or server, evidence=evidence, **known)


def _told(found: CliObject) -> dict[str, Any]:
    """Read what the properties say, where somebody exported them."""
    known: dict[str, Any] = {"thumbprint": _thumbprint(found)}
    for name, prop in (("subject", "Subject"), ("issuer", "Issuer"), ("serial", "SerialNumber")):
        if text := found.string(prop):
            known[name] = text
    for name, prop in (("friendly_name", "FriendlyName"), ("root_ca_type", "RootCAType")):
        if (text := found.string(prop)) is not None:
            known[name] = text
    if (status := found.string("Status")) is not None:
        known["status"] = _numbered(status, _STATUSES)
    if known.get("root_ca_type", "").isdecimal():
        known["root_ca_type"] = _numbered(known["root_ca_type"], _AUTHORITIES)
    if (services := found.string("Services")) is not None:
        known["services"] = services_in(services)
    for name, prop in (
        ("has_private_key", "HasPrivateKey"),
        ("self_signed", "IsSelfSigned"),
        ("internal", "IsInternalTransportCertificate"),
        ("auth", "IsCurrentAuthConfigCertificate"),
    ):
        if isinstance(value := found.get(prop), bool):
            known[name] = value
    return {name: value for name, value in known.items() if value is not None}


def _numbered(text: str, names: tuple[str, ...]) -> str:
    number = int(text) if text.isdecimal() and len(text) < 3 else -1
    return names[number] if 0 <= number < len(names) else text


def _thumbprint(found: CliObject) -> str | None:
    text = found.string("Thumbprint") or found.text.rpartition("[Thumbprint]")[2].split("\n\n")[0]
    bare = "".join(text.split()).upper()
    fits = len(bare) == 40 and all(mark in "0123456789ABCDEF" for mark in bare)
    return bare if fits else None


def _serialised(found: CliObject, notes: list[str]) -> dict[str, Any]:
    """Read what SerializationData says; what is not a property starts with an underscore."""
    content = found.get("SerializationData")
    if not isinstance(content, bytes):
        return {}
    try:
        members = nrbf.read(content)
    except (nrbf.NrbfError, struct.error) as error:
        notes.append(
            phrase(
                "its SerializationData could not be read ({error}); services are not known",
                error=error,
            )
        )
        return {}
    known: dict[str, Any] = {}
    if (status := _value(members, "Status")) is not None:
        known["status"] = _numbered(str(status), _STATUSES)
    if (authority := _value(members, "RootCAType")) is not None:
        known["root_ca_type"] = _numbered(str(authority), _AUTHORITIES)
    if (bits := _value(members, "Services")) is not None:
        known["services"] = services_of(bits)
    if isinstance(identity := members.get("Identity"), str):
        known["_identity"] = identity
    if isinstance(store := members.get("CertData"), bytes):
        known |= _store_element(store)
    return known


def _value(members: Mapping[str, Any], name: str) -> int | None:
    found = members.get(name)
    if isinstance(found, dict):
        found = found.get("value__")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _store_element(content: bytes) -> dict[str, Any]:
    """Read a serialized store element: properties of the certificate, and the certificate."""
    known: dict[str, Any] = {}
    at = 0
    while at + 12 <= len(content):
        number, _, size = struct.unpack_from("<III", content, at)
        value = content[at + 12 : at + 12 + size]
        if len(value) < size:
            break
        at += 12 + size
        if number == _FRIENDLY_NAME:
            known["friendly_name"] = value.decode("utf-16-le", "replace").rstrip("\0")
        elif number == _CERTIFICATE:
            known["_der"] = value
        elif number == _KEY_INFO:
            known |= {"has_private_key": True} | _key_info(value)
    return known


def _key_info(value: bytes) -> dict[str, Any]:
    """Read CRYPT_KEY_PROV_INFO: offsets of container and provider, which follow as UTF-16."""
    if len(value) < 8:
        return {}
    found: dict[str, Any] = {}
    for name, offset in zip(
        ("key_container", "key_provider"), struct.unpack_from("<II", value), strict=True
    ):
        text = _text_at(value, offset)
        if text:
            found[name] = text
    # A provider of type 0 is a key storage provider (CNG), the others are CAPI's.
    if "key_provider" not in found and len(value) >= 12:
        (kind,) = struct.unpack_from("<I", value, 8)
        found["key_provider"] = f"{'CAPI' if kind else 'CNG'}, provider type {kind}"
    return found


def _text_at(value: bytes, offset: int) -> str:
    if not 0 < offset < len(value):
        return ""
    units = []
    for at in range(offset, len(value) - 1, 2):
        unit = value[at : at + 2]
        if unit == b"\0\0":
            break
        units.append(unit)
    return b"".join(units).decode("utf-16-le", "replace")


def _der(found: CliObject, serialised: Mapping[str, Any]) -> bytes | None:
    raw = found.get("RawData")
    if isinstance(raw, bytes):
        return raw
    if isinstance(raw, str):
        try:
            return base64.b64decode("".join(raw.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
    stored = serialised.get("_der")
    return stored if isinstance(stored, bytes) else None
