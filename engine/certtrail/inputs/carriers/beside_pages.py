"""What is in a PDF and on none of its pages: its bytes in; what may be evidence of it out.

Titles, bookmarks, actions, objects that an earlier state has left, words between objects. What is
packed is not looked at: it takes a PDF's own reader, which gives what pages show.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.unshown import is_long_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

# It takes what it begins with, closed or not: so nothing is looked at twice.
_STRING: Final = re.compile(rb"\(((?:[^()\\]+|\\.)*)", re.DOTALL)
_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]{40,})>")
_ESCAPED: Final = re.compile(rb"\\([nrt]|[0-7]{1,3}|\r?\n|.)", re.DOTALL)
_ESCAPES: Final = {b"n": b"\n", b"r": b"\n", b"t": b"\t", b"\n": b"", b"\r\n": b""}
_LETTERS: Final = re.compile(r"[^0-9A-Za-z]+")
_WORDS: Final = re.compile(rb"[\t\r\n\x20-\x7e]{16,}")


def beside_pages(content: bytes, text: str) -> str:
    """Give what may be evidence, and is not in the text of the pages; empty for nothing.

    Args:
        content: of the PDF.
        text: of its pages.
    """
    known = ""
    told: list[str] = []
    for piece in content.split(b"endobj"):
        rest = _STRING.sub(b" ", piece).replace(b"\0", b"")
        for found in ([*_strings(piece)], _WORDS.findall(rest)):
            plain = [each.decode("utf-8", "replace") for each in found]
            if not is_long_evidence("\n".join(plain)):
                continue
            known = known or _LETTERS.sub("", text)
            left = "\n".join(each for each in plain if _LETTERS.sub("", each) not in known)
            if is_long_evidence(left):
                told.append(left)
    return "\n\n".join(dict.fromkeys(told))


def _strings(piece: bytes) -> Iterator[bytes]:
    """Give the strings of an object, letters of two bytes as of one."""
    for found in _STRING.finditer(piece):
        yield _ESCAPED.sub(_plain, found[1]).replace(b"\0", b"").removeprefix(b"\xfe\xff")
    for found in _HEX.finditer(piece):
        digits = b"".join(found[1].split())
        yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode()).replace(b"\0", b"")


def _plain(found: re.Match[bytes]) -> bytes:
    told = found[1]
    if told.isdigit():
        return bytes([int(told, 8) & 0xFF]) if told[:1] < b"8" else told
    return _ESCAPES.get(told, told)
