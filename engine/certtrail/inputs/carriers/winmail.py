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
from certtrail.inputs.carriers.mail_properties import member_of_property
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


_TNEF: Final = b"\x78\x9f\x3e\x22"
# Before a mail within stands what sort of object it is.
_OBJECT: Final = 16

_Properties = dict[int, list[bytes]]


@dataclass(slots=True)
class _File:
    """An attachment; what a file has one of may come again."""

    titles: list[bytes] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    properties: _Properties = field(default_factory=dict)


def unwinmail(packed: Packed) -> Iterator[Member]:
    """Give the body of the mail that it belongs to, and its files."""
    plain: list[bytes] = []
    code_page = "cp1252"
    files: list[_File] = []
    others: list[bytes] = []
    # A mail has one of each; what has more of them has more to tell.
    told: _Properties = {}
    for number, value in _attributes(packed):
        if number == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif number == _BODY:
            plain.append(value)
        elif number == _PROPERTIES:
            _add_properties(packed, value, told)
        elif number == _NEW_FILE:
            files.append(_File())
        elif not files or not _filled(packed, files[-1], number, value):
            others.append(value)
    plain += told.pop(BODY, [])
    written = dict.fromkeys(_text(each, code_page) for each in plain)
    yield from bodies(list(written), *_pages(packed, told))
    yield from _of_properties(told)
    yield from filter(None, (member_of_property(0, 0, each) for each in others))
    for each in files:
        yield from _members(each, code_page)


def _filled(packed: Packed, file: _File, number: int, value: bytes) -> bool:
    """Add an attribute to a file; tells whether it is one that files have."""
    if number == _TITLE:
        file.titles.append(value)
    elif number == _DATA:
        file.contents.append(value)
    elif number == _FILE_PROPERTIES:
        _add_properties(packed, value, file.properties)
    else:
        return False
    return True


def _members(file: _File, code_page: str) -> Iterator[Member]:
    """Give the contents of a file, which is one but where somebody hides another."""
    listed = (file.properties.get(which, [b""])[0] for which in NAMES)
    names = (_text(each, code_page) for each in (*listed, *file.titles))
    name = next(filter(None, names), "attachment")
    contents = [*file.contents, *file.properties.pop(_DATA_OBJECT, [])]
    for content in dict.fromkeys(filter(None, contents)) or [b""]:
        mail = content[_OBJECT:].startswith(_TNEF)
        yield Member.of(name, content[_OBJECT:] if mail else content)
    yield from _of_properties(file.properties)


def _of_properties(properties: _Properties) -> Iterator[Member]:
    """Give the properties that may be evidence, as files."""
    for number, values in properties.items():
        yield from filter(None, (member_of_property(number, 0, each) for each in values))


def _pages(packed: Packed, properties: _Properties) -> Iterator[Page | None]:
    for html in properties.pop(HTML, []):
        yield page(html)
    for rich in properties.pop(RTF, []):
        yield page_of_rtf(packed, rich)


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


def _add_properties(packed: Packed, content: bytes, found: _Properties) -> None:
    """Read the properties of a mail or file, each with all of its values."""
    at = 4
    try:
        (count,) = struct.unpack_from("<I", content)
        for _ in range(min(count, len(content) // 8)):
            kind, number = struct.unpack_from("<HH", content, at)
            at = _behind_name(content, at + 4) if number >= _NAMED else at + 4
            values, at = _values(content, at, kind)
            found.setdefault(number, []).extend(values)
    except struct.error as error:
        if not found:
            raise BrokenError(phrase("its properties are damaged")) from error
        packed.problems.append(
            phrase("It is damaged, so that parts of it are missing; ask for it again.")
        )
    found.setdefault(0, []).append(content[at:])


def _behind_name(content: bytes, at: int) -> int:
    (by_text,) = struct.unpack_from("<I", content, at + 16)
    if not by_text:
        return at + 24
    (size,) = struct.unpack_from("<I", content, at + 20)
    return at + 24 + _padded(size)


def _values(content: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """Read the values of a property; gives the place behind them, too."""
    several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
    variable = kind in _VARIABLE
    count = 1
    if several or variable:
        (count,) = struct.unpack_from("<I", content, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, len(content))):
        if variable:
            (size,) = struct.unpack_from("<I", content, at)
            at += 4
        else:
            size = _SIZES.get(kind, 4)
        if at + size > len(content):
            raise struct.error("cut")
        values.append(content[at : at + size])
        at += _padded(size)
    return values, at


def _padded(size: int) -> int:
    return (size + 3) & ~3
