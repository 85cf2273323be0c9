"""Words between what was pasted that name a server, such as `And EX02?`: a text in, whom they name
where out.

In a chat the next list answers the last question, whatever server the last command named. A word is
taken for a server's name where the text names that one for sure, or one that differs by its number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.text.filters import UNNAMED
from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST: Final = 100
_MOST_WORDS: Final = 8
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*", re.ASCII)
# What is no talk: rows of tables, labels with values, paths, cmdlets and thumbprints.
_OUTPUT: Final = re.compile(
    r"\S[ ]{2,}\S|\t|[\\|{}=]|^[ ]{0,8}[\w() -]{1,40}[ ]+:[ ]|[A-Za-z]{2,12}-[A-Z][A-Za-z]{3}"
    r"|[0-9A-Fa-f]{16}|WARNING|VERBOSE|Error|Exception"
)
_DIGITS: Final = re.compile(r"\d+")


def asides(text: str, known: Iterable[str]) -> tuple[list[int], list[str]]:
    """Find the lines of talk that name servers.

    Args:
        text: the clean text.
        known: servers that it names for sure.

    Returns:
        The place of each such line, and the server; `UNNAMED` where a line names several.
    """
    shapes = {_shape(name) for name in known}
    places: list[int] = []
    names: list[str] = []
    at = 0
    for line in text.split("\n") if shapes else ():
        if 1 < len(line) <= _LONGEST and _OUTPUT.search(line) is None and not PROMPT.match(line):
            words = _WORD.findall(line)
            if len(words) <= _MOST_WORDS:
                told = {word.rstrip("."): None for word in words if _shape(word) in shapes}
                if told:
                    places.append(at)
                    names.append(next(iter(told)) if len(told) == 1 else UNNAMED)
        at += len(line) + 1
    return places, names


def _shape(name: str) -> str:
    """Write a host's short name with its number left open; a name without one stands for itself."""
    return _DIGITS.sub("#", host_of(name))
