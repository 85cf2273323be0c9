"""Certificates in CliXML: one object of Get-ExchangeCertificate in, its description out.

The XML holds little more than RawData; what Exchange knows beside it (services, status) is inside
SerializationData, which is read as data.
"""

from __future__ import annotations

import base64
import binascii
import struct
from typing import TYPE_CHECKING, Any

from certtrail.inputs.exchange import nrbf, x509
from certtrail.inputs.exchange.certificate_properties import (
    AUTHORITIES,
    STATUSES,
    known_of,
    numbered,
    services_of,
)
from certtrail.inputs.exchange.exact_dates import file_date
from certtrail.model.inventory import StoredCertificate
from certtrail.text.message import phrase
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.clixml import CliObject
    from certtrail.inputs.exchange.listed_properties import Properties
    from certtrail.model.fact import Evidence

_KEY_INFO, _FRIENDLY_NAME, _CERTIFICATE = 2, 11, 32


def is_certificate(found: CliObject) -> bool:
    """Tell whether an object is a certificate of any sort."""
    return found.is_a("ExchangeCertificate") or found.is_a("X509Certificate2")


def certificate(
    found: CliObject, properties: Properties, evidence: Evidence, server: str, notes: list[str]
) -> StoredCertificate | None:
    """Describe a certificate; None, with a note, where not even its thumbprint can be told.

    Args:
        found: the object.
        properties: its properties by the names that they have everywhere.
        evidence: where it stands.
        server: the server that the file's name tells, or empty.
        notes: gets what could not be read of it.
    """
    told = _told(found, properties)
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
            known["exact_dates"] = True
    known |= {name: value for name, value in serialised.items() if not name.startswith("_")}
    if not known.get("thumbprint"):
        return None
    identity = str(serialised.get("_identity", "")) or found.string("Identity") or ""
    place = identity.rpartition("\\")[0] or found.string("PSComputerName") or server
    shown = "" if place.lower() in ("localhost", "127.0.0.1") else place
    return StoredCertificate(server=shown or server, evidence=evidence, **known)


def _told(found: CliObject, properties: Properties) -> dict[str, Any]:
    """Read what the properties say, where somebody exported them."""
    return {"thumbprint": _thumbprint(found), **known_of(properties), **_dates(properties)}


def _dates(properties: Properties) -> dict[str, Any]:
    """Read the dates, which certificates without RawData have beside them."""
    read = {
        known: file_date(properties.string(name) or "")
        for known, name in (("not_before", "NotBefore"), ("not_after", "NotAfter"))
    }
    told = {known: date for known, date in read.items() if date is not None}
    dates: dict[str, Any] = {known: seconds for known, (seconds, _) in told.items()}
    return dates | {"exact_dates": all(exact for _, exact in told.values())}


def _thumbprint(found: CliObject) -> str | None:
    return read_thumbprint(found.text.rpartition("[Thumbprint]")[2].split("\n\n")[0])


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
        known["status"] = numbered(str(status), STATUSES)
    if (authority := _value(members, "RootCAType")) is not None:
        known["root_ca_type"] = numbered(str(authority), AUTHORITIES)
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
