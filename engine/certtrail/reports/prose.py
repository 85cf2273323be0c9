"""Splits a rule's text into words and what stands between backticks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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


@dataclass(frozen=True, slots=True)
class ProsePiece:
    """One stretch of a text; all of it is safe to look at, none of it is escaped."""

    kind: PieceKind
    text: str


def pieces(text: str) -> tuple[ProsePiece, ...]:
    """Split at backticks; what stands between them is a command where it reads like one.

    >>> [(piece.kind.value, piece.text) for piece in pieces("On `EX01` run `Get-Service`")]
    [('words', 'On '), ('code', 'EX01'), ('words', ' run '), ('command', 'Get-Service')]
    """
    parts = _BACKTICKED.split(visible(text.strip()))
    found = []
    for index, part in enumerate(parts):
        if index % 2:
            kind = PieceKind.COMMAND if _COMMAND.match(part) else PieceKind.CODE
            found.append(ProsePiece(kind, part))
        elif part:
            found.append(ProsePiece(PieceKind.WORDS, part))
    return tuple(found)


def blocks(text: str) -> tuple[ProsePiece, ...]:
    """Split for a report that gives each command a block of its own.

    The full stop that ended the sentence before the block would open the next line: it goes.

    >>> [piece.text for piece in blocks("Run `Get-Service`. Then look.")]
    ['Run ', 'Get-Service', 'Then look.']
    """
    found: list[ProsePiece] = []
    after_command = False
    for piece in pieces(text):
        words = piece.text.lstrip(_ENDS) if after_command else piece.text
        if words or piece.kind is not PieceKind.WORDS:
            found.append(ProsePiece(piece.kind, words or piece.text))
        after_command = piece.kind is PieceKind.COMMAND
    return tuple(found)
