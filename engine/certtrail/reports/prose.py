"""Splits a rule's text into words and what stands between backticks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from certtrail.reports.checked import NOT_CHECKED, is_command, is_plain
from certtrail.text.display import visible

_BACKTICKED: Final = re.compile(r"`([^`]+)`")
# A cmdlet such as Restart-Service, or anything of two words: `wevtutil epl Application ...`.
_COMMAND: Final = re.compile(r"[A-Za-z]+-[A-Za-z]+|\S+\s+\S")


# What ended the sentence before a command that has a block of its own, in any language.
_ENDS: Final = " .,;，。；、"  # noqa: RUF001 - as Chinese writes them


class PieceKind(StrEnum):
    """What a piece of text is."""

    WORDS = "words"
    CODE = "code"
    COMMAND = "command"
    UNCHECKED = "unchecked"
    """Something between backticks that is neither a name nor a command of the allowed forms."""


@dataclass(frozen=True, slots=True)
class ProsePiece:
    """One stretch of a text; all of it is safe to look at, none of it is escaped."""

    kind: PieceKind
    text: str


def pieces(text: str, mark: str = NOT_CHECKED) -> tuple[ProsePiece, ...]:
    """Split at backticks; what stands between them is a command where it is one that is allowed.

    Args:
        text: with commands and names between backticks.
        mark: what is said of anything else that stands there.

    >>> [(piece.kind.value, piece.text) for piece in pieces("On `EX01` run `Get-Service`")]
    [('words', 'On '), ('code', 'EX01'), ('words', ' run '), ('command', 'Get-Service')]
    """
    parts = _BACKTICKED.split(text.strip())
    found = []
    for index, part in enumerate(parts):
        if index % 2:
            kind = _kind(part)
            found.append(ProsePiece(kind, visible(part)))
            if kind is PieceKind.UNCHECKED:
                found.append(ProsePiece(PieceKind.WORDS, f" ({mark})"))
        elif part:
            found.append(ProsePiece(PieceKind.WORDS, visible(part)))
    return tuple(found)


def _kind(text: str) -> PieceKind:
    if is_command(text):
        return PieceKind.COMMAND if _COMMAND.match(text) else PieceKind.CODE
    return PieceKind.CODE if is_plain(text) else PieceKind.UNCHECKED


def blocks(text: str, mark: str = NOT_CHECKED) -> tuple[ProsePiece, ...]:
    """Split for a report that gives each command a block of its own.

    The full stop that ended the sentence before the block would open the next line: it goes.

    >>> [piece.text for piece in blocks("Run `Get-Service`. Then look.")]
    ['Run ', 'Get-Service', 'Then look.']
    """
    found: list[ProsePiece] = []
    after_command = False
    for piece in pieces(text, mark):
        words = piece.text.lstrip(_ENDS) if after_command else piece.text
        if words or piece.kind is not PieceKind.WORDS:
            found.append(ProsePiece(piece.kind, words or piece.text))
        after_command = piece.kind is PieceKind.COMMAND
    return tuple(found)
