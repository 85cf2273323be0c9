"""Properties of a mail that no program shows as its text: one in; a file out, if it is evidence.

Ordinary ones tell addresses, times and settings. So only what none of them has by chance counts.
"""

from __future__ import annotations

from typing import Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.other_parts import OtherPart
from certtrail.inputs.opened import Head
from certtrail.inputs.unshown import is_long_evidence

# How letters are written, by the type of a property; several values are of a type of their own.
_LETTERS: Final = {0x001F: "utf-16-le", 0x001E: "cp1252"}
_SEVERAL: Final = 0x1000


def member_of_property(number: int, kind: int, content: bytes) -> Member | None:
    """Give a property as a file; None for one that is no evidence.

    Args:
        number: of the property; 0 for what is none.
        kind: the number of its type.
        content: its value.
    """
    name = f"property-{number:04X}"
    letters = _LETTERS.get(kind & ~_SEVERAL)
    if letters is not None:
        text = content.decode(letters, "replace").rstrip("\0")
        if is_long_evidence(text):
            return Member.of_text(f"{name}.txt", text)
    plain = Head(content, len(content)).text
    if plain is not None and not plain.lstrip("\ufeff \t\r\n").startswith("<"):
        telling = is_long_evidence(plain)
    else:
        part = OtherPart(content)
        telling = part.itself or bool(part.text)
    return Member.of(f"{name}.dat", content) if telling else None
