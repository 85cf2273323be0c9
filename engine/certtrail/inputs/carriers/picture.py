"""Pictures: the text that is on them, and what else is in their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.carriers.beside_picture import beside_picture
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed


def unpicture(packed: Packed) -> Iterator[Member]:
    """Give what is in the file of a picture, then the text on it."""
    if packed.pictures is None:
        raise ValueError("nothing reads pictures")
    yield from beside_picture(packed)
    reading = packed.pictures.read(packed.path)
    if reading.cut:
        packed.problems.append(
            phrase("The picture is cut, so that a part of it is missing; ask for it again.")
        )
    if reading.left:
        packed.problems.append(
            phrase(
                "The picture has more pages or words than are read from one; cut it into smaller "
                "ones, and send all of them."
            )
        )
    if reading.tiny:
        told = phrase("It is a picture of {size} pixels, too small for text", size=reading.tiny)
        if not packed.inside:
            raise UnreadError(told)
        packed.notes.append(phrase("{why}.", why=told))
    elif reading.text.strip():
        packed.notes.append(
            phrase("Its text was read from the picture: letters and digits may be mistaken.")
        )
        yield Member.of_text("text.txt", reading.text)
    else:
        packed.notes.append(phrase("No text was found on the picture."))
