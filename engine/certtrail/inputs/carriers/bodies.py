"""The body of a mail: its forms in; the text that says the most, and what else it has, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.carriers.hypertext import Page

# Mail programs write links and pictures out where they make a plain text of a page.
_WRITTEN_OUT: Final = re.compile(
    r"<?\b(?:https?|mailto|tel|file|cid):[^\s<>]{1,4000}>?", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W_]{5,}")
_FLOWED_QUOTE: Final = re.compile(r"(>*)( ?)")


def bodies(plain: str, page: Page | None) -> Iterator[Member]:
    """Give a mail's body, which it may tell twice.

    The page keeps tables and long lines, which its plain form has lost; where the plain form says
    something else it is given, too.
    """
    rich = "" if page is None else page.text
    if rich.strip():
        yield Member.of_text("body.txt", rich)
    if plain.strip() and not _words(plain) <= _words(rich):
        yield Member.of_text("body-plain.txt" if rich.strip() else "body.txt", plain)
    for number, (kind, content) in enumerate(page.pictures if page else (), 1):
        yield Member.of(f"picture-{number}.{kind}", content)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_WRITTEN_OUT.sub(" ", text).casefold()))


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
