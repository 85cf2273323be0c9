"""A document in Rich Text Format: its text and its pictures as members, what is not read told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.rtf import read_rtf
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.rtf import RtfDocument

_LARGEST: Final = 128 << 20


def unrtf(packed: Packed) -> Iterator[Member]:
    """Give the text and the pictures of a document."""
    if packed.path.stat().st_size > _LARGEST:
        raise LimitError(phrase("it is larger than {size} MiB", size=_LARGEST >> 20))
    document = read_rtf(packed.whole())
    packed.problems.extend(not_read(document))
    yield Member.of_text("text.txt", document.page.text)
    for number, (kind, content) in enumerate(document.page.pictures, 1):
        yield Member.of(f"picture-{number}.{kind}", content)


def not_read(document: RtfDocument) -> Iterator[str]:
    """Say what of a document was not read."""
    if document.objects:
        yield phrase(
            "Files embedded in it were not read: {number}. Send them as they are.",
            number=document.objects,
        )
    if document.unshown:
        yield phrase("Text of it that no program shows as its text was not read; save it as PDF.")
    if not document.complete:
        yield phrase("It is longer than is read, the end of it was not; save the rest as text.")
