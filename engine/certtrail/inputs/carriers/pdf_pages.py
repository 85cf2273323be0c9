"""The pages of a PDF: served in a process of its own, see `apart`.

A page's words are put into lines by their places. Its pictures are written to files; a page without
words and pictures, which may be letters drawn as shapes, is drawn as a picture.
"""

from __future__ import annotations

import ctypes
import os
import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.carriers.apart import Answer, serve
from certtrail.inputs.carriers.office_text import squeezed
from certtrail.inputs.carriers.pdf_notes import has_unseen_form, notes, pinned_files, settle
from certtrail.inputs.carriers.rows import Box, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

_MOST_PAGES: Final = 2000
_MOST_PICTURES: Final = 200
_MOST_CHARACTERS: Final = 200_000
# Logos and lines tell nothing.
_LEAST_WIDTH, _LEAST_HEIGHT = 60, 16
_MOST_PIXELS: Final = 40_000_000
_LONGEST_SIDE: Final = 2600
_LARGEST_FILE: Final = 256 << 20
_MEMORY: Final = 2 << 30
_DOTS: Final = 200 / 72


def answers(request: Answer) -> Iterator[Answer]:
    """Give the pages of a PDF, its pictures and the files in it.

    Args:
        request: `path`; `place`, a folder for pictures and files; `password`, which may be empty.
    """
    import pypdfium2 as pdfium

    place = Path(str(request["place"]))
    try:
        document = pdfium.PdfDocument(str(request["path"]), password=request["password"] or None)
    except pdfium.PdfiumError as error:
        yield {"locked" if "password" in str(error).lower() else "broken": str(error)}
        return
    document.init_forms()
    yield {"pages": len(document)}
    if has_unseen_form(document):
        yield {"left": "form"}
    yield from _files(document, place)
    pictures = 0
    for number in range(min(len(document), _MOST_PAGES)):
        try:
            page = document[number]
            yield from (_attached(each, place) for each in pinned_files(document, page))
            lines = _lines(page)
            if kept := list(notes(page)):
                # Their looks are read only after the page was opened anew.
                settle(page)
                page.close()
                page = document[number]
                lines = _with_notes(lines, kept, _lines(page))
            yield {"page": number + 1, "text": "\n".join(lines)}
            for name, content in _pictures(page, drawn=not lines):
                pictures += 1
                if pictures > _MOST_PICTURES:
                    yield {"page": number + 1, "left": "pictures"}
                    return
                yield _written(place, f"page-{number + 1}-{name}", content)
            page.close()
        # One page that is damaged is one page.
        except (pdfium.PdfiumError, MemoryError, ValueError, OSError) as error:
            yield {"page": number + 1, "broken": str(error)}
    if len(document) > _MOST_PAGES:
        yield {"page": _MOST_PAGES, "left": "pages"}


def _written(place: Path, name: str, content: bytes) -> Answer:
    """Write a file by a name of our own; what it is called is only told."""
    handle, path = tempfile.mkstemp(prefix="pdf-", dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return {"file": path, "name": name}


def _files(document: Any, place: Path) -> Iterator[Answer]:
    for number in range(min(document.count_attachments(), _MOST_PAGES)):
        yield _attached(document.get_attachment(number), place)
    if document.count_attachments() > _MOST_PAGES:
        yield {"name": f"{_MOST_PAGES + 1}", "broken": f"more than {_MOST_PAGES} files"}


def _attached(attachment: Any, place: Path) -> Answer:
    """Write a file that hangs on the document or on a page."""
    name = attachment.get_name()
    try:
        content = bytes(attachment.get_data())
    # The library tells what it stumbles over in this way.
    except RuntimeError as error:
        return {"name": name, "broken": str(error), "attached": name}
    if len(content) > _LARGEST_FILE:
        larger = f"larger than {_LARGEST_FILE >> 20} MiB"
        return {"name": name, "broken": larger, "attached": name}
    return {**_written(place, name, content), "attached": name}


def _with_notes(lines: list[str], notes: list[str], seen: list[str]) -> list[str]:
    """Add the texts of notes, as they are kept; where more than that is seen, what is seen, too.

    Args:
        lines: of the page without them.
        notes: their texts; empty for one that has none.
        seen: the lines of the page with them as they look.
    """
    kept = [line for note in dict.fromkeys(notes) for line in note.splitlines()]
    told = squeezed("".join([*lines, *kept]))
    more = any(squeezed(line) not in told for line in seen)
    return [*(seen if more else lines), *kept]


def _lines(page: Any) -> list[str]:
    """Put the words of a page into lines."""
    text = page.get_textpage()
    if text.count_chars() > _MOST_CHARACTERS:
        raise ValueError(f"more than {_MOST_CHARACTERS} characters on it")
    try:
        return lines_of(_words(text, page.get_height()))
    finally:
        text.close()


def _words(text: Any, height: float) -> Iterator[Box]:
    """Give each word: what stands between blanks and line ends, those that are implied too."""
    import pypdfium2.raw as raw

    bounds = raw.FS_RECTF()
    word: list[str] = []
    left = top = right = bottom = 0.0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if (
            char.isspace()
            or char in "\0\ufffe"
            or not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(bounds))
        ):
            if word:
                yield Box(left, height - top, right, height - bottom, "".join(word))
                word = []
            continue
        if not word:
            left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
        else:
            left, right = min(left, bounds.left), max(right, bounds.right)
            top, bottom = max(top, bounds.top), min(bottom, bounds.bottom)
        word.append(char)
    if word:
        yield Box(left, height - top, right, height - bottom, "".join(word))


def _pictures(page: Any, *, drawn: bool) -> Iterator[tuple[str, bytes]]:
    """Give the pictures on a page; of one without words and pictures, the page as it looks."""
    import pypdfium2.raw as raw

    number = 0
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        wide, high = each.get_px_size()
        if wide < _LEAST_WIDTH or high < _LEAST_HEIGHT or wide * high > _MOST_PIXELS:
            continue
        number += 1
        yield f"{number}.png", _png(each.get_bitmap().to_numpy())
    if drawn and not number:
        longest = max(*page.get_size(), 1.0)
        scale = min(_DOTS, _LONGEST_SIDE / longest)
        yield "1.png", _png(page.render(scale=scale, grayscale=True).to_numpy())


def _png(pixels: np.ndarray) -> bytes:
    """Write a picture, in grey, as PNG."""
    grey = pixels
    if pixels.ndim == 3:
        grey = pixels[:, :, 0] if pixels.shape[2] < 3 else pixels[:, :, :3].mean(axis=2)
    high, wide = grey.shape
    rows = b"".join(b"\0" + row.tobytes() for row in grey.astype("uint8"))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


if __name__ == "__main__":
    serve(answers, _MEMORY)
