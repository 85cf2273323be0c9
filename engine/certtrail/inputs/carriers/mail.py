"""Mails as they travel (.eml, .mbox), and pages saved whole (.mht): their texts and attachments.

A message inside is a file like any attachment, and taken apart in its turn.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field, replace
from email import policy
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    StartBoundaryNotFoundDefect,
)
from email.message import Message
from email.parser import BytesFeedParser, Parser
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.archives.member import BLOCK, Member
from certtrail.inputs.archives.unread import BrokenError
from certtrail.inputs.carriers.beside_parts import beside_parts, telling_headers, tells
from certtrail.inputs.carriers.bodies import bodies, unflowed
from certtrail.inputs.carriers.first_bytes import BEFORE_MAIL
from certtrail.inputs.carriers.header_words import LONGEST, words_of
from certtrail.inputs.carriers.hypertext import Page, decoded, page
from certtrail.inputs.carriers.mail_signatures import is_signature
from certtrail.inputs.carriers.transfer_encodings import unknown_encoding, with_line_ends
from certtrail.inputs.limits import LimitError
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed

_SIGNATURES: Final = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
)
_SEALED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MESSAGES: Final = frozenset({"message/rfc822", "message/global"})
_NEXT_MAIL: Final = re.compile(
    rb"(?:\r?\n){2}(?=From [^\n]{1,300}\d{4}[^\n]{0,20}\n[!-9;-~]{1,76}:)"
)
_DAMAGE: Final = (
    CloseBoundaryNotFoundDefect,
    StartBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
)
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_MOST_TOLD: Final = 9
_DEEPEST: Final = 60
_LARGEST: Final = 160 << 20
_MOST_LINES: Final = 4_000_000
_MOST_PARTS: Final = 20_000
_ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/pdf": "pdf",
}


class _Part(Message):
    """A part of a mail; a message inside is kept as it is."""

    def get_content_type(self) -> str:
        """Give the type; to the parser none that it would take apart."""
        return super().get_content_type().replace("message/", "closed/", 1)


class _Parts:
    """Makes the parts of one mail, and no more of them than a mail has."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, **given: Any) -> _Part:
        self._made += 1
        if self._made > _MOST_PARTS:
            raise LimitError(phrase("it has more than {most|count} parts", most=_MOST_PARTS))
        return _Part(**given)


def unmailbox(packed: Packed) -> Iterator[Member]:
    """Give the mails of a mailbox file."""
    content = packed.whole()
    ends = [found.end() for found in _NEXT_MAIL.finditer(content)]
    for number, (start, end) in enumerate(pairwise([0, *ends, len(content)]), 1):
        first = content.index(b"\n", start) + 1
        if tells(line := content[start:first].decode("utf-8", "replace")):
            yield Member.of_text(f"{number}-from.txt", line)
        yield Member.of(f"{number}.eml", content[first:end])


def unmail(packed: Packed) -> Iterator[Member]:
    """Give the body and the attachments of a mail, or the text and pictures of a saved page."""
    mail = _parsed(packed)
    packed.notes.append(
        phrase(
            "A mail of {date}: {subject}. Its headers are not looked through.",
            date=words_of(mail.get("Date")) or "?",
            subject=repr(shown(words_of(mail.get("Subject")), 200)),
        )
    )
    found = _FoundBodies()
    _look_through(mail, found, 0)
    if found.damaged:
        packed.problems.append(
            phrase("The mail is cut or damaged, so a part of it may be missing; ask for it again.")
        )
    packed.problems.extend(
        phrase(
            "A part of the mail is encoded as {encoding}, which nobody knows, so it was read as it "
            "stands; ask for it again.",
            encoding=repr(encoding),
        )
        # Of many the rest is the same to who reads it: the mail is to be asked for again.
        for encoding in sorted(found.encodings)[:_MOST_TOLD]
    )
    pictures = [picture for one in found.pages for picture in one.pictures]
    unshown = [each for one in found.pages for each in one.unshown]
    whole = Page("\n".join(one.text for one in found.pages), pictures, unshown)
    sent = _sent(mail)
    for body in bodies(["\n".join(found.plain)], whole):
        yield replace(body, sent=sent)
    yield from found.others


def _sent(mail: Message) -> int | None:
    """Give when a mail says that it was sent; a saved page, which goes to nobody, tells only when
    it was saved.
    """
    date = words_of(mail.get("Date"))[:LONGEST]
    if not date or mail.get("To") is None:
        return None
    try:
        return int(parsedate_to_datetime(date).timestamp())
    # Whatever somebody wrote there, and a year that no clock has.
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parsed(packed: Packed) -> Message:
    """Take a mail apart, block by block.

    Raises:
        LimitError: it is too large, or has too many lines or parts, each of which takes memory.
    """
    # The newer policy reads headers thoroughly, which takes time that grows with their square.
    parser = BytesFeedParser(_Parts(), policy=policy.compat32)
    size = packed.path.stat().st_size
    lines = 0
    with packed.path.open("rb") as file:
        block = file.read(BLOCK).lstrip(BEFORE_MAIL)
        while block:
            lines += block.count(b"\n")
            if size > _LARGEST:
                raise LimitError(phrase("it is larger than {size} MiB", size=_LARGEST >> 20))
            if lines > _MOST_LINES:
                raise LimitError(phrase("it has more than {most|count} lines", most=_MOST_LINES))
            parser.feed(block)
            block = file.read(BLOCK)
    return parser.close()


@dataclass
class _FoundBodies:
    """What stands in a mail: bodies as text and as pages, and the rest.

    Attributes:
        encodings: of parts that cannot be decoded.
    """

    plain: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    others: list[Member] = field(default_factory=list)
    damaged: bool = False
    encodings: set[str] = field(default_factory=set)


def _look_through(part: Message, found: _FoundBodies, depth: int) -> None:
    kind = part.get_content_type().replace("closed/", "message/", 1)
    name = _file_name(part)
    if encoding := unknown_encoding(part):
        found.encodings.add(encoding)
    inside = part.get_payload()
    if isinstance(inside, list) and depth < _DEEPEST:
        for inner in inside:
            if isinstance(inner, Message):
                _look_through(inner, found, depth + 1)
    elif isinstance(inside, list):
        why = phrase("its parts are inside {depth} others", depth=depth)
        found.others.append(Member.without(name or kind, why))
    elif kind in _SIGNATURES and is_signature(_content(part)):
        why = phrase("it is the signature of the mail, which tells nothing of Exchange")
        found.others.append(Member.without(name or "signature", why, aside=True))
    elif kind == "text/html" and not name:
        found.pages.append(page(_content(part), _charset(part)))
    elif kind.startswith(("text/plain", "multipart/")) and not name:
        found.plain.append(_plain(part, _content(part)))
    elif name or (inside and not str(inside).isspace()):
        found.others.append(Member(name or _named(part, kind), partial(_file, part)))
    found.plain += beside_parts(part)
    found.others += telling_headers(part)
    found.damaged |= _damaged(part)


def _file(part: Message) -> Iterator[bytes]:
    yield _content(part)
    if _damaged(part):
        raise BrokenError(phrase("its end is missing, or bytes of it are"))


def _damaged(part: Message) -> bool:
    return any(isinstance(one, _DAMAGE) for one in part.defects)


def _content(part: Message) -> bytes:
    """Decode a part; of base64 that is cut, as much as there is."""
    with_line_ends(part)
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        letters = _NOT_BASE64.sub(b"", content)
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
    return content


def _plain(part: Message, content: bytes) -> str:
    text = decoded(content, _charset(part))
    if str(part.get_param("format", "")).lower() == "flowed":
        delete = str(part.get_param("delsp", "")).lower() == "yes"
        return unflowed(text, delete_space=delete)
    return text


def _charset(part: Message) -> str:
    charset = part.get_content_charset("")
    # What says nothing beyond ASCII is told by its bytes.
    return "" if charset in ("us-ascii", "unknown-8bit") else charset


def _file_name(part: Message) -> str:
    try:
        return words_of(part.get_filename(""))
    # A name with a mangled charset: the part itself can be read all the same.
    except (LookupError, ValueError, TypeError):
        return "attachment"


def _named(part: Message, kind: str) -> str:
    """Call a part that has no name by what it is."""
    if kind in _MESSAGES:
        start = str(part.get_payload())[:LONGEST]
        inner = Parser(policy=policy.compat32).parsestr(start, headersonly=True)
        return f"{words_of(inner.get('Subject'))[:80].replace('/', '-') or 'message'}.eml"
    if kind.startswith("message/"):
        return f"{kind.removeprefix('message/')}.txt"
    if kind in _SEALED:
        return "smime.p7m"
    place = str(part.get("Content-Location", "")).rpartition("/")[2]
    return place or f"part.{_ENDINGS.get(kind, 'txt' if kind.startswith('text/') else 'bin')}"
