"""Files written as letters within a text (uuencode, base64, hexadecimal): the text in; those that
may hold evidence, decoded, out.

Signatures, keys and identifiers have the same look and are of no use. So only what decodes to a
log, an archive, or a text with marks of evidence is given.
"""

from __future__ import annotations

import binascii
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.inputs.lettered_lines import lettered_lines, of_letters
from certtrail.inputs.unshown import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

_UU: Final = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_LINE: Final = re.compile(r"[ -`]{2,90}")
# Of many letters; what has fewer on a line is known by its lines alone (`lettered_lines`).
_LETTERS: Final = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}={0,2}"
    r"(?:\r?\n[ \t>]{0,8}[A-Za-z0-9+/_-]{40,}={0,2}(?!\S))*"
    r"(?:\r?\n[ \t>]{0,8}[A-Za-z0-9+/_-]{1,100}={0,2}(?=[ \t\r]*(?:\n|\Z)))?"
)
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
# Of X.509: a certificate, what is signed of it, its version, its number.
_CERTIFICATE: Final = re.compile(
    rb"0(?:\x81.|\x82..)0(?:\x81.|\x82..)\xa0\x03\x02\x01[\x01\x02]\x02", re.DOTALL
)
# What reads the text reads these.
_IN_PEM: Final = re.compile(r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s>\"']{0,40}\Z")
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
    found = [piece for begin in _UU.finditer(text) for piece in _uudecoded(text, begin)]
    for lines in lettered_lines(text):
        found += [
            EncodedPiece(piece.start, piece.end, _NAMELESS, piece.content)
            for piece in lines.pieces(_is_of_use)
        ]
    found += [piece for letters in _LETTERS.finditer(text) for piece in _decoded(letters)]
    # Where two begin at one place, the first is of whole lines.
    for each in sorted(found, key=lambda one: one.start):
        if each.start >= done and not _IN_PEM.search(text, max(0, each.start - 99), each.start):
            done = each.end
            yield each


def _uudecoded(text: str, begin: re.Match[str]) -> Iterator[EncodedPiece]:
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
    if _is_of_use(whole):
        yield EncodedPiece(begin.start(), min(at, len(text)), begin[1].strip(), whole)


def _line(line: str) -> bytes:
    """Decode a line; many programs take the blanks off its end, or put a letter behind it."""
    size = (ord(line[0]) - 32) & 63
    needed = 1 + (size + 2) // 3 * 4
    with suppress(binascii.Error):
        return binascii.a2b_uu(line[:needed].ljust(needed))
    return b""


def _decoded(found: re.Match[str]) -> Iterator[EncodedPiece]:
    letters = _SPACE.sub("", found[0])
    if len(letters) < _SHORTEST:
        return
    content = of_letters(letters)
    if _is_of_use(content):
        yield EncodedPiece(found.start(), found.end(), _NAMELESS, content)


def _is_of_use(content: bytes) -> bool:
    if content.startswith(_FILES) or _CERTIFICATE.match(content):
        return True
    wide = content[1:2] == b"\0" or content.startswith(b"\xff\xfe")
    return is_evidence(content.decode("utf-16-le" if wide else "utf-8", "replace"))
