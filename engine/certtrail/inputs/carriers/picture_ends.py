"""Where a picture ends in its file, by its format: bytes in; the place behind its last one out.

Programs that show a picture stop there, or earlier.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = 12
_JPEG: Final = b"\xff\xd8"
# In what is packed a marker is followed by zero, or says where to start anew.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_SCAN, _END = 0xDA, 0xD9
_GIF_HEAD: Final = 13
_GIF_PARTS: Final = {0x21: 2, 0x2C: 10}


def end_of(content: bytes) -> int:
    """Tell where a picture ends; the size of its file where it is cut, or the format has no end.

    >>> end_of(b"GIF89a" + bytes(7) + b";more")
    14
    """
    if content.startswith(_PNG):
        return max((at + size for at, size, _ in chunks_of(content)), default=len(content))
    if content.startswith(_JPEG):
        return _end_of_jpeg(content)
    if content.startswith(b"GIF8"):
        return _end_of_gif(content)
    if content.startswith(b"BM"):
        return _end_of_bitmap(content)
    if content.startswith(b"RIFF"):
        size = int.from_bytes(content[4:8], "little")
        return min(8 + size + size % 2, len(content))
    return len(content)


def chunks_of(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give the parts of a PNG up to its end: where each starts, its size with all, and its name."""
    at = len(_PNG)
    name = b""
    while at < len(content) and name != b"IEND":
        size = _CHUNK + int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        size = min(size, len(content) - at)
        yield at, size, name
        at += size


def _end_of_jpeg(content: bytes) -> int:
    at = len(_JPEG)
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            found = _MARKER.search(content, at)
            if found is None:
                break
            at = found.start()
        kind = content[at + 1]
        if kind == _END:
            return at + 2
        if kind in _ALONE:
            at += 2
        elif kind == 0xFF:
            at += 1
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
            if kind == _SCAN:
                found = _MARKER.search(content, at)
                at = len(content) if found is None else found.start()
    return at + 2 if content[at : at + 2] == b"\xff\xd9" else len(content)


def _end_of_gif(content: bytes) -> int:
    at = _GIF_HEAD + _colours(content, 10)
    while at < len(content):
        head = _GIF_PARTS.get(content[at])
        if head is None:
            return at + 1 if content[at : at + 1] == b";" else len(content)
        if head > 2:
            head += _colours(content, at + 9) + 1
        at += head
        while at < len(content) and content[at]:
            at += 1 + content[at]
        at += 1
    return len(content)


def _colours(content: bytes, at: int) -> int:
    """Give the size of the table of colours that a byte tells of."""
    flags = content[at] if at < len(content) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_bitmap(content: bytes) -> int:
    told, start = (int.from_bytes(content[at : at + 4], "little") for at in (2, 10))
    packed = int.from_bytes(content[30:34], "little")
    if int.from_bytes(content[14:18], "little") >= 40 and packed in (0, 3):
        wide, high = (
            abs(int.from_bytes(content[at : at + 4], "little", signed=True)) for at in (18, 22)
        )
        bits = int.from_bytes(content[28:30], "little")
        told = start + (wide * bits + 31) // 32 * 4 * high
    return min(told, len(content)) if told > start else len(content)
