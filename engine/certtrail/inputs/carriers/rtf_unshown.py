"""What stands in Rich Text Format and no program shows: pieces of it in; whether it is evidence
out.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile
from zlib import error

from certtrail.inputs.carriers.office_text import squeezed
from certtrail.inputs.unshown import bytes_tell, is_long_evidence

_MOST: Final = 8 << 20
# The digits of embedded files and themes are longer than a thumbprint.
_LONG: Final = 200
_NOT_DIGITS: Final = re.compile(r"[^0-9A-Fa-f\s]")
# A theme is a ZIP file of its own, and no other packed file is known to stand there.
_ZIP: Final = b"PK\x03\x04"
_PACKED: Final = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_THEME: Final = re.compile(r"\[Content_Types\]\.xml|_rels/[^/]{0,80}|theme/[^\0]{0,200}")
_MOST_MEMBERS, _MOST_OF_MEMBER = 64, 1 << 20
_LETTER: Final = re.compile(rb"[G-Zg-z]")


class Unshown:
    """Collects it while a document is read."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._room = _MOST
        self._instead = bytearray()
        self._in_digits = False

    def add(self, text: str) -> None:
        """Add text of a group; hexadecimal digits are the bytes of a file."""
        if len(text) < _LONG or _NOT_DIGITS.search(text):
            self._room -= len(text)
            if self._room > 0:
                self._pieces.append(text)
        elif not self._in_digits:
            digits = "".join(text.split())
            self._in_digits = _file_tells(bytes.fromhex(digits[: len(digits) & ~1]))

    def add_bytes(self, content: bytes | bytearray) -> None:
        """Add bytes that stand by themselves."""
        self.end_group()
        self.add(content.decode("cp1252", "replace"))
        self.end_group()

    def add_picture(self, digits: bytes | bytearray) -> None:
        """Add a picture, which is written in digits, where it has letters beside them."""
        if _LETTER.search(digits):
            self.add_bytes(digits)

    def add_instead(self, content: bytes) -> None:
        """Add what stands for a Unicode character, for old programs."""
        self._instead.extend(content)

    def end_group(self) -> None:
        """End the text of a group."""
        self._pieces.append("\0")

    def is_evidence(self, shown: str) -> bool:
        """Tell whether it may be evidence, or is more than is looked through.

        Args:
            shown: the text of the document. What old programs show may well be the same.
        """
        instead = self._instead.decode("cp1252", "replace")
        return (
            self._room <= 0
            or self._in_digits
            or any(map(is_long_evidence, "".join(self._pieces).split("\0")))
            or (is_long_evidence(instead) and squeezed(instead) not in squeezed(shown))
        )


def _file_tells(content: bytes) -> bool:
    """Tell whether a file may be evidence: what it holds, or what nobody expects there."""
    if not content.startswith(_ZIP):
        return content.startswith(_PACKED) or bytes_tell(content)
    try:
        with ZipFile(BytesIO(content)) as theme:
            members = theme.infolist()
            return len(members) > _MOST_MEMBERS or not all(
                _THEME.fullmatch(member.filename)
                and member.file_size <= _MOST_OF_MEMBER
                and not bytes_tell(theme.open(member).read(_MOST_OF_MEMBER))
                for member in members
            )
    # What is broken, sealed or packed in a rare way is not looked through.
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError, error):
        return True
