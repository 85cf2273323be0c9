"""Decompression by no more than was asked for: packed bytes in, at most so many bytes out.

Three kilobytes can hold four gigabytes. So each of these gives as much as it is asked for, and
keeps the rest for the next time, as zlib's own objects do.
"""

from __future__ import annotations

import bz2
import lzma
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unread import BrokenError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Stands for bytes that the library keeps to itself and has not looked at yet.
_KEPT: Final = b"\0"
# One byte of Deflate64 becomes 30 KB at most, and its library knows no bound.
_BIT: Final = 512
_LARGEST_DICTIONARY: Final = 256 << 20


class BoundedBzip2:
    """Bzip2.

    Attributes:
        eof: the end was reached.
        unconsumed_tail: what the next bytes to unpack have to begin with.
        unused_data: what stands behind the end.
    """

    def __init__(self) -> None:
        self.eof = False
        self.unused_data = b""
        self.unconsumed_tail = b""
        self._library: bz2.BZ2Decompressor | lzma.LZMADecompressor | None = bz2.BZ2Decompressor()

    def decompress(self, data: bytes, most: int) -> bytes:
        """Unpack some bytes."""
        given = data[len(self.unconsumed_tail) :]
        if self._library is None:
            return b""
        out = self._library.decompress(given, most)
        self.eof = self._library.eof
        self.unused_data = self._library.unused_data
        waits = not self._library.needs_input and not self.eof
        self.unconsumed_tail = _KEPT if waits else b""
        return out

    def flush(self) -> bytes:
        """Give nothing: all was given."""
        return b""


class BoundedLzma(BoundedBzip2):
    """LZMA as zips have it: a version, the size of the properties, the properties, the stream."""

    def __init__(self) -> None:
        super().__init__()
        self._library = None
        self._begin = b""

    def decompress(self, data: bytes, most: int) -> bytes:
        """Unpack some bytes."""
        if self._library is None:
            self._begin += data
            size = int.from_bytes(self._begin[2:4], "little")
            if len(self._begin) < 4 or len(self._begin) < 4 + size:
                return b""
            self._library = _lzma(self._begin[4 : 4 + size])
            data, self._begin = self._begin[4 + size :], b""
        return super().decompress(data, most)


def _lzma(properties: bytes) -> lzma.LZMADecompressor:
    if len(properties) < 5:
        raise BrokenError(phrase("its LZMA properties are damaged"))
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    dictionary = int.from_bytes(properties[1:5], "little")
    if dictionary > _LARGEST_DICTIONARY:
        most = _LARGEST_DICTIONARY >> 20
        raise BrokenError(phrase("its LZMA dictionary has more than {most} MiB", most=most))
    chosen = {"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": dictionary}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chosen])


class BoundedDeflate64:
    """Deflate64; attributes as of `BoundedBzip2`."""

    def __init__(self) -> None:
        import inflate64

        self._inflater = inflate64.Inflater()
        self.eof = False
        self.unused_data = b""
        self.unconsumed_tail = b""

    def decompress(self, data: bytes, most: int) -> bytes:
        """Unpack some bytes; a few more than was asked for."""
        out = bytearray()
        at = 0
        while at < len(data) and len(out) < most and not self._inflater.eof:
            # The library does not tell what it left, so the last bytes come one by one.
            step = _BIT if at + _BIT < len(data) else 1
            out += self._inflater.inflate(data[at : at + step])
            at += step
        self.eof = bool(self._inflater.eof)
        if self.eof:
            self.unused_data = data[at:]
        self.unconsumed_tail = data[at:]
        return bytes(out)

    def flush(self) -> bytes:
        """Give nothing: all was given."""
        return b""


BOUNDED: Final[Mapping[int, Callable[[], BoundedBzip2 | BoundedDeflate64]]] = {
    9: BoundedDeflate64,
    12: BoundedBzip2,
    14: BoundedLzma,
}
"""By the number of the method in a zip."""
