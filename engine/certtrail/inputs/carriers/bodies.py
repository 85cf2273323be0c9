"""The body of a mail: its forms in; the text that says the most, and what else it has, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.same_lines import form_of
from certtrail.inputs.encoded_pieces import encoded_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.carriers.hypertext import Page
    from certtrail.inputs.carriers.same_lines import BodyForm

_FLOWED_QUOTE: Final = re.compile(r"(>*)( ?)")


def bodies(plain: Sequence[str], *pages: Page | None) -> Iterator[Member]:
    """Give a mail's body, which it may tell several times, and the files written into it.

    A page keeps tables and long lines, which its plain form has lost; or it has lost the lines that
    its plain form has. A form is left out where all of it stands in one before it and can be read
    there. What is read twice is one record all the same, as in two exports.

    Args:
        plain: the body without any formats, in each form that the mail has.
        pages: the body with formats, the best form first.
    """
    written = [("page", page.text) for page in pages if page is not None]
    told: list[BodyForm] = []
    for kind, text in (*written, *(("plain", each) for each in plain)):
        form = form_of(text)
        if not text.strip() or any(form.stands_in(each) for each in told):
            continue
        pieces = list(encoded_pieces(text))
        for piece in reversed(pieces):
            text = f"{text[: piece.start]}[{piece.name}]\n{text[piece.end :]}"
        yield Member.of_text(f"body-{kind}.txt" if told else "body.txt", text)
        yield from (Member.of(piece.name, piece.content) for piece in pieces)
        told.append(form)
    parts = [member for page in pages if page is not None for member in page.members()]
    yield from {b"".join(part.read()): part for part in reversed(parts)}.values()


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
