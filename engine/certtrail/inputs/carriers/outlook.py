"""Mails that Outlook saves (.msg): their bodies, their attachments, and the mails inside them."""

from __future__ import annotations

import re
import struct
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.carriers.bodies import bodies
from certtrail.inputs.carriers.compound import Compound
from certtrail.inputs.carriers.compressed_body import page_of_rtf
from certtrail.inputs.carriers.embedded_object import embedded
from certtrail.inputs.carriers.hypertext import Page, decoded, page
from certtrail.inputs.carriers.mail_properties import member_of_property
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from certtrail.inputs.archives.member import Packed

# Properties by their numbers (MS-OXPROPS).
SUBJECT: Final = 0x0037
BODY: Final = 0x1000
RTF: Final = 0x1009
HTML: Final = 0x1013
_DATA: Final = 0x3701
_METHOD: Final = 0x3705
NAMES: Final = (0x3707, 0x3704, 0x3001)
_CODE_PAGE: Final = 0x3FFD
_PAGE_CODE_PAGE: Final = 0x3FDE
_PROPERTIES: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_"
_KNOWN: Final = ("__substg1.0_", "__recip_version1.0_", "__nameid_version1.0", _PROPERTIES)
_UNICODE, _BYTES, _BINARY, _STORAGE = 0x001F, 0x001E, 0x0102, 0x000D
_PROPERTY: Final = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)
_DEEPEST: Final = 60
_LETTERS: Final = (_UNICODE, _BYTES)
_BY_REFERENCE: Final = (2, 3, 4, 7)


def is_message(path: Path) -> bool:
    """Tell whether a compound file is a mail."""
    with suppress(BrokenError), Compound(path) as file:
        return file.holds(_PROPERTIES)
    return False


def uncompound(packed: Packed) -> Iterator[Member]:
    """Give what a compound file holds."""
    with Compound(packed.path) as file:
        if file.holds(_PROPERTIES):
            yield from _mail(packed, file, (), "", 0)
        else:
            yield from embedded(packed, file)
        if file.damage:
            packed.problems.append(
                phrase(
                    "It is cut or damaged, so that parts are missing ({error}); ask for it again.",
                    error=file.damage,
                )
            )


def _mail(
    packed: Packed, file: Compound, place: tuple[str, ...], folder: str, depth: int
) -> Iterator[Member]:
    """Give what a mail holds; those inside it as folders, as they are no files of their own."""
    settings = _Settings(file, place, 24 if place else 32)
    subject = settings.text(SUBJECT)
    if not folder:
        packed.notes.append(
            phrase(
                "A mail that Outlook saved: {subject}. Its headers are not looked through.",
                subject=repr(shown(subject, 200)),
            )
        )
    plain = settings.texts(BODY)
    binary = settings.binary(BODY)
    if binary:
        plain.append(decoded(binary, ""))
    for member in bodies(plain, *_pages(packed, settings)):
        yield replace(member, name=f"{folder}{member.name}")
    for name in file.inside(*place):
        if not name.casefold().startswith((_ATTACHMENT, *_KNOWN)):
            why = phrase("it is no part of a mail; the mail may be damaged")
            yield Member.without(f"{folder}{name}", why)
            settings.taken.add(name.casefold())
    yield from _rest(packed, file, place, folder, depth, settings.taken)


def _rest(
    packed: Packed,
    file: Compound,
    place: tuple[str, ...],
    folder: str,
    depth: int,
    taken: Collection[str] = (),
) -> Iterator[Member]:
    """Give the attachments of a storage, and what else in it may be evidence.

    Args:
        packed: gets what is not read.
        file: that it is in.
        place: of the storage.
        folder: that the names of its files begin with.
        depth: how many mails it is inside.
        taken: what of it was read, or told, by its name in small letters.
    """
    for name in file.inside(*place):
        inner = (*place, name)
        if name.casefold() in taken:
            continue
        if len(inner) > _DEEPEST:
            why = phrase("it is inside {depth} others", depth=len(place))
            yield Member.without(f"{folder}{name}", why)
        elif name.casefold().startswith(_ATTACHMENT):
            yield from _attachment(packed, file, inner, folder, depth)
        else:
            found = _PROPERTY.match(name)
            number, kind = (int(each, 16) for each in found.groups()) if found else (0, 0)
            try:
                member = member_of_property(number, kind, file.read(*inner))
            except BrokenError as error:
                member = Member.without(name, str(error))
            if member is not None:
                yield replace(member, name=f"{folder}{member.name}")
            yield from _rest(packed, file, inner, folder, depth)


def _pages(packed: Packed, settings: _Settings) -> Iterator[Page | None]:
    """Give the body in each form with formats that the mail has."""
    html = settings.binary(HTML)
    if html:
        yield page(html, settings.charset)
    for written in settings.texts(HTML):
        yield page(written.encode("utf-8", "replace"), "utf-8")
    yield page_of_rtf(packed, settings.binary(RTF))


def _attachment(
    packed: Packed, file: Compound, place: tuple[str, ...], folder: str, depth: int
) -> Iterator[Member]:
    settings = _Settings(file, place, 8)
    names = (" ".join(settings.text(each).split()) for each in NAMES)
    name = f"{folder}{next(filter(None, names), 'attachment')}"
    data = f"__substg1.0_{_DATA:04X}{_STORAGE:04X}"
    inner = (*place, data)
    if file.holds(*inner, _PROPERTIES):
        settings.taken.add(data.casefold())
        if depth + 1 >= packed.limits.depth:
            why = phrase("it is a mail inside {depth} others", depth=depth + 1)
            yield Member.without(name, why)
        else:
            yield from _mail(packed, file, inner, f"{name}/", depth + 1)
    elif file.holds(*inner):
        settings.taken.add(data.casefold())
        why = phrase("it is an object of another program; send the file that it shows")
        yield Member.without(name, why)
    elif settings.number(_METHOD) in _BY_REFERENCE:
        why = phrase("it is only a link to a file that is not in the mail; ask for the file")
        yield Member.without(name, why)
    else:
        yield Member(name, lambda: iter((settings.binary(_DATA),)))
        settings.taken.add(f"__substg1.0_{_DATA:04x}{_BINARY:04x}")
    yield from _rest(packed, file, place, f"{name}/", depth, settings.taken)


class _Settings:
    """The properties of a mail or attachment at a place of a compound file.

    Args:
        file: that it is in.
        place: of its storage.
        start: where in their list the first one is.

    Attributes:
        taken: the names of the streams that were asked for as content, in small letters.
    """

    def __init__(self, file: Compound, place: tuple[str, ...], start: int) -> None:
        self._file = file
        self._place = place
        self.taken: set[str] = set()
        self._fixed = _fixed(file.read(*place, _PROPERTIES), start)

    @property
    def charset(self) -> str:
        """The characters of the page, as the mail says; empty where it does not."""
        number = self.number(_PAGE_CODE_PAGE)
        return {0: "", 65001: "utf-8", 20127: "", 28591: "latin-1"}.get(number, f"cp{number}")

    def number(self, which: int) -> int:
        """Give a whole number; 0 where there is none."""
        return self._fixed.get(which, 0)

    def binary(self, which: int) -> bytes:
        """Give bytes; empty where there are none."""
        name = f"__substg1.0_{which:04X}{_BINARY:04X}"
        self.taken.add(name.casefold())
        return self._file.read(*self._place, name)

    def text(self, which: int) -> str:
        """Give a text that is no content of the mail; empty where there is none."""
        return next(filter(None, (self._text(which, kind) for kind in _LETTERS)), "")

    def texts(self, which: int) -> list[str]:
        """Give a text of the mail in each form that it is there in, that of Unicode first."""
        self.taken.update(f"__substg1.0_{which:04x}{kind:04x}" for kind in _LETTERS)
        return list(filter(None, (self._text(which, kind) for kind in _LETTERS)))

    def _text(self, which: int, kind: int) -> str:
        content = self._file.read(*self._place, f"__substg1.0_{which:04X}{kind:04X}")
        if kind == _UNICODE:
            return content.decode("utf-16-le", "replace").rstrip("\0")
        try:
            return content.decode(f"cp{self.number(_CODE_PAGE) or 1252}", "replace").rstrip("\0")
        except LookupError:
            return content.decode("cp1252", "replace").rstrip("\0")


def _fixed(content: bytes, start: int) -> dict[int, int]:
    """Read the numbers among the properties: entries of 16 bytes each.

    Args:
        content: of their stream.
        start: where the first entry is.
    """
    whole = content[start : start + max(0, len(content) - start) // 16 * 16]
    return {
        which: value for kind, which, value in struct.iter_unpack("<HH4xi4x", whole) if kind == 3
    }
