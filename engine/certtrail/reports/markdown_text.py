"""Markdown that is put together of pieces that are Markdown: the door for text of that medium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self

from certtrail.text.display import printable, visible
from certtrail.text.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable

# Not every renderer takes a backslash before more than these; and some link bare addresses and name
# people after an @. A character reference stops all of them.
_SPECIAL: Final = re.compile(
    r"(?P<backslash>[\\`*_\[\]#])|[<>~$@|]|://|www\.|&(?=#?\w{1,40};)", re.IGNORECASE
)
_OPENING: Final = re.compile(r"^[-+=:]")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
_NO_ADDRESS: Final = re.compile(r"[^A-Za-z0-9._~/#?=&%+():-]")
_TICKS: Final = re.compile("`+")


class Markdown(Outgoing):
    """A piece of Markdown, or a whole text of it."""

    __slots__ = ()

    def __new__(cls, template: str, *pieces: Markdown | int) -> Self:
        """Put pieces into a template of ours, at each `{}`.

        Raises:
            TypeError: a piece is neither Markdown nor a number: it was not escaped.
        """
        for piece in pieces:
            if not isinstance(piece, Markdown | int):
                raise TypeError(f"expected Markdown, found {type(piece).__name__}")
        return str.__new__(cls, printable(template.format(*pieces)))

    @classmethod
    def joined(cls, between: str, pieces: Iterable[Markdown]) -> Self:
        """Put pieces one after the other, with something of ours between them."""
        found = list(pieces)
        return cls(between.replace("{", "{{").replace("}", "}}").join(["{}"] * len(found)), *found)

    @classmethod
    def line(cls, pieces: Iterable[Markdown]) -> Self:
        """Put pieces of one line together; code spans that touch would be one, so they do not."""
        found: list[Markdown] = []
        for piece in pieces:
            if found and found[-1].endswith("`") and piece.startswith("`"):
                found.append(cls(" "))
            if piece:
                found.append(piece)
        return cls.joined("", found)

    @classmethod
    def escaped(cls, text: str, *, inside: bool = False) -> Self:
        r"""Write a text so that it is shown as it is, on one line, in a table too.

        Inside of a line nothing makes a heading or a list of it.

        >>> Markdown.escaped("[x](http://a) | <b>")
        '\\[x\\](http:&#47;&#47;a) &#124; &#60;b&#62;'
        """
        text = _SPECIAL.sub(_stopped, visible(text.strip()))
        if inside:
            return str.__new__(cls, text)
        text = _OPENING.sub(lambda mark: f"&#{ord(mark[0])};", text)
        return str.__new__(cls, _NUMBERED.sub(r"\1\\\2", text))

    @classmethod
    def code(cls, text: str) -> Self:
        """Write a text as a code span that nothing inside can end; not for tables.

        >>> Markdown.code("Get-Service `x`")
        '`` Get-Service `x` ``'
        """
        text = visible(text)
        fence = "`" * (1 + _longest_run(text))
        pad = " " if "`" in text else ""
        return str.__new__(cls, f"{fence}{pad}{text}{pad}{fence}" if text else "")

    @classmethod
    def block(cls, lines: Iterable[str]) -> Self:
        """Write lines as a block of code that none of them can end."""
        text = "\n".join(map(visible, lines))
        fence = "`" * max(3, 1 + _longest_run(text))
        return str.__new__(cls, f"{fence}\n{text}\n{fence}")

    @classmethod
    def link(cls, words: Markdown, address: str) -> Self:
        """Write a link to an address of plain characters, or to a page of ours."""
        return str.__new__(cls, f"[{words}](<{_NO_ADDRESS.sub('', address)}>)")

    def bare(self) -> Self:
        """Leave out the blanks around it."""
        return str.__new__(type(self), self.strip())

    def indented(self, columns: int) -> Self:
        """Indent every line but the first; those with nothing stay empty."""
        space = " " * columns
        first, *rest = [line.rstrip() for line in self.split("\n")]
        lines = [first, *(f"{space}{line}" if line else "" for line in rest)]
        return str.__new__(type(self), "\n".join(lines))


def whole(lines: Iterable[Markdown]) -> Markdown:
    """Put the lines of a text together, without empty ones at its end."""
    return Markdown("{}\n", Markdown.joined("\n", lines).bare())


def _longest_run(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _stopped(found: re.Match[str]) -> str:
    mark = found[0]
    if found["backslash"]:
        return f"\\{mark}"
    if mark == "&":
        return "&amp;"
    if mark == "://":
        return ":&#47;&#47;"
    return f"{mark[:-1]}&#46;" if len(mark) > 1 else f"&#{ord(mark)};"


def means_something(word: str) -> bool:
    """Tell whether Markdown makes anything else than itself of a word, wherever it stands."""
    return _SPECIAL.search(word) is not None


def starts_something(word: str) -> bool:
    """Tell whether a word makes a list or a heading of the line that it begins."""
    return any(each.match(word) for each in (_OPENING, _NUMBERED))
