"""Pasted text: console sessions, command output, error messages, in any mix and wrapping.

One text may hold several things, so each scanner looks for its own in the whole of it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from certtrail.inputs.console.asides import asides
from certtrail.inputs.console.date_order_told import order_told
from certtrail.inputs.console.renamed_columns import renamed_columns
from certtrail.inputs.console.typed_commands import command_names, commands_in
from certtrail.inputs.objects.finding import objects_in
from certtrail.inputs.server_names import server_in
from certtrail.model.fact import Evidence
from certtrail.model.inventory import Inventory
from certtrail.rulebook.object_labels import shipped_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.console.typed_commands import TypedCommands
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Fact
    from certtrail.rulebook.object_labels import ObjectLabels

_T = TypeVar("_T")
# A clean text has no other blanks.
_SPACE, _TAB, _RETURN = map(ord, " \t\r")
# The margin beside the words of an error in PowerShell 7.
MARGIN: Final = re.compile(r"^[ \t]{0,8}(?:\d{1,6}|Line)?[ \t]{0,8}\|(?=[ \t]|$)", re.MULTILINE)
_PART: Final = 1 << 20
_LISTS_SERVERS: Final = frozenset({"get-transportservice", "get-transportserver"})
_SERVER: Final = re.compile(
    r"(?:-Server[ \t:]+['\"]?|occurs on server |VERBOSE: Connected to "
    r"|\b(?:ran|run|did|done|typed|executed|entered)\b[^\n.:]{0,40} on (?=[A-Za-z-]{1,14}\d))"
    r"(?P<server>[A-Za-z0-9][A-Za-z0-9.-]{0,253}[A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Paste:
    """A text to scan.

    Attributes:
        cleaned: the text, without what the way here did to it.
        name: of the file.
        hint: the server that the file's name tells; else empty.
        raw: the text as it came.
        asked_order: of day and month, where the user gave one for dates that leave it open.
        sent: when the mail was sent that it is the body of, in seconds since 1970 UTC.
    """

    cleaned: Cleaned
    name: str
    hint: str = ""
    raw: str = ""
    asked_order: str = ""
    sent: int | None = None

    @property
    def text(self) -> str:
        """The clean text: what every scanner looks at."""
        return self.cleaned.text

    @cached_property
    def gist(self) -> str:
        """The text in lower case without white space: only to look for words in."""
        return self.squeezed.text.lower()

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text without white space: a console wraps at any width, in the middle of words."""
        return Squeezed.of(self._bare)

    @cached_property
    def _bare(self) -> str:
        if "|" not in self.text:
            return self.text
        return MARGIN.sub(lambda found: " " * len(found[0]), self.text)

    @cached_property
    def _found(self) -> dict[Callable[[str], Any], Any]:
        return {}

    def once(self, find: Callable[[str], _T]) -> _T:
        """Give what is found in the clean text, looked for once, however many ask."""
        if find not in self._found:
            self._found[find] = find(self.text)
        found: _T = self._found[find]
        return found

    @cached_property
    def labels(self) -> ObjectLabels:
        """The labels of what can be listed, with those that a command of the text gives."""
        return shipped_labels().with_renamed(renamed_columns(self.text))

    @cached_property
    def _listed(self) -> tuple[list[TextObject], bool]:
        return objects_in(self.text, self.labels)

    @property
    def objects(self) -> list[TextObject]:
        """Whatever the text lists, in its order."""
        return self._listed[0]

    @property
    def searched_whole(self) -> bool:
        """All of the text was searched for lists."""
        return self._listed[1]

    @cached_property
    def date_order(self) -> str:
        """How day and month stand in dates that leave it open, such as `dmy`; empty if unknown."""
        return self.asked_order or order_told(self.text, self.objects)

    @cached_property
    def commands(self) -> TypedCommands:
        """What was typed, in its order."""
        squeezed = self.squeezed
        found = [(name, squeezed.place(at)) for name, at in command_names(squeezed.text)]
        return commands_in(self.text, found)

    @cached_property
    def _servers(self) -> tuple[list[int], list[str]]:
        found = [(match.start(), match["server"]) for match in _SERVER.finditer(self.text)]
        return [place for place, _ in found], [name for _, name in found]

    def server_at(self, place: int) -> str:
        """Give the server that the text before a place names last, which is the shell's own where
        the command there names none; else the hint, or empty. What was asked since goes before.
        """
        command = self.commands.before(place)
        begun = max(command.place if command else -1, self._named_last(place))
        at, told = self._asides
        aside = bisect_right(at, place) - 1
        if aside >= 0 and at[aside] > begun:
            return told[aside]
        own = command is None or (command.typed and not command.server)
        if own and (connected := self.commands.connected_at(place)):
            return connected
        places, names = self._servers
        before = bisect_right(places, place)
        return names[before - 1] if before else self.hint or self.alone

    @cached_property
    def alone(self) -> str:
        """The server that a Get-TransportService for none in particular lists alone, where the text
        names no other: an Edge server lists itself, and an organisation all that it has.
        """
        if self._servers[1] or self.commands.servers:
            return ""
        listed: dict[int, list[str]] = {}
        for one in self.objects:
            command = self.commands.before(one.place)
            if command is not None and command.typed and command.name in _LISTS_SERVERS:
                listed.setdefault(command.place, []).append(server_in(one.part("Name")) or "")
        names = {name.casefold(): name for found in listed.values() for name in found}
        once = all(len(found) == 1 for found in listed.values())
        return next(iter(names.values())) if once and len(names) == 1 else ""

    @cached_property
    def _asides(self) -> tuple[list[int], list[str]]:
        return asides(self.text, {*self._servers[1], *self.commands.servers})

    def _named_last(self, place: int) -> int:
        """Give the place where a server was named for sure before another place; -1 for none."""
        places = self._servers[0]
        before = bisect_right(places, place)
        return places[before - 1] if before else -1

    def line_at(self, place: int) -> int:
        """Give the number of the line of a place in `text`, as the text came, counted from 1."""
        return self.cleaned.line_of(place)

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
        starts, origins = array("I"), array("I")
        size = 0
        before = True
        for at in range(0, len(text), _PART):
            codes = np.frombuffer(
                text[at : at + _PART].encode("utf-32-le", "surrogatepass"), np.uint32
            )
            blank = (codes == _SPACE) | ((codes >= _TAB) & (codes <= _RETURN))
            begins = np.flatnonzero(~blank & np.concatenate(([before], blank[:-1])))
            counted = np.cumsum(~blank)
            starts.frombytes((counted[begins] - 1 + size).astype(np.uint32).tobytes())
            origins.frombytes((begins + at).astype(np.uint32).tobytes())
            size += int(counted[-1])
            before = bool(blank[-1])
        return cls("".join(text.split()), starts, origins)

    def place(self, at: int) -> int:
        """Tell where a character of `text` stood."""
        word = bisect_right(self.starts, at) - 1
        return self.origins[word] + at - self.starts[word]

    def at(self, place: int) -> int:
        """Tell where what stood at a place, or next behind it, is in `text`."""
        word = bisect_right(self.origins, place) - 1
        if word < 0:
            return 0
        ends = self.starts[word + 1] if word + 1 < len(self.starts) else len(self.text)
        return min(self.starts[word] + place - self.origins[word], ends)

    def is_word_start(self, at: int) -> bool:
        """Tell whether white space stood before a character of `text`."""
        word = bisect_right(self.starts, at) - 1
        return word >= 0 and self.starts[word] == at


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
    facts: tuple[Fact, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scanner:
    """Looks for one sort of thing in pasted text.

    Attributes:
        counts: what it finds, in the plural, as the report shows it.
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
