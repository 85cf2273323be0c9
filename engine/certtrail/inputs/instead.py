"""What is known well and not read: the first bytes of a file in, what to send instead out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.opened import Head

_CAPTURE: Final = phrase(
    "It is a network capture, which is not read; send the SMTP protocol logs of the same time, and "
    "the Application log as .evtx"
)
_DUMP: Final = phrase("It is a memory dump, which is not read; send the event logs as .evtx")
_FILM: Final = phrase(
    "It is a film or a sound, which is not read; send a picture of what it shows, or paste the text"
)
_PICTURE: Final = phrase(
    "It is a picture of a kind that is not read; save it as PNG, or paste the text that is on it"
)
_DISK: Final = phrase("It is the image of a disk; send the files in it that matter")
_DATABASE: Final = phrase("It is a database, which is not read; export what matters as CSV")
_PROGRAM: Final = phrase("It is a program, which is not read")
_SEALED: Final = phrase(
    "It is encrypted for its receiver; open it in the mail program and save it without encryption"
)
_OFFICE_XML: Final = phrase("It is an Office document as XML; save it as .docx or .xlsx")
# What stands at which place.
_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (
        4,
        b"LfLe",
        phrase(
            "It is an event log of Windows 2003 or older (.evt); save it as .evtx in Event Viewer"
        ),
    ),
    (0, b"\x0a\x0d\x0d\x0a", _CAPTURE),
    (0, b"\xd4\xc3\xb2\xa1", _CAPTURE),
    (0, b"\xa1\xb2\xc3\xd4", _CAPTURE),
    (0, b"\x4d\x3c\xb2\xa1", _CAPTURE),
    (0, b"GMBU", _CAPTURE),
    (0, b"PAGEDU", _DUMP),
    (0, b"MDMP", _DUMP),
    (
        0,
        b"!BDN",
        phrase("It is Outlook's data file (.pst, .ost); save the mails that matter as .msg"),
    ),
    (
        0,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
        phrase("It is a section of OneNote (.one); export its pages as PDF, or paste their text"),
    ),
    (
        0,
        b"L\0\0\0\x01\x14\x02\0",
        phrase("It is a shortcut (.lnk) and not the file itself; send the file that it points to"),
    ),
    (
        4,
        b"\xef\xcd\xab\x89",
        phrase("It is a database of Exchange or Windows (.edb), which is not read"),
    ),
    (0, b"SQLite format 3\0", _DATABASE),
    (4, b"Standard ", _DATABASE),
    (0, b"MSWIM\0\0\0", _DISK),
    (0, b"vhdxfile", _DISK),
    (0, b"conectix", _DISK),
    (0, b"KDMV", _DISK),
    (
        0,
        b"ITSF",
        phrase("It is a help file (.chm), which is not read; paste the text that matters"),
    ),
    (0, b"bplist", phrase("It is a file of Apple's, which is not read; save it as PDF")),
    (0, b"%!PS", phrase("It is PostScript, which is not read; save it as PDF")),
    (0, b"\x00\x00\x01\x00", _PICTURE),
    (0, b"8BPS", _PICTURE),
    (0, b"\xd7\xcd\xc6\x9a", _PICTURE),
    (40, b" EMF", _PICTURE),
    (0, b"\x1aE\xdf\xa3", _FILM),
    (0, b"ID3", _FILM),
    (0, b"OggS", _FILM),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _FILM),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
)
_RIFF: Final = {b"AVI ": _FILM, b"WAVE": _FILM}
_BRANDS: Final = {b"heic", b"heix", b"mif1", b"avif", b"hevc", b"msf1"}
# How texts begin.
_TEXTS: Final = (
    (
        re.compile(r"Windows Registry Editor Version|REGEDIT4\s"),
        phrase(
            "It is an export of the registry, which is not read; send the Application and System "
            "logs as .evtx"
        ),
    ),
    (
        re.compile(r"\[InternetShortcut\]"),
        phrase("It is a link to a page (.url) and not the page; save the page and send that"),
    ),
    (re.compile(r"-----BEGIN PGP MESSAGE-----"), _SEALED),
)
_ROOTS: Final = {
    "svg": _PICTURE,
    "Workbook": _OFFICE_XML,
    "wordDocument": _OFFICE_XML,
    "package": _OFFICE_XML,
}
# Of PKCS #7: what is encrypted for its receivers (1.2.840.113549.1.7.3).
_ENVELOPED: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"


def instead(head: Head) -> str:
    """Say what a file is and what to send instead, without a stop; empty where that is not known.

    >>> from certtrail.inputs.opened import Head
    >>> instead(Head(b"!BDN" + bytes(40), 44))
    "It is Outlook's data file (.pst, .ost); save the mails that matter as .msg"
    """
    content = head.content
    for at, magic, told in _MAGIC:
        if content.startswith(magic, at):
            return told
    if content.startswith(b"RIFF") and content[8:12] in _RIFF:
        return _RIFF[content[8:12]]
    if content[4:8] == b"ftyp":
        return _PICTURE if content[8:12] in _BRANDS else _FILM
    if content.startswith(b"0") and _ENVELOPED in content[:40]:
        return _SEALED
    if head.root in _ROOTS:
        return _ROOTS[head.root]
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    return next((told for begin, told in _TEXTS if begin.match(text)), "")
