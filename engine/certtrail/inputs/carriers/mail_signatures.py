"""Signatures of mails: the bytes of a part in; whether they are nothing but one, out."""

from __future__ import annotations

import binascii
import re
from typing import Final

from certtrail.inputs.unshown import is_evidence

_LONGEST: Final = 64 << 10
_ARMOUR: Final = re.compile(
    rb"\s*-----BEGIN PGP SIGNATURE-----\s*(?:[A-Z][a-z]{1,20}: [^\n]{0,100}\n){0,9}"
    rb"([A-Za-z0-9+/\s]*(?:={1,2}\s{1,9})?)(?:=[A-Za-z0-9+/]{4}\s{1,9})?"
    rb"-----END PGP SIGNATURE-----\s*"
)
# Of PKCS #7: what is signed (1.2.840.113549.1.7.2).
_SIGNED: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
# Of OpenPGP: packets of signatures, in the new form and in the old one (RFC 9580, 4.2).
_NEW, _OLD = 0xC2, 0x88
_ONE_OCTET, _TWO_OCTETS, _ALL_OCTETS = 192, 224, 255


def is_signature(content: bytes) -> bool:
    """Tell whether the bytes of a part are nothing but a signature, whatever its type says."""
    if len(content) > _LONGEST or is_evidence(content.decode("latin-1")):
        return False
    armour = _ARMOUR.fullmatch(content)
    if armour is None:
        return content.startswith(b"0") and _SIGNED in content[:40]
    try:
        packets = binascii.a2b_base64(armour[1])
    except binascii.Error:
        return False
    return bool(packets) and _are_signatures(packets)


def _are_signatures(packets: bytes) -> bool:
    """Tell whether bytes are packets of signatures, of which the last may be cut."""
    at = 0
    while at < len(packets):
        length = _length(packets, at)
        if length is None:
            return False
        at += sum(length)
    return True


def _length(packets: bytes, at: int) -> tuple[int, int] | None:
    """Give how long a packet's head is, and how long the rest; None for another sort of packet."""
    kind, rest = packets[at], packets[at + 1 : at + 6]
    if kind & ~3 == _OLD and kind & 3 < 3:
        size = 1 << (kind & 3)
        return (1 + size, int.from_bytes(rest[:size], "big")) if len(rest) >= size else None
    if kind != _NEW or not rest:
        return None
    if rest[0] < _ONE_OCTET:
        return 2, rest[0]
    if rest[0] < _TWO_OCTETS and len(rest) > 1:
        return 3, ((rest[0] - _ONE_OCTET) << 8) + rest[1] + _ONE_OCTET
    if rest[0] == _ALL_OCTETS and len(rest) > 4:
        return 6, int.from_bytes(rest[1:5], "big")
    return None
