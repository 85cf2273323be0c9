"""Attachments as Outlook sends them in its own format (winmail.dat, TNEF): body and files out."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.carriers.bodies import bodies
from certtrail.inputs.carriers.compressed_body import page_of_rtf
from certtrail.inputs.carriers.hypertext import Page, page
from certtrail.inputs.carriers.outlook import BODY, HTML, NAMES, RTF
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed

# Attributes by their numbers (MS-OXTNEF).
_BODY: Final = 0x800C
_CODE_PAGE: Final = 0x9007
_PROPERTIES: Final = 0x9003
_NEW_FILE: Final = 0x9002
_TITLE: Final = 0x8010
_DATA: Final = 0x800F
_FILE_PROPERTIES: Final = 0x9005
# How long the values of properties are, by their types; others say it themselves.
_SIZES: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_VARIABLE: Final = frozenset({0x000D, 0x001E, 0x001F, 0x0102})
_SEVERAL: Final = 0x1000
_NAMED: Final = 0x8000
_DATA_OBJECT: Final = 0x3701


@dataclass(slots=True)
class _File:
    """An attachment."""

    title: str = ""
    content: bytes = b""
    properties: dict[int, bytes] = field(default_factory=dict)


def unwinmail(packed: Packed) -> Iterator[Member]:
    """Give the body of the mail that it belongs to, and its files."""
    plain: list[bytes] = []
    code_page = "cp1252"
    files: list[_File] = []
    # A mail has one of each; what has more of them has more to tell.
    told: list[dict[int, bytes]] = []
    for number, value in _attributes(packed):
        if number == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif number == _BODY:
            plain.append(value)
        elif number == _PROPERTIES:
            told.append(_properties(value))
        elif number == _NEW_FILE:
            files.append(_File())
        elif files:
            _fill(files[-1], number, value, code_page)
    plain += [properties.get(BODY, b"") for properties in told]
    written = dict.fromkeys(_text(each, code_page) for each in plain)
    pages = [page for properties in told for page in _pages(packed, properties)]
    yield from bodies(list(written), *pages)
    for each in files:
        names = (_text(each.properties.get(which, b""), code_page) for which in NAMES)
        name = next(filter(None, names), each.title) or "attachment"
        yield Member.of(name, each.content or each.properties.get(_DATA_OBJECT, b""))


def _fill(file: _File, number: int, value: bytes, code_page: str) -> None:
    if number == _TITLE:
        file.title = _text(value, code_page)
    elif number == _DATA:
        file.content = value
    elif number == _FILE_PROPERTIES:
        file.properties = _properties(value)


def _pages(packed: Packed, properties: dict[int, bytes]) -> Iterator[Page | None]:
    html = properties.get(HTML, b"")
    if html:
        yield page(html)
    yield page_of_rtf(packed, properties.get(RTF, b""))


def _text(value: bytes, code_page: str) -> str:
    """Read a text: in two bytes a letter where every second one is zero."""
    if len(value) >= 4 and not any(value[1:8:2]):
        return value.decode("utf-16-le", "replace").rstrip("\0")
    try:
        return value.decode(code_page, "replace").rstrip("\0")
    except LookupError:
        return value.decode("cp1252", "replace").rstrip("\0")


def _attributes(packed: Packed) -> Iterator[tuple[int, bytes]]:
    """Give each attribute: its number and its value."""
    content = packed.whole()
    at = 6
    while at + 9 <= len(content):
        number, _, size = struct.unpack_from("<HHI", content, at + 1)
        value = content[at + 9 : at + 9 + size]
        if len(value) < size:
            packed.problems.append(
                phrase("It is cut, so the end of it is missing; ask for it again.")
            )
        yield number, value
        at += 9 + size + 2


def _properties(content: bytes) -> dict[int, bytes]:
    """Read the properties of a mail or file; of those with several values, the first one."""
    found: dict[int, bytes] = {}
    try:
        (count,) = struct.unpack_from("<I", content)
        at = 4
        for _ in range(min(count, len(content) // 8)):
            kind, number = struct.unpack_from("<HH", content, at)
            at = _behind_name(content, at + 4) if number >= _NAMED else at + 4
            value, at = _value(content, at, kind)
            found[number] = value
    except struct.error as error:
        if not found:
            raise BrokenError(phrase("its properties are damaged")) from error
    return found


def _behind_name(content: bytes, at: int) -> int:
    (by_text,) = struct.unpack_from("<I", content, at + 16)
    if not by_text:
        return at + 24
    (size,) = struct.unpack_from("<I", content, at + 20)
    return at + 24 + _padded(size)


def _value(content: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """Read a value; gives the place behind it, too."""
    several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
    variable = kind in _VARIABLE
    count = 1
    if several or variable:
        (count,) = struct.unpack_from("<I", content, at)
        at += 4
    first = b""
    for number in range(min(count, len(content))):
        if variable:
            (size,) = struct.unpack_from("<I", content, at)
            at += 4
        else:
            size = _SIZES.get(kind, 4)
        if at + size > len(content):
            raise struct.error("cut")
        first = first if number else content[at : at + size]
        at += _padded(size)
    return first, at


def _padded(size: int) -> int:
    return (size + 3) & ~3
