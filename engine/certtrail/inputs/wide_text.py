"""UTF-16 to which some program has appended bytes of another encoding: bytes in, one text out.

`>` of Windows PowerShell writes UTF-16, and `>>` of cmd appends bytes of a code page to it. Two of
them make one character that nobody wrote, and no decoder minds. Nor does it mind the other byte
order.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from certtrail.inputs.code_pages import code_page

# UTF-16 has a NUL at every blank and line end, and in every letter below U+0100. Where there is
# none for so long, it may be a script that needs none; but as UTF-8 that makes no sense then.
_SHORTEST: Final = 48
_NO_NUL: Final = re.compile(rb"[^\0]{%d,}" % _SHORTEST)
_ASCII: Final = re.compile(rb"[\t\n\r -~]{%d}" % _SHORTEST)
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Letters of the other byte order stand there as characters whose lower half is empty; no text has
# so many of those on end.
_TURNED: Final = {byte << 8: chr(byte) for byte in (*b"\t\n\r", *range(32, 127))}
_ALL_TURNED: Final = re.compile(f"[{''.join(map(re.escape, map(chr, _TURNED)))}]{{24,}}")
_MOST_KEPT: Final = 1 << 20
LOST: Final = "\ufffd"
"""What stands for bytes that are no character."""


class WideDecoder:
    """Decodes UTF-16, and what is in it of other encodings; its first byte order mark is left out.

    Args:
        encoding: `utf-16-le` or `utf-16-be`.

    Attributes:
        lost: how many characters of what was given so far could not be decoded.
        first_lost: the line of the first of them, counted from 1; 0 where there is none.
    """

    def __init__(self, encoding: str) -> None:
        self.lost = self.first_lost = 0
        self._lines = 1
        self._lost_as_written = LOST.encode(encoding)
        self._little = encoding.endswith("le")
        self._make = codecs.getincrementaldecoder(encoding)
        self._decoder = self._make("replace")
        self._kept = b""
        self._first = True

    def decode(self, raw: bytes, final: bool = False) -> str:
        """Decode some bytes; the last of them may wait for the next ones."""
        raw = self._kept + raw
        # A stretch without NUL is looked at whole, with the NUL that is a part of a character.
        end = len(raw) if final else raw.rfind(b"\0") + self._little
        if len(raw) - end > _MOST_KEPT:
            end = raw.rfind(b"\n", end) + 1 or len(raw)
        end = max(end, 0)
        raw, self._kept = raw[:end], raw[end:]
        text = self._decoded(raw, final=final)
        if self._first and text:
            text, self._first = text.removeprefix("\ufeff"), False
        return text

    def _decoded(self, raw: bytes, *, final: bool) -> str:
        parts: list[str] = []
        at = 0
        for found in _NO_NUL.finditer(raw):
            start, end = found.span()
            if self._little and end < len(raw):
                end -= 1
            if not self._little and start:
                start += 1
            if raw[end - 2 : end] in _MARKS:
                end -= 2
            narrow = raw[start:end]
            if _is_narrow(narrow):
                parts += [self._wide(raw[at:start], final=True), self._counted(_narrow(narrow))]
                self._decoder = self._make("replace")
                at = end
        parts.append(self._wide(raw[at:], final=final))
        return "".join(parts)

    def _wide(self, raw: bytes, *, final: bool) -> str:
        # What some other program has lost before stands there as a character.
        written = raw.count(self._lost_as_written)
        text = self._decoder.decode(raw, final=final)
        text = _ALL_TURNED.sub(lambda found: found[0].translate(_TURNED), text)
        return self._counted(text, written)

    def _counted(self, text: str, written: int = 0) -> str:
        """Count what is lost in a part of the text, and its lines."""
        lost = text.count(LOST) - written if LOST in text else 0
        if lost > 0:
            self.first_lost = self.first_lost or self._lines + text.count("\n", 0, text.find(LOST))
            self.lost += lost
        self._lines += text.count("\n")
        return text


def _is_narrow(raw: bytes) -> bool:
    if _ASCII.search(raw):
        return True
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _narrow(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(code_page(raw), errors="replace")
