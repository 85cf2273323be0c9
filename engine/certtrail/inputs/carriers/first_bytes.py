"""The first bytes of a file in; whether it is a mail, a page or a picture out."""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs import decoding

_FIELD: Final = re.compile(rb"([!-9;-~]{1,76}):[ \t\r\n]|([!-9;-~]{1,76}):\S")
_BY_PROGRAMS: Final = frozenset(
    b"mime-version received message-id content-type return-path dkim-signature x-mailer".split()
)
_BY_PEOPLE: Final = frozenset(b"from to subject date content-type".split())
_PARTS: Final = re.compile(rb"content-type:\s{0,3}multipart/", re.IGNORECASE)
_MBOX: Final = b"From "
BEFORE_MAIL: Final = b"\xef\xbb\xbf\r\n"
"""What may stand before the first line of a mail."""
_FIRST: Final = re.compile(
    r"<(?:!doctype\s{1,9}html|(?:html|head|body|meta|title|style|table|div|p|pre|span|center|font"
    r"|h[1-6])[\s/>])",
    re.IGNORECASE,
)
_BEFORE: Final = {"<!--": "-->", "<?": "?>"}
_BMP_HEADERS: Final = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def is_mail(head: bytes) -> bool:
    """Tell whether a file starts with the header of a mail.

    Args:
        head: its first 4 KiB.
    """
    lines = head.lstrip(BEFORE_MAIL).split(b"\n")
    if lines[0].startswith(_MBOX):
        del lines[0]
    names: set[bytes] = set()
    # The last line may be cut.
    for line in lines[:-1]:
        if not line.strip():
            break
        if line[:1] in (b" ", b"\t") and names:
            continue
        found = _FIELD.match(line)
        if found is None:
            return False
        names.add((found[1] or found[2]).lower())
    if _PARTS.match(head.lstrip(BEFORE_MAIL)):
        return True
    return bool(names & _BY_PROGRAMS) and bool(names & _BY_PEOPLE) and len(names) > 1


def is_mailbox(head: bytes) -> bool:
    """Tell whether a file holds several mails, one after the other."""
    return head.startswith(_MBOX) and is_mail(head)


def is_web_page(head: bytes) -> bool:
    """Tell whether a file starts as HTML does."""
    text = decoding.decode(head, whole=False)
    return text is not None and _is_page(text)


def _is_page(text: str) -> bool:
    """Tell whether a text starts as HTML does, comments and a declaration aside."""
    rest = text.lstrip("\ufeff \t\r\n")
    for opening, end in _BEFORE.items():
        while rest.startswith(opening):
            rest = rest.partition(end)[2].lstrip()
    return _FIRST.match(rest) is not None


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
