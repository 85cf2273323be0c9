"""What is signed as a whole (S/MIME, CMS; smime.p7m): the text or mail in it out.

It is plain within its signature, and read without asking whether that is good. A bundle of
certificates has the same form, with nothing in that place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed

# SignedData and the data in it (RFC 5652), and the tags of ASN.1 that are on the way.
_SIGNED: Final = bytes.fromhex("06092a864886f70d010702")
_SEQUENCE, _INNER, _OCTETS, _SET, _NUMBER, _NAME = 0x30, 0xA0, 0x04, 0x31, 0x02, 0x06
_IN_PARTS: Final = 0x24
_INDEFINITE: Final = 0x80


class _Element(NamedTuple):
    """One value: its tag, where its content begins, and where it ends; -1 where that is marked."""

    tag: int
    begin: int
    end: int


def is_signed(head: bytes) -> bool:
    """Tell by its first bytes whether a file is something that is signed as a whole."""
    return _data(head) is not None


def unsigned(packed: Packed) -> Iterator[Member]:
    """Give what is signed.

    Raises:
        BrokenError: it ends too early.
    """
    signed = signed_content(packed.whole())
    if signed is None:
        raise BrokenError(phrase("what is signed in it is cut"))
    yield Member.of("signed.eml", signed)


def signed_content(content: bytes) -> bytes | None:
    """Give what is signed; None for nothing, or what is cut."""
    found = _data(content)
    return None if found is None else _octets(content, found)


def _data(content: bytes) -> _Element | None:
    """Find the string of octets that is signed."""
    if not content.startswith(b"\x30") or _SIGNED not in content[:24]:
        return None
    at, end = 0, -1
    for tag in (_SEQUENCE, _NAME, _INNER, _SEQUENCE, _NUMBER, _SET, _SEQUENCE, _NAME, _INNER):
        one = _element(content, at)
        if one is None or one.tag != tag:
            return None
        # What is on the way is gone into; what only stands there is passed over.
        at = one.end if tag in (_NAME, _NUMBER, _SET) else one.begin
        if at < 0:
            return None
        if tag == _NAME and at == end:
            return None  # the data is left out, as in a bundle
        end = one.end if tag == _SEQUENCE else end
    found = _element(content, at)
    return found if found is not None and found.tag in (_OCTETS, _IN_PARTS) else None


def _element(content: bytes, at: int) -> _Element | None:
    if at + 2 > len(content):
        return None
    tag, length = content[at], content[at + 1]
    if length == _INDEFINITE:
        return _Element(tag, at + 2, -1)
    if length < _INDEFINITE:
        return _Element(tag, at + 2, at + 2 + length)
    begin = at + 2 + length - _INDEFINITE
    size = int.from_bytes(content[at + 2 : begin], "big")
    return _Element(tag, begin, begin + size)


def _octets(content: bytes, one: _Element) -> bytes | None:
    """Join a string of octets, which may come in parts."""
    if one.tag == _OCTETS:
        return content[one.begin : one.end] if 0 <= one.end <= len(content) else None
    parts: list[bytes] = []
    at = one.begin
    while at != one.end:
        if one.end < 0 and content[at : at + 2] == b"\0\0":
            break
        part = _element(content, at)
        if part is None or part.tag != _OCTETS or not 0 <= part.end <= len(content):
            return None
        parts.append(content[part.begin : part.end])
        at = part.end
    return b"".join(parts)
