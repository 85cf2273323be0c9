"""What stands in Rich Text Format and no program shows: pieces of it in; whether it is evidence
out.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.carriers.office_text import squeezed
from certtrail.inputs.unshown import is_long_evidence

_MOST: Final = 8 << 20
# The digits of embedded files and themes are longer than a thumbprint.
_LONG: Final = 200
_NOT_DIGITS: Final = re.compile(r"[^0-9A-Fa-f\s]")
_LETTER: Final = re.compile(rb"[G-Zg-z]")


class Unshown:
    """Collects it while a document is read."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._room = _MOST
        self._instead = bytearray()

    def add(self, text: str) -> None:
        """Add text of a group; of hexadecimal digits, which are no text, nothing."""
        if len(text) < _LONG or _NOT_DIGITS.search(text):
            self._room -= len(text)
            if self._room > 0:
                self._pieces.append(text)

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
            or any(map(is_long_evidence, "".join(self._pieces).split("\0")))
            or (is_long_evidence(instead) and squeezed(instead) not in squeezed(shown))
        )
