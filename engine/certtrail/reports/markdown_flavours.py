"""The two flavours of Markdown: GitHub's, and one that reads well where nothing renders it.

In neither can a value make a link, image, heading, HTML or table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from certtrail.reports.checked import NOT_CHECKED, read_source
from certtrail.reports.markdown_text import Markdown, means_something, starts_something
from certtrail.reports.prose import PieceKind, pieces
from certtrail.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.reports.prose import ProsePiece

_BEFORE: Final = "(\"'"
_AFTER: Final = ").,;:!?\"'"


class Flavour(Protocol):
    """How a flavour writes values and tables."""

    def escape(self, text: str, *, inside: bool = False) -> Markdown:
        """Write a value so that it is shown as it is, on one line; inside of one, if so."""

    def reference(self, text: str, mark: str = NOT_CHECKED) -> Markdown:
        """Write where a rule is from, with its address; one of no shipped rule gets the mark."""

    def optional(self, piece: Markdown) -> Markdown:
        """Mark a piece of a text that is left out where its values are not known."""

    def table(self, head: Sequence[Markdown], rows: Sequence[Sequence[Markdown]]) -> list[Markdown]:
        """Write rows."""


class GitHub:
    """Tables, and backslashes before what has a meaning."""

    def escape(self, text: str, *, inside: bool = False) -> Markdown:
        """Write a value so that it is shown as it is, on one line, in a table too."""
        return Markdown.escaped(text, inside=inside)

    def reference(self, text: str, mark: str = NOT_CHECKED) -> Markdown:
        """Write it as a link, where a shipped rule has the same address."""
        source = read_source(text)
        if source.address:
            return Markdown.link(self.escape(source.words), source.address)
        return self.escape(f"{source.words} ({mark})" if source.unchecked else source.words)

    def optional(self, piece: Markdown) -> Markdown:
        """Put it in brackets, which make no link."""
        return Markdown(r"\[{}\]", piece)

    def table(self, head: Sequence[Markdown], rows: Sequence[Sequence[Markdown]]) -> list[Markdown]:
        """Draw a table."""
        ruler = Markdown("|{}|", Markdown.joined("|", [Markdown(" --- ") for _ in head]))
        drawn = [Markdown("| {} |", Markdown.joined(" | ", row)) for row in (head, *rows)]
        return [drawn[0], ruler, *drawn[1:], Markdown("")]


class Plain:
    """Lists in place of tables, and code spans around words that would mean something."""

    def escape(self, text: str, *, inside: bool = False) -> Markdown:
        r"""Write a value so that it is shown as it is, on one line.

        >>> Plain().escape("see http://a and *b*")
        'see `http://a` and `*b*`'
        >>> Plain().escape("Exchange 2010 (by CORP\\kim); 4.7.0)")
        'Exchange 2010 (by `CORP\\kim`); 4.7.0)'
        """
        first, *rest = visible(text.strip()).split(" ")
        words = [self._word(first, opens=not inside), *map(self._word, rest)]
        return Markdown.joined(" ", words)

    @staticmethod
    def _word(word: str, *, opens: bool = False) -> Markdown:
        """Write a word, as code where it means something; its sentence's brackets stay outside."""
        if not (means_something(word) or (opens and starts_something(word))):
            return Markdown.escaped(word, inside=True)
        core = word.lstrip(_BEFORE)
        begin = word[: len(word) - len(core)]
        while (
            core and core[-1] in _AFTER and (core[-1] != ")" or core.count(")") > core.count("("))
        ):
            core = core[:-1]
        if not core or starts_something(word):
            return Markdown.code(word)
        end = word[len(begin) + len(core) :]
        before, behind = (Markdown.escaped(part, inside=True) for part in (begin, end))
        return Markdown("{}{}{}", before, Markdown.code(core), behind)

    def reference(self, text: str, mark: str = NOT_CHECKED) -> Markdown:
        """Write it with its address behind it."""
        source = read_source(text)
        shown = f"{source.words} {source.address}".rstrip()
        return self.escape(f"{shown} ({mark})" if source.unchecked else shown)

    def optional(self, piece: Markdown) -> Markdown:
        """Put it in parentheses: brackets may make a link, and a backslash reads badly."""
        return Markdown("({})", piece)

    def table(self, head: Sequence[Markdown], rows: Sequence[Sequence[Markdown]]) -> list[Markdown]:
        """Write a list item for each row."""
        lines = []
        for row in rows:
            first, *rest = [
                Markdown("{}: {}", name, cell) for name, cell in zip(head, row, strict=True) if cell
            ]
            lines += [Markdown("- {}", first), *(Markdown("  - {}", cell) for cell in rest)]
        return [*lines, Markdown("")]


def _is_balanced(text: str) -> bool:
    return text.count(")") <= text.count("(")


GITHUB: Final = GitHub()
PLAIN: Final = Plain()


def prose(text: str, flavour: Flavour = GITHUB, mark: str = NOT_CHECKED) -> Markdown:
    """Return a rule's text with what stands between backticks as code."""
    found = enumerate(pieces(text, mark))
    return Markdown.line(piece_of(piece, flavour, inside=number > 0) for number, piece in found)


def piece_of(piece: ProsePiece, flavour: Flavour, *, inside: bool) -> Markdown:
    """Write a piece of a text: words escaped, all else as code."""
    if piece.kind is PieceKind.WORDS:
        return words(piece.text, flavour, inside=inside)
    return Markdown.code(piece.text)


def words(text: str, flavour: Flavour, *, inside: bool = False) -> Markdown:
    """Escape a stretch of a sentence; the spaces at its ends stay."""
    bare = text.strip()
    start = " " * (len(text) - len(text.lstrip()))
    end = " " * (len(text) - len(text.rstrip())) if bare else ""
    return Markdown("{}{}{}", Markdown(start), flavour.escape(bare, inside=inside), Markdown(end))
