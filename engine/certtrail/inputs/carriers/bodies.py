"""The body of a mail: its forms in; the text that says the most, and what else it has, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.encoded_pieces import encoded_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.carriers.hypertext import Page

# Mail programs write links and pictures out where they make a plain text of a page.
_WRITTEN_OUT: Final = re.compile(
    r"<?\b(?:https?|mailto|tel|file|cid):[^\s<>]{1,4000}>?", re.IGNORECASE
)
# The number that a page gives an item of a list by itself.
_ITEM: Final = re.compile(r"^[ \t>]*\d{1,3}[.)][ \t]", re.MULTILINE)
_WORD: Final = re.compile(r"[^\W_]+")
_FLOWED_QUOTE: Final = re.compile(r"(>*)( ?)")


def bodies(plain: str, *pages: Page | None) -> Iterator[Member]:
    """Give a mail's body, which it may tell several times, and the files written into it.

    A page keeps tables and long lines, which its plain form has lost. A form is left out where all
    of it, word for word, stands in one before it.

    Args:
        plain: the body without any formats.
        pages: the body with formats, the best form first.
    """
    forms = [("page", page.text) for page in pages if page is not None]
    told: list[str] = []
    for kind, written in (*forms, ("plain", plain)):
        text, words = written, _words(written)
        if not text.strip() or any(words in each for each in told):
            continue
        pieces = list(encoded_pieces(text))
        for piece in reversed(pieces):
            text = f"{text[: piece.start]}[{piece.name}]\n{text[piece.end :]}"
        yield Member.of_text(f"body-{kind}.txt" if told else "body.txt", text)
        yield from (Member.of(piece.name, piece.content) for piece in pieces)
        told.append(words)
    parts = [member for page in pages if page is not None for member in page.members()]
    yield from {b"".join(part.read()): part for part in reversed(parts)}.values()


def _words(text: str) -> str:
    """Give the letters and digits of a text, in their order."""
    bare = _ITEM.sub("", _WRITTEN_OUT.sub(" ", text))
    return "".join(_WORD.findall(bare)).casefold()


def unflowed(text: str, *, delete_space: bool) -> str:
    r"""Join the lines that a mail program has broken, as `format=flowed` says (RFC 3676).

    Args:
        text: with lines that end in a blank where they go on.
        delete_space: that blank is not part of the text.

    >>> unflowed("a long \nline\n> quoted \n> text\n", delete_space=False)
    'a long line\n> quoted text\n'
    """
    out: list[str] = []
    depth = -1
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _FLOWED_QUOTE.match(line)
        marks = found[1] if found else ""
        bare = line[len(marks) :].removeprefix(" ")
        if depth == len(marks) and bare != "-- ":
            out[-1] += bare
        else:
            out.append(f"{marks} {bare}" if marks else bare)
        flows = bare.endswith(" ") and bare != "-- "
        depth = len(marks) if flows else -1
        if flows and delete_space:
            out[-1] = out[-1].removesuffix(" ")
    return "\n".join(out)
