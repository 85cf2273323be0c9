"""Streams of gzip, xz or bzip2, one behind the other in a file: its bytes in, what is packed in it
out.

The library's own readers end in silence where what follows a stream is not the next one: padding,
which xz allows, or bytes that some program has put there. That of gzip passes over comments.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BLOCK: Final = 1 << 16
_LONGEST_START: Final = 10
_XZ: Final = re.compile(rb"\xfd7zXZ\x00")
_BZIP2: Final = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_GZIP: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
# Within so many bytes the head of a gzip ends, and as many are kept of all heads.
_LONGEST_HEAD: Final = 1 << 18
_EXTRA, _NAME, _COMMENT = 4, 8, 16
# Tables of places in a gzip, which bgzip and dictzip write.
_PLACES: Final = (b"BC", b"RA")
_LEAST: Final = 32


class PackedStreams(io.RawIOBase):
    """A file of such streams, as what is packed in it.

    Attributes:
        lost: how many bytes stand between or behind the streams that are neither one nor padding;
            all of them are counted when it was read to its end.
        heads: names, comments and extra fields of the streams so far.
    """

    def __init__(self, path: Path) -> None:
        self.lost = 0
        self.heads = b""
        self._file = path.open("rb")
        self._raw = self._file.read(_BLOCK)
        self._starts, self._library = _FORMATS[self._raw[:1]]
        self._decompressor: Any = self._new()

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def readinto(self, buffer: Any) -> int:
        """Unpack the next bytes; 0 of them at the end.

        Raises:
            EOFError: the last stream is cut off.
        """
        while not self._decompressor.eof or self._next():
            if not self._raw and self._decompressor.needs_input:
                self._raw = self._file.read(_BLOCK)
                if not self._raw:
                    raise EOFError(phrase("it is cut off"))
            raw, self._raw = self._raw, b""
            found = self._decompressor.decompress(raw, len(buffer))
            if found:
                buffer[: len(found)] = found
                return len(found)
        return 0

    def _new(self) -> Any:
        if self._starts is _GZIP:
            self._take_head()
        return self._library()

    def _take_head(self) -> None:
        """Keep what stands in the head of a gzip beside what its library needs."""
        while (told := _head(self._raw)) is None and len(self._raw) < _LONGEST_HEAD:
            more = self._file.read(_BLOCK)
            if not more:
                break
            self._raw += more
        extra, words = told or (b"", self._raw)
        if extra[:2] not in _PLACES and len(extra) >= _LEAST:
            self.lost += len(extra)
            words += b"\n" + extra
        if words:
            self.heads = (self.heads + b"\n" + words)[:_LONGEST_HEAD]

    def _next(self) -> bool:
        """Go to the start of the next stream; tells whether there is one."""
        self._raw = self._raw or self._decompressor.unused_data
        while (found := self._starts.search(self._raw)) is None:
            more = self._file.read(_BLOCK)
            end = len(self._raw) - _LONGEST_START if more else len(self._raw)
            self._skip(max(end, 0))
            if not more:
                return False
            self._raw += more
        self._skip(found.start())
        self._decompressor = self._new()
        return True

    def _skip(self, end: int) -> None:
        self.lost += len(self._raw[:end].strip(b"\0"))
        self._raw = self._raw[end:]


def _head(raw: bytes) -> tuple[bytes, bytes] | None:
    """Give the extra fields of the head of a gzip, and its name and comment; None for a cut one."""
    at = _LONGEST_START
    if len(raw) < at:
        return None
    flags = raw[3]
    extra = b""
    if flags & _EXTRA:
        size = int.from_bytes(raw[at : at + 2], "little")
        extra = raw[at + 2 : at + 2 + size]
        at += 2 + size
    words: list[bytes] = []
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = raw.find(b"\0", at)
            if end < 0:
                return None
            words.append(raw[at:end])
            at = end + 1
    return None if at > len(raw) else (extra, b"\n".join(words))


class _Gzip:
    """Unpacks one stream of gzip as the libraries of the others do."""

    def __init__(self) -> None:
        self._library = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        """The end was reached."""
        return self._library.eof

    @property
    def needs_input(self) -> bool:
        """All that was given is unpacked."""
        return not self._library.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""
        return self._library.unused_data

    def decompress(self, data: bytes, most: int) -> bytes:
        """Unpack some bytes."""
        return self._library.decompress(self._library.unconsumed_tail + data, most)


_FORMATS: Final[dict[bytes, tuple[re.Pattern[bytes], Callable[[], Any]]]] = {
    b"\x1f": (_GZIP, _Gzip),
    b"\xfd": (_XZ, partial(lzma.LZMADecompressor, lzma.FORMAT_XZ)),
    b"B": (_BZIP2, bz2.BZ2Decompressor),
}
