"""A file's first bytes in; the mail or document that it is, or None, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.archives.member import Format
from certtrail.inputs.carriers import (
    compound,
    mail,
    office,
    open_document,
    outlook,
    pdf,
    picture,
    rtf,
    web_page,
)
from certtrail.inputs.carriers.zipped_parts import names_in

if TYPE_CHECKING:
    from pathlib import Path


def carrier_of(path: Path, head: bytes) -> Format | None:
    """Tell which carrier a file is.

    Args:
        path: where it is.
        head: its first 4 KiB.
    """
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, head)
    if head.startswith(compound.MAGIC):
        return Format("mail" if outlook.is_message(path) else "document", outlook.uncompound)
    if picture.is_picture(head):
        return Format("picture", picture.unpicture, last=True)
    if pdf.MAGIC in head[:1024]:
        return Format("document", pdf.unpdf)
    if head.startswith(rtf.MAGIC):
        return Format("document", rtf.unrtf)
    if mail.is_mailbox(head):
        return Format("mail", mail.unmailbox)
    if mail.is_mail(head):
        return Format("mail", mail.unmail)
    if web_page.is_web_page(head):
        return Format("document", web_page.unpage)
    return None


def _zipped(path: Path, head: bytes) -> Format | None:
    if open_document.is_open_document(head):
        return Format("document", open_document.unopen)
    if office.is_office(names_in(path)):
        return Format("document", office.unoffice)
    return None
