"""The two flavours of Markdown: GitHub's, and one that reads well where nothing renders it.

In neither can a value make a link, image, heading, HTML or table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from certtrail.reports.prose import PieceKind, pieces
from certtrail.text.display import visible
from certtrail.text.links import split_link

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>~$#]")
_ENTITY: Final = re.compile(r"&(?=[#\w])")
_OPENING: Final = re.compile(r"^(?=[-+=:])")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
# Renderers link bare addresses and name people after an @; a character reference stops both.
_BROKEN: Final = {"://": ":&#47;&#47;", "@": "&#64;", "|": "&#124;"}
_BARE: Final = re.compile(r"://|www\.|@|\|", re.IGNORECASE)


def code(text: str) -> str:
    """Return the text as a code span that nothing inside can end; not for tables.

    >>> code("Get-Service `x`")
    '`` Get-Service `x` ``'
    """
    text = visible(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


class Flavour(Protocol):
    """How a flavour writes values and tables."""

    def escape(self, text: str) -> str:
        """Write a value so that it is shown as it is, on one line."""

    def reference(self, text: str) -> str:
        """Write where a rule is from, with its address."""

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """Write rows; the cells are escaped already."""


class GitHub:
    """Tables, and backslashes before what has a meaning."""

    def escape(self, text: str) -> str:
        r"""Write a value so that it is shown as it is, on one line, in a table too.

        >>> GitHub().escape("[x](http://a) | <b>")
        '\\[x\\](http:&#47;&#47;a) &#124; \\<b\\>'
        """
        text = visible(text.strip())
        text = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text))
        text = _BARE.sub(lambda match: _BROKEN.get(match[0]) or match[0][:3] + "&#46;", text)
        return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(r"\\", text))

    def reference(self, text: str) -> str:
        """Write it as a link, where it is of the form that a rule may have."""
        title, address = split_link(text)
        return f"[{self.escape(title)}](<{address}>)" if address else self.escape(text)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """Draw a table."""
        return [
            f"| {' | '.join(head)} |",
            f"|{'|'.join(' --- ' for _ in head)}|",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
        ]


class Plain:
    """Lists in place of tables, and code spans around words that would mean something."""

    def escape(self, text: str) -> str:
        """Write a value so that it is shown as it is, on one line.

        >>> Plain().escape("see http://a and *b*")
        'see `http://a` and `*b*`'
        """
        words = visible(text.strip()).split(" ")
        return " ".join(code(word) if _means_something(word) else word for word in words)

    def reference(self, text: str) -> str:
        """Write it with its address behind it."""
        title, address = split_link(text)
        return self.escape(f"{title} {address}".rstrip())

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """Write a list item for each row."""
        lines = []
        for row in rows:
            first, *rest = [f"{name}: {cell}" for name, cell in zip(head, row, strict=True) if cell]
            lines += [f"- {first}", *(f"  - {cell}" for cell in rest)]
        return [*lines, ""]


def _means_something(word: str) -> bool:
    patterns = (_SPECIAL, _ENTITY, _BARE)
    return any(each.search(word) for each in patterns) or any(
        each.match(word) for each in (_OPENING, _NUMBERED)
    )


GITHUB: Final = GitHub()
PLAIN: Final = Plain()


def prose(text: str, flavour: Flavour = GITHUB) -> str:
    """Return a rule's text with what stands between backticks as code."""
    return "".join(
        words(piece.text, flavour) if piece.kind is PieceKind.WORDS else code(piece.text)
        for piece in pieces(text)
    )


def words(text: str, flavour: Flavour) -> str:
    """Escape a stretch of a sentence; the spaces at its ends stay."""
    bare = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :] if bare else ""
    return f"{start}{flavour.escape(bare)}{end}"
