"""Texts of any encoding that Windows and mail programs write: bytes in, text or None out."""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 4096
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\x1b\x07\x08")


def decode(content: bytes) -> str | None:
    """Decode a text, or give None for what is none.

    The byte order mark decides; without one, NUL at every other byte means UTF-16, then UTF-8 is
    tried, then the Windows code page of western languages, which every byte fits.

    >>> decode("Grüße".encode("utf-16"))
    'Grüße'
    >>> decode("Grüße".encode("cp1252"))
    'Grüße'
    >>> decode(bytes(range(256))) is None
    True
    """
    text = _decoded(content)
    if text is None:
        return None
    sample = text[:_SAMPLE]
    odd = sum(char < " " and char not in _ALLOWED_CONTROLS for char in sample)
    return None if odd * 100 > len(sample) else text


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    sample = content[:_SAMPLE]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        halves = sample[offset::2]
        if len(sample) > 3 and halves.count(0) * 10 > len(halves) * 7:
            return content.decode(encoding, errors="replace")
    if 0 in sample:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
