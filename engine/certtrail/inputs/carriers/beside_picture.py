"""What is in the file of a picture and is not on the picture: its bytes in; files and texts out.

Words about the picture, and what some program has put behind its end, are shown by none.
"""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from certtrail.inputs import decoding
from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.first_bytes import is_picture
from certtrail.inputs.carriers.picture_ends import chunks_of, end_of
from certtrail.inputs.unshown import bytes_tell
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed

# How logs, archives, documents and a PNG begin, each in so many bytes that no picture has them by
# chance.
_STORED: Final = re.compile(
    rb"ElfFile\x00|PK\x03\x04[\x0a-\x3f]\x00|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|MSCF\x00{4}|\xfd7zXZ\x00"
    rb"|\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]|BZh[1-9]1AY&SY"
    rb"|\x89PNG\r\n\x1a\n|%PDF-1|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    re.DOTALL,
)
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_WORDS: Final = re.compile(rb"[\t\r\n\x20-\x7e]{16,}")
# Parts of a PNG with packed text, and how many zero bytes stand before it at most.
_PACKED: Final = {b"zTXt": 1, b"iCCP": 1, b"iTXt": 4}
_MOST_WORDS: Final = 1 << 20
_LEAST: Final = 32


def beside_picture(packed: Packed) -> Iterator[Member]:
    """Give what may be evidence in the file of a picture; note what else stands behind its end.

    Raises:
        LimitError: it is larger than is held at once.
    """
    content = packed.whole()
    stored = _STORED.search(content, 1)
    if stored is not None:
        yield _file("stored.dat", content[stored.start() :])
        content = content[: stored.start()]
    end = end_of(content)
    words = content[:end] + b"\n".join(_unpacked(content))
    if bytes_tell(words):
        found = _WORDS.findall(words)
        if not bytes_tell(b"\n".join(found)):
            found = _WORDS.findall(words.replace(b"\0", b""))
        yield _file("unshown.txt", b"\n".join(found))
    behind = content[end:]
    if len(behind.strip(b"\0")) < _LEAST:
        return
    if is_picture(behind) or behind.startswith(_ZSTANDARD):
        yield _file("behind.dat", behind)
    elif decoding.decode(behind) is not None:
        yield _file("behind.txt", behind)
    elif bytes_tell(behind):
        yield _file("behind.txt", b"\n".join(_WORDS.findall(behind.replace(b"\0", b""))))
    else:
        packed.notes.append(
            phrase(
                "{size|count} bytes stand behind the end of the picture, which are no text, log, "
                "archive or picture.",
                size=len(behind),
            )
        )


def _file(name: str, content: bytes) -> Member:
    return Member(name, lambda: iter((content,)), stored=True)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Give the packed words of a PNG."""
    if not content.startswith(b"\x89PNG"):
        return
    for at, size, name in chunks_of(content):
        if name in _PACKED:
            last = content[at + 8 : at + size - 4].split(b"\0", _PACKED[name])[-1]
            # A byte says how it is packed, which may be zero.
            for start in (0, 1):
                with suppress(zlib.error):
                    yield zlib.decompressobj().decompress(last[start:], _MOST_WORDS)
