"""PDF: the text of its pages, its pictures, and the files in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import BLOCK, Member
from certtrail.inputs.archives.unread import BrokenError, LockedError, UnreadError
from certtrail.inputs.carriers.apart import Apart, ApartError
from certtrail.inputs.carriers.beside_pages import beside_pages
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.archives.member import Packed
    from certtrail.inputs.carriers.apart import Answer

_SECONDS: Final = 60.0
# What names a file within it: it hangs on the document, on a page, or on a film or a sound.
_ATTACHED: Final = re.compile(rb"/EF\s{0,9}(?:<<|\d)")


def unpdf(packed: Packed) -> Iterator[Member]:
    """Give the text of all pages as one, as what is on them runs on, then pictures and files."""
    apart = Apart("certtrail.inputs.carriers.pdf_pages")
    texts: list[str] = []
    files: list[Member] = []
    attached = 0
    try:
        for answer in _answers(apart, packed):
            attached += "attached" in answer
            if "text" in answer:
                texts.append(str(answer["text"]))
            elif "file" in answer:
                files.append(_file(str(answer["name"]), Path(str(answer["file"]))))
            elif "left" in answer or "broken" in answer:
                packed.problems.append(_loss(answer))
    except ApartError as error:
        if not texts and not files:
            raise UnreadError(
                phrase("It was not read: {error}; paste its text", error=reason(error))
            ) from error
        packed.problems.append(
            phrase(
                "Only pages 1 to {pages} were read: {error}; send the others as text.",
                pages=len(texts),
                error=reason(error),
            )
        )
    finally:
        apart.close()
    text = "\n".join(texts)
    if text.strip():
        yield Member.of_text("text.txt", text)
    elif not files:
        packed.problems.append(
            phrase("It holds no text and no picture; paste what it should show as text.")
        )
    yield from files
    content = packed.whole()
    packed.problems.extend(_unfound(content, attached))
    if more := beside_pages(content, text):
        yield Member.of_text("unshown.txt", more)


def _unfound(content: bytes, attached: int) -> list[str]:
    """Say that more files hang on it than so many, if any do."""
    if len(_ATTACHED.findall(content)) <= attached:
        return []
    return [
        phrase(
            "It names more files that hang on it than could be found; save them from it, and send "
            "them beside it."
        )
    ]


def _answers(apart: Apart, packed: Packed) -> Iterator[Answer]:
    for password in ("", *packed.passwords):
        request: Answer = {
            "path": str(packed.path),
            "place": str(packed.place),
            "password": password,
        }
        answers = apart.ask(request, _SECONDS)
        first = next(answers, {})
        if "broken" in first:
            raise BrokenError(phrase("it is cut or damaged ({error})", error=first["broken"]))
        if "locked" in first:
            list(answers)
            continue
        yield from answers
        return
    raise LockedError


def _loss(answer: Answer) -> str:
    """Say what was not read."""
    if answer.get("left") == "pages":
        return phrase("Only pages 1 to {pages} were read; send the others.", pages=answer["page"])
    if answer.get("left") == "form":
        return phrase(
            "It is a form that draws its own pages (XFA), which is not read; print it to PDF."
        )
    if answer.get("left") == "pictures":
        return phrase(
            "The pictures after page {page} were not looked at, as there are too many; send those "
            "that matter.",
            page=answer["page"],
        )
    place = answer.get("name", answer.get("page", ""))
    return phrase(
        "Page or file {place} could not be read ({error}); send it as text.",
        place=place,
        error=answer["broken"],
    )


def _file(name: str, path: Path) -> Member:
    def read() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block
        path.unlink()

    return Member(name, read)
