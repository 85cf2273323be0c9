"""Code pages: bytes of a text that is no UTF-8 in; the code page of Windows that they are in, out.

Labels of Event Viewer are certain: no other code page makes words of them. Without any it is a
guess, which is only worth something among the code pages that Windows writes, and where the
letters that it gives stand as those of the language do.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.labels import folded, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

# The code page of western languages, which every byte fits.
WESTERN: Final = "cp1252"
_EASTERN: Final = ("cp932", "cp949", "gb18030", "big5")
_OTHERS: Final = (
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp437", "cp850", "cp852", "cp857", "cp866", "cp874",
)  # fmt: skip
_SAMPLE: Final = 16_384
# How many of the letters beyond ASCII stand beside another, where two bytes are a letter.
_BESIDE: Final = 2
_LABELS: Final = 2
_LONGEST: Final = 60
_COLON: Final = re.compile("[:\uff1a]")


def code_page(head: bytes) -> str:
    """Tell the code page of a text by its first bytes; the western one where none is better.

    >>> code_page("Имя журнала: Application".encode("cp866"))
    'cp866'
    """
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    # A letter may be cut in two there.
    sample = sample[: sample.rfind(b"\n")] if len(sample) == _SAMPLE and b"\n" in sample else sample
    # One bad line in a text of UTF-8 tells nothing of the text.
    if not sample or _mostly_utf8(lines):
        return WESTERN
    return _likeliest(sample)


def is_damaged_utf8(content: bytes) -> bool:
    """Tell whether a text that is no UTF-8 is some, but for a few of its lines."""
    return _mostly_utf8([line for line in content.split(b"\n") if not line.isascii()])


def _mostly_utf8(lines: Sequence[bytes]) -> bool:
    return sum(map(is_utf8, lines)) * 2 > len(lines)


@lru_cache(maxsize=32)
def _likeliest(sample: bytes) -> str:
    told = {page: _known_labels(sample, page) for page in (WESTERN, *_EASTERN, *_OTHERS)}
    best, least = max(told, key=lambda page: told[page]), sorted(told.values())[-2]
    if told[best] > max(least, _LABELS - 1):
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(told), enable_fallback=False)
    likely = [one for one in found if one.encoding not in _EASTERN or _is_eastern(str(one))]
    if not likely:
        return WESTERN
    first = likely[0]
    western = [one for one in likely if one.encoding == WESTERN]
    worth = (first.chaos, -first.coherence)
    as_good = western and (western[0].chaos, -western[0].coherence) <= worth
    return WESTERN if as_good else first.encoding


def _known_labels(sample: bytes, page: str) -> int:
    """Count the lines that begin with a label of Event Viewer, of which not all is ASCII."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return 0
    starts = (_COLON.split(line, maxsplit=1)[0] for line in text.split("\n"))
    viewer = labels().viewer
    return sum(not start.isascii() and folded(start[:_LONGEST]) in viewer for start in starts)


def _is_eastern(text: str) -> bool:
    """Tell words of such a language from single letters that two bytes give by chance."""
    odd = [not char.isascii() for char in f" {text} "]
    beside = sum(one and (odd[at - 1] or odd[at + 1]) for at, one in enumerate(odd))
    return beside * _BESIDE > sum(odd)


def is_utf8(line: bytes) -> bool:
    """Tell whether bytes can be UTF-8."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
