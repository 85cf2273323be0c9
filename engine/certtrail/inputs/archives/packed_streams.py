"""Streams of xz or bzip2, one behind the other in a file: its bytes in, what is packed in it out.

The library's own readers end in silence where what follows a stream is not the next one: padding,
which xz allows, or bytes that some program has put there.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
from typing import TYPE_CHECKING, Any, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK: Final = 1 << 16
_LONGEST_START: Final = 10
_XZ: Final = re.compile(rb"\xfd7zXZ\x00")
_BZIP2: Final = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")


class PackedStreams(io.RawIOBase):
    """A file of such streams, as what is packed in it.

    Attributes:
        lost: how many bytes stand between or behind the streams that are neither one nor padding;
            all of them are counted when it was read to its end.
    """

    def __init__(self, path: Path) -> None:
        self.lost = 0
        self._file = path.open("rb")
        self._raw = self._file.read(_BLOCK)
        self._xz = self._raw.startswith(b"\xfd")
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
        return lzma.LZMADecompressor(lzma.FORMAT_XZ) if self._xz else bz2.BZ2Decompressor()

    def _next(self) -> bool:
        """Go to the start of the next stream; tells whether there is one."""
        starts = _XZ if self._xz else _BZIP2
        self._raw = self._raw or self._decompressor.unused_data
        while (found := starts.search(self._raw)) is None:
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
