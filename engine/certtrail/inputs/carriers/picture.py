"""Pictures: the text that is on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import UnreadError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed


def is_picture(head: bytes) -> bool:
    """Tell whether a file is a picture of a kind that can be read."""
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")):
        return True
    if head.startswith((b"II*\0", b"MM\0*")):
        return True
    if head.startswith(b"BM"):
        # Two letters start many a text; here the places of zeros are known.
        return head[6:10] == bytes(4) and head[14:18] in _BMP_HEADERS
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


_BMP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def unpicture(packed: Packed) -> Iterator[Member]:
    """Give the text on a picture."""
    if packed.pictures is None:
        raise ValueError("nothing reads pictures")
    reading = packed.pictures.read(packed.path)
    if reading.tiny:
        told = phrase("It is a picture of {size} pixels, too small for text.", size=reading.tiny)
        if not packed.inside:
            raise UnreadError(told)
        packed.notes.append(told)
    elif reading.text.strip():
        packed.notes.append(
            phrase("Its text was read from the picture: letters and digits may be mistaken.")
        )
        yield Member.of_text("text.txt", reading.text)
    else:
        packed.notes.append(phrase("No text was found on the picture."))
