"""Files written as letters within a text (uuencode, base64, hexadecimal): the text in; those that
may hold evidence, decoded, out.

Signatures, keys and identifiers have the same look and are of no use. So only what decodes to a
log, an archive, or a text with marks of evidence is given.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.unshown import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

_UU: Final = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_LINE: Final = re.compile(r"[ -`]{2,90}")
_LETTERS: Final = re.compile(
    r"(?<!\S)[A-Za-z0-9+/_-]{40,}={0,2}(?:\r?\n[ \t>]{0,8}[A-Za-z0-9+/_-]{40,}={0,2}(?!\S))*"
    r"(?:\r?\n[ \t>]{0,8}[A-Za-z0-9+/_-]{1,100}={0,2}(?=[ \t\r]*(?:\n|\Z)))?"
)
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SPACE: Final = re.compile(r"[\s>]+")
_SHORTEST: Final = 60
# A log, and archives that may hold one: EVTX, gzip, zip, 7z, RAR, cabinet, bzip2, xz, Zstandard.
_FILES: Final = (
    b"ElfFile\0",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"MSCF\0\0\0\0",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
)
_NAMELESS: Final = "encoded.dat"


@dataclass(frozen=True, slots=True)
class EncodedPiece:
    """A file within a text.

    Attributes:
        start: where it starts in the text.
        end: where it ends.
        name: as the text calls it.
        content: decoded, as far as it can be.
    """

    start: int
    end: int
    name: str
    content: bytes


def encoded_pieces(text: str) -> Iterator[EncodedPiece]:
    r"""Find the files within a text, in their order.

    >>> [piece.name for piece in encoded_pieces("begin 644 a.evtx\n(16QF1FEL90 \n`\nend\n")]
    ['a.evtx']
    """
    done = 0
    starts = [(found.start(), found, True) for found in _UU.finditer(text)]
    starts += [(found.start(), found, False) for found in _LETTERS.finditer(text)]
    for start, found, uuencoded in sorted(starts, key=lambda each: each[0]):
        if start < done:
            continue
        piece = _uudecoded(text, found) if uuencoded else _decoded(found)
        if piece is not None:
            done = piece.end
            yield piece


def _uudecoded(text: str, begin: re.Match[str]) -> EncodedPiece | None:
    content: list[bytes] = []
    at = begin.end()
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end].rstrip("\r")
        at = end + 1
        if line == "end":
            break
        if line in ("", "`"):
            continue
        if not _UU_LINE.fullmatch(line):
            at -= len(line) + 1
            break
        content.append(_line(line))
    whole = b"".join(content)
    if not _is_of_use(whole):
        return None
    return EncodedPiece(begin.start(), min(at, len(text)), begin[1].strip(), whole)


def _line(line: str) -> bytes:
    """Decode a line; many programs take the blanks off its end, or put a letter behind it."""
    size = (ord(line[0]) - 32) & 63
    needed = 1 + (size + 2) // 3 * 4
    with suppress(binascii.Error):
        return binascii.a2b_uu(line[:needed].ljust(needed))
    return b""


def _decoded(found: re.Match[str]) -> EncodedPiece | None:
    letters = _SPACE.sub("", found[0])
    if len(letters) < _SHORTEST:
        return None
    content = b""
    if _HEX.fullmatch(letters):
        content = bytes.fromhex(letters)
    else:
        plain = letters.rstrip("=").translate(str.maketrans("-_", "+/"))
        plain = plain[: len(plain) - (len(plain) % 4 == 1)]
        with suppress(binascii.Error):
            content = b64decode(plain + "=" * (-len(plain) % 4))
    if not _is_of_use(content):
        return None
    return EncodedPiece(found.start(), found.end(), _NAMELESS, content)


def _is_of_use(content: bytes) -> bool:
    if content.startswith(_FILES):
        return True
    wide = content[1:2] == b"\0" or content.startswith(b"\xff\xfe")
    return is_evidence(content.decode("utf-16-le" if wide else "utf-8", "replace"))
