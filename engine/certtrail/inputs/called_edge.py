"""Servers that a text calls Edge servers, such as "our edge server DMZ-MX1": a text in, facts out.

On an Edge server other commands are right, and hardly anything in its log tells the role. Who
writes it to say whose files these are knows it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Evidence, Fact
from certtrail.text.has_words import has_word

if TYPE_CHECKING:
    from collections.abc import Iterator

_EDGE: Final = ("edge",)
CALLED: Final = "called-edge"
# A computer's name, which nobody takes for a word: it has a digit or a hyphen, and no small letter
# goes before a large one.
_NAME: Final = r"(?P<name>(?=[A-Za-z0-9-]{0,14}[0-9-])[A-Z][A-Za-z0-9-]{0,13}[A-Za-z0-9])\b(?!\.\d)"
_BEFORE: Final = re.compile(
    r"\b(?i:edge)(?:[ -](?i:transport))?(?:[ -](?i:server|serveur|servidor|role|rolle|box))?"
    rf"(?: (?i:is|ist|named|called|namens|,)| ?[(:])? {{0,2}}{_NAME}"
)
_BEHIND: Final = re.compile(
    rf"\b{_NAME}(?: (?i:is|ist|est|es)(?: (?i:our|an|the|unser|der|ein|notre|un|nuestro))?"
    r"| ?\((?i:our |the )?)[ ]?(?i:edge)\b(?! ?(?i:subscri|abonn|sync))"
)


def called_edge(text: str, file: str) -> Iterator[Fact]:
    """Make a `called-edge` fact of each server that words call so.

    >>> [one.text("name") for one in called_edge("Log of our edge server MX-7 attached", "a.txt")]
    ['MX-7']
    >>> list(called_edge("The Edge subscription of EX01 was renewed with EdgeSync 12", "a.txt"))
    []
    """
    if not has_word(text, _EDGE):
        return
    named: dict[str, int] = {}
    for sign in (_BEFORE, _BEHIND):
        for found in sign.finditer(text):
            named.setdefault(found["name"], found.start("name"))
    line, before = 1, 0
    for name, place in sorted(named.items(), key=lambda one: one[1]):
        line, before = line + text.count("\n", before, place), place
        told = f"{file} line {line}: {name} is called an Edge server"
        yield Fact(
            CALLED, "", 0, {"name": name}, (Evidence(None, "", "console", line, file, told),)
        )
