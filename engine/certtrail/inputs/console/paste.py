"""Pasted text: console sessions, command output, error messages, in any mix and wrapping.

One text may hold several things, so each scanner looks for its own in the whole of it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Evidence
from certtrail.model.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.fact import Fact

_QUOTE_MARKS: Final = str.maketrans("\u2018\u2019\u201a\u201b`\u00b4", "''''''")
_INVISIBLE: Final = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
_WORD: Final = re.compile(rf"[^\s{_INVISIBLE}]+")
_PART: Final = 1 << 20
_REPLY_MARK: Final = re.compile(r"^[ \t]{0,4}(?:>[ \t]?){1,9}", re.MULTILINE)
_SERVER: Final = re.compile(
    r"(?:-Server[ \t:]+['\"]?|occurs on server |VERBOSE: Connected to )"
    r"(?P<server>[A-Za-z0-9][A-Za-z0-9.-]{0,253}[A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Paste:
    """A text to scan.

    Attributes:
        raw: the text as it came.
        name: of the file.
        hint: the server that the file's name tells; else empty.
    """

    raw: str
    name: str
    hint: str = ""

    @cached_property
    def text(self) -> str:
        r"""The text with `\n` line ends, straight quotes, and without a mail's reply marks."""
        plain = self.raw.replace("\r\n", "\n").replace("\r", "\n").translate(_QUOTE_MARKS)
        return _REPLY_MARK.sub("", plain)

    @cached_property
    def gist(self) -> str:
        """The text in lower case without white space and marks: only to look for words in."""
        parts = (self.raw[at : at + _PART] for at in range(0, len(self.raw), _PART))
        gist = "".join("".join(part.split()).lower() for part in parts)
        for mark in f"{_INVISIBLE}>":
            gist = gist.replace(mark, "")
        return gist

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text without white space: a console wraps at any width, in the middle of words."""
        return Squeezed.of(self.text)

    @cached_property
    def _servers(self) -> tuple[list[int], list[str]]:
        found = [(match.start(), match["server"]) for match in _SERVER.finditer(self.text)]
        return [place for place, _ in found], [name for _, name in found]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def server_at(self, place: int) -> str:
        """Give the server that the text before a place names last; else the hint, or empty."""
        places, names = self._servers
        before = bisect_right(places, place)
        return names[before - 1] if before else self.hint

    def line_at(self, place: int) -> int:
        """Give the number of the line of a place in `text`, counted from 1."""
        return bisect_right(self._line_starts, place)

    def evidence(self, place: int, server: str, told: str) -> Evidence:
        """Make the evidence of what a place of `text` tells."""
        line = self.line_at(place)
        return Evidence(
            None, server, "console", line, self.name, f"{self.name} line {line}: {told}"
        )


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text without white space, and where its words stood: a few bytes a word, not a character.

    Attributes:
        text: the text.
        starts: where each word starts in `text`.
        origins: where each word stood in the text that was squeezed.
    """

    text: str
    starts: array[int]
    origins: array[int]

    @classmethod
    def of(cls, text: str) -> Squeezed:
        """Squeeze a text."""
        words: list[str] = []
        starts, origins = array("I"), array("I")
        size = 0
        for found in _WORD.finditer(text):
            words.append(found[0])
            starts.append(size)
            origins.append(found.start())
            size += len(found[0])
        return cls("".join(words), starts, origins)

    def place(self, at: int) -> int:
        """Tell where a character of `text` stood."""
        word = bisect_right(self.starts, at) - 1
        return self.origins[word] + at - self.starts[word]


@dataclass(frozen=True)
class Scanned:
    """What a scanner found.

    Attributes:
        found: how many things.
        told: as facts; an empty server is one that the text does not tell.
        inventory: certificates, connectors and settings.
        problems: what was seen but could not be read: line, what was expected, found, what to do.
        notes: oddities that lost nothing.
    """

    found: int = 0
    told: tuple[Fact, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scanner:
    """Looks for one sort of thing in pasted text.

    Attributes:
        counts: what it finds, in the plural, as the account shows it.
        words: one of these is in the `gist` of every paste that holds any; without words every
            paste is asked.
        recognise: tells quickly whether there may be any in the paste; must not raise.
        scan: finds them; must not raise.
    """

    counts: str
    words: tuple[str, ...]
    recognise: Callable[[Paste], bool]
    scan: Callable[[Paste], Scanned]

    def may_find(self, paste: Paste) -> bool:
        """Tell whether there may be any in the paste."""
        if self.words and not any(word in paste.gist for word in self.words):
            return False
        return self.recognise(paste)
