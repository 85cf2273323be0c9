"""What stands on a page of a PDF and is no part of it: notes, text boxes, fields of a form."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_NOTES: Final = 5000
_LONGEST: Final = 4 << 20


def notes(page: Any) -> Iterator[str]:
    """Give the text of each note, text box and field on a page, as it is kept beside its looks.

    Args:
        page: of a document whose forms were made ready, if it has any.

    Raises:
        ValueError: there are too many.
    """
    import pypdfium2.raw as raw

    for note in _notes(page):
        yield _text(lambda *to, note=note: raw.FPDFAnnot_GetStringValue(note, b"Contents", *to))
        yield _text(lambda *to, note=note: raw.FPDFAnnot_GetStringValue(note, b"V", *to))
        if page.formenv is not None:
            form = page.formenv
            yield _text(
                lambda *to, note=note, form=form: raw.FPDFAnnot_GetFormFieldValue(form, note, *to)
            )


def pinned_files(document: Any, page: Any) -> Iterator[Any]:
    """Give the files that hang on a page, which show a paper clip there.

    Raises:
        ValueError: there are too many notes on it.
    """
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    for note in _notes(page):
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT:
            attached = raw.FPDFAnnot_GetFileAttachment(note)
            if attached:
                yield pdfium.PdfAttachment(attached, document)


def _notes(page: Any) -> Iterator[Any]:
    """Give the handle of each note on a page, which is good until the next is asked for."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_GetAnnotCount(page)
    if count > _MOST_NOTES:
        raise ValueError(f"more than {_MOST_NOTES} notes on it")
    for number in range(count):
        note = raw.FPDFPage_GetAnnot(page, number)
        if note:
            try:
                yield note
            finally:
                raw.FPDFPage_CloseAnnot(note)


def has_unseen_form(document: Any) -> bool:
    """Tell whether a form draws its pages itself, which only a few programs show (XFA)."""
    import pypdfium2.raw as raw

    return bool(document.get_formtype() == raw.FORMTYPE_XFA_FULL)


def settle(page: Any) -> None:
    """Make the looks of notes and fields a part of their page."""
    import pypdfium2.raw as raw

    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)


def _text(ask: Callable[..., int]) -> str:
    """Ask for a text: the library first tells how many bytes it has, then writes them."""
    import pypdfium2.raw as raw

    size = min(ask(None, 0), _LONGEST)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")
