"""A page saved as a file: its text, and the pictures written into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.hypertext import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed


def unpage(packed: Packed) -> Iterator[Member]:
    """Give the text of a page, its pictures, and what of it may be evidence and is not shown."""
    found = page(packed.whole())
    yield Member.of_text("text.txt", found.text)
    yield from found.members()
