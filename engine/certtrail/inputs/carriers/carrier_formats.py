"""A file's first bytes in; the mail, document or picture that it is, or None, out.

The modules that take it apart are loaded when one is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import ContainerFormat
from certtrail.inputs.carriers import first_bytes
from certtrail.inputs.carriers.signed_mail import is_signed

if TYPE_CHECKING:
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WINMAIL: Final = b"\x78\x9f\x3e\x22"
_PDF: Final = b"%PDF-"
_RTF: Final = b"{\\rtf"
_BEFORE_PDF: Final = b"\xef\xbb\xbf \t\r\n\0"


def carrier_of(path: Path, head: bytes) -> ContainerFormat | None:
    """Tell which carrier a file is.

    Args:
        path: where it is.
        head: its first 4 KiB.
    """
    if head.startswith(_ZIP):
        return _zipped(path, head)
    if head.startswith(_COMPOUND):
        from certtrail.inputs.carriers.outlook import is_message

        return ContainerFormat.of(
            "mail" if is_message(path) else "document", "carriers.outlook", "uncompound"
        )
    if head.startswith(_WINMAIL):
        return ContainerFormat.of("mail", "carriers.winmail", "unwinmail")
    if first_bytes.is_picture(head):
        return ContainerFormat.of("picture", "carriers.picture", "unpicture", last=True)
    if head.lstrip(_BEFORE_PDF).startswith(_PDF):
        return ContainerFormat.of("document", "carriers.pdf", "unpdf")
    if head.startswith(_RTF):
        return ContainerFormat.of("document", "carriers.rtf_document", "unrtf")
    if (mail := _mail(head)) is not None:
        return mail
    if first_bytes.is_web_page(head):
        return ContainerFormat.of("document", "carriers.web_page", "unpage")
    return None


def _mail(head: bytes) -> ContainerFormat | None:
    if is_signed(head):
        return ContainerFormat.of("mail", "carriers.signed_mail", "unsigned")
    if first_bytes.is_mailbox(head):
        return ContainerFormat.of("mail", "carriers.mail", "unmailbox")
    if first_bytes.is_mail(head):
        return ContainerFormat.of("mail", "carriers.mail", "unmail")
    return None


def _zipped(path: Path, head: bytes) -> ContainerFormat | None:
    from certtrail.inputs.carriers.zipped_parts import is_office, is_open_document

    if is_open_document(head):
        return ContainerFormat.of("document", "carriers.open_document", "unopen")
    if is_office(path):
        return ContainerFormat.of("document", "carriers.office", "unoffice")
    return None
