"""What a program has embedded in a document, as a compound file: the files in it out.

Beside the file that the document shows, others can stand, and more than it says of itself: all of
that is given. What programs write about an object is looked at, and given where it is evidence.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import UnreadError
from certtrail.inputs.archives.zip_gaps import LEAST
from certtrail.inputs.carriers.mail_properties import member_of_property
from certtrail.inputs.unshown import is_long_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.compound import Compound

_NATIVE: Final = "\x01Ole10Native"
# The streams that hold a file of its own, in small letters.
_FILES: Final = ("package", "contents")
# Streams by which to know what a file is, and what to send instead of it.
_OTHERS: Final = (
    (
        "EncryptedPackage",
        phrase("It is protected with a password; save it without one and send that"),
    ),
    ("WordDocument", phrase("It is a document of Word 97 to 2003 (.doc); save it as .docx")),
    ("Workbook", phrase("It is a workbook of Excel 97 to 2003 (.xls); save it as .xlsx")),
    ("Book", phrase("It is a workbook of Excel 95 (.xls); save it as .xlsx")),
    (
        "PowerPoint Document",
        phrase("It is a presentation of PowerPoint 97 to 2003 (.ppt); save it as .pptx"),
    ),
    ("VisioDocument", phrase("It is a drawing of Visio (.vsd); save it as PDF and send that")),
)
_UNKNOWN: Final = phrase(
    "It is a compound file of a kind that is not read; send what it shows as text or PDF"
)
# No path that the Packager writes is longer.
_LONGEST_PATH: Final = 260


def embedded(packed: Packed, file: Compound) -> Iterator[Member]:
    """Give the files that stand in an object of a document.

    Args:
        packed: gets what of it is cut off.
        file: the object.

    Raises:
        UnreadError: it is something else; says what to send instead.
    """
    if not file.holds(_NATIVE) and not any(map(file.holds, _FILES)):
        raise UnreadError(_other(file) or _UNKNOWN)
    for place in file.streams():
        name = place[-1]
        content = file.read(*place)
        if name.casefold() == _NATIVE.casefold():
            yield from _native(packed, content)
        elif len(place) == 1 and name.casefold() in _FILES:
            yield Member.of("embedded", content)
        elif name < " ":  # those of OLE itself begin so: what sort of object it is, its picture
            member = member_of_property(0, 0, content)
            if member is not None:
                yield member
        elif content:
            yield Member.of("/".join(place), content)
    if other := _other(file):
        raise UnreadError(other)


def _other(file: Compound) -> str:
    """Say what to send instead of a document of an old format; empty for what is none."""
    return next((told for name, told in _OTHERS if file.holds(name)), "")


def _native(packed: Packed, content: bytes) -> Iterator[Member]:
    """Give what the Packager of Windows writes: names, then the file itself, and names again."""
    _, name, at = b"", b"", 6
    for _ in range(2):
        end = content.index(b"\0", at)
        name, at = name or content[at:end], end + 1
    (length,) = struct.unpack_from("<I", content, at + 4)
    at += 8 + length
    (size,) = struct.unpack_from("<I", content, at)
    before, begin = content[:at], at + 4
    called = name.decode("cp1252", "replace").replace("\\", "/").rpartition("/")[2]
    yield Member.of(called, content[begin : begin + size])
    if begin + size > len(content):
        error = phrase("a file larger than what holds it")
        packed.problems.append(
            phrase(
                "It is cut or damaged, so that parts are missing ({error}); ask for it again.",
                error=error,
            )
        )
    for told in before.decode("cp1252", "replace").split("\0"):
        if is_long_evidence(told):
            yield Member.of_text("name.txt", told)
    behind = content[_behind_names(content, begin + size) :]
    if len(behind.strip(b"\0")) >= LEAST:
        yield Member.of(f"behind {called}", behind)


def _behind_names(content: bytes, at: int) -> int:
    """Tell where the three names in Unicode end that may stand behind a file."""
    for _ in range(3):
        letters = int.from_bytes(content[at : at + 4], "little")
        end = at + 4 + 2 * letters
        if letters > _LONGEST_PATH or end > len(content):
            break
        if is_long_evidence(content[at + 4 : end].decode("utf-16-le", "replace")):
            break
        at = end
    return at
