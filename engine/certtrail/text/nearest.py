"""What a word that nobody knows was meant to be, for messages about slips of the finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 80
"""So much of a word is looked at: it may be a whole file, and comparing takes the square of it."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known word that is most like this one, whatever the case; empty for none.

    >>> nearest("diagnos", ["render", "diagnose"]), nearest("xyz", ["render", "diagnose"])
    ('diagnose', '')
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.casefold(), each)
    close = get_close_matches(word[:_LONGEST].casefold(), folded, 1)
    return folded[close[0]] if close else ""


def meant(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask for the nearest word, as the end of a message, or say something else where none is near.

    >>> meant("diagnos", ["render", "diagnose"])
    "did you mean 'diagnose'?"
    """
    found = nearest(word, known)
    return f"did you mean {found!r}?" if found else otherwise
