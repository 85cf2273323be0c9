"""One text, and the stretches of it that are masked: expressions, groups, what a pipe hands on.

What was gone over for one stretch is never gone over again.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from certtrail.text.secrets.shell_marks import IN_CLASS
from certtrail.text.secrets.shell_patterns import ASKS
from certtrail.text.secrets.shell_values import (
    begin_of_piped,
    end_of_group,
    end_of_statement,
    end_of_value,
)

_PLAIN: Final = re.compile(
    r"\(?\s{0,8}(?:\$(\w+|(?<!\w)(?:env|global|script|local|private|using):\w+)(?:\.[A-Za-z]\w*)*(?![\w(])|\$\{[^}]{1,60}\}"
    r"|true|false|yes|no|null|\*{3}|(?:System\.Security\.)?SecureString"
    r"|System\.Management\.Automation\.PSCredential)?\s{0,8}\)?\Z",
    re.IGNORECASE,
)
_MADE_OF: Final = re.compile(
    rf"ConvertTo-SecureString(?:\s{{1,8}}[{IN_CLASS}]\w{{1,20}}:?){{0,6}}\s{{1,8}}\(?\$((?:\w+:)?\w+)"
    r"|(?<=\+)\s{0,8}\$((?:\w+:)?\w+)",
    re.IGNORECASE,
)
_SET: Final = re.compile(
    r"\$((?:\w+:)?\w+)(?:\s{0,8}\+?=(?!=)|\s{1,8}in(?=[\s(]))\s{0,8}"
    r"|\b(?:(?:set|new)-variable|[sn]v)[ \t]{1,8}(?:-name[ \t:]{1,8})?[\"']?(\w+)[\"']?[ \t]{1,8}"
    r"(?:-value[ \t:]{1,8}|(?!-))",
    re.IGNORECASE,
)
_VARIABLE: Final = re.compile(r"\$((?:\w+:)?\w+)")
_INDEXED: Final = re.compile(r"\(?\s{0,8}\$((?:\w+:)?\w+)(?=\[)")
# What a loop over a pipe is at.
_ITEM: Final = re.compile(r"\$(?:_|PSItem)\b", re.IGNORECASE)
_SCOPE: Final = re.compile(r"(?:global|script|local|private|using):", re.IGNORECASE)
_MOST: Final = 20
_DEEPEST: Final = 3  # a variable is set to one that is set to one
_FOR_EACH: Final = re.compile(
    r"(?:\|\s*(?:%|foreach(?:-object)?)(?:\s+-process)?|\.foreach\()\s*\{[^{}|]*\Z", re.IGNORECASE
)
_NO_LITERALS: Final = re.compile(
    rf"(?:\s+|[{IN_CLASS}](?:String|SecureString|AsPlainText|Force|Key|SecureKey|AsSecureString)\b:?|\$[\w:.]+)*\Z",
    re.IGNORECASE,
)


class Masks:
    """One text, and what of it is masked so far.

    Attributes:
        text: the whole.
        done: what stands before was looked at.
    """

    def __init__(self, text: str) -> None:
        """Begin with nothing masked."""
        self.text = text
        self.done = 0
        self._masks: list[tuple[int, int]] = []
        # Those that a secret was given by; what they were set to is one.
        self._variables: set[str] = set()

    def stretches(self) -> list[tuple[int, int]]:
        """Give where each stretch begins and ends."""
        if self._variables:
            self._set_before()
        return self._masks

    def _set_before(self) -> None:
        """Mask what was put into the variables that hold secrets."""
        for _ in range(_DEEPEST):
            known = len(self._variables)
            done = 0
            for found in _SET.finditer(self.text):
                name = _bare(found[1] or found[2])
                if found.start() >= done and name in self._variables:
                    self.right_side(found.end())
                    done = self.hidden
            if len(self._variables) == known:
                return

    @property
    def hidden(self) -> int:
        """Where the last stretch that is masked ends."""
        return self._masks[-1][1] if self._masks else 0

    def hide(self, start: int, end: int) -> None:
        """Mask a stretch, whatever it tells."""
        if end > start:
            self._masks.append((start, end))
        self.done = max(self.done, end)

    def beside(self, start: int, end: int) -> None:
        """Mask a stretch; what stands before it is still looked at."""
        if end > start:
            self._masks.append((start, end))

    def expression(self, at: int, *, listed: bool = False) -> None:
        """Mask an expression that tells a secret."""
        if not ASKS.match(self.text, at):
            self.told(at, end_of_value(self.text, at, listed=listed))

    def told(self, at: int, end: int) -> None:
        """Mask a stretch; a variable alone tells nothing, but what it was set to does."""
        plain = _PLAIN.match(self.text, at, end)
        if _ITEM.search(self.text, at, end):
            self.piped(at)
        if plain is None:
            if indexed := _INDEXED.match(self.text, at, end):
                self._variables.add(_bare(indexed[1]))
            self.hide(at, end)
            made = _MADE_OF.finditer(self.text, at, end)
            self._variables.update(_bare(one[1] or one[2]) for one in islice(made, _MOST))
        elif plain[1]:
            self._variables.add(_bare(plain[1]))

    def right_side(self, at: int) -> None:
        """Mask what a variable is set to: 'a' + 'b', 'x' | ConvertTo-SecureString, and so on."""
        if not ASKS.match(self.text, at):
            end = end_of_statement(self.text, at)
            self.told(at, at + len(self.text[at:end].rstrip()))

    def group(self, at: int) -> None:
        """Mask what stands in a bracket."""
        end = end_of_group(self.text, at)
        inner = (at + 1, end - 1 if self.text[end - 1 : end] == ")" else end)
        comma = self.text.find(",", *inner)  # before which stands a name
        self._note(max(comma, inner[0]), inner[1])
        if not _NO_LITERALS.match(self.text[inner[0] : inner[1]].replace(",", " ")):
            self.hide(*inner)
        self.done = max(self.done, at + 1)

    def arguments(self, at: int) -> None:
        """Mask what a command is given; of variables alone, what they were set to."""
        end = end_of_statement(self.text, at, piped=False)
        self._note(at, end)
        given = self.text[at:end]
        if not _NO_LITERALS.match(given):
            blank = len(given) - len(given.lstrip(" \t"))
            self.hide(at + blank, at + len(given.rstrip()))

    def _note(self, at: int, end: int) -> None:
        """Note the variables in a stretch that gives a secret."""
        found = _VARIABLE.finditer(self.text, at, end)
        self._variables.update(_bare(one[1]) for one in islice(found, _MOST))

    def piped(self, begin: int) -> None:
        """Mask what a pipe hands to what begins there."""
        text = self.text
        least = self.hidden
        bar = begin
        while bar > least and text[bar - 1].isspace():
            bar -= 1
        looped = _FOR_EACH.search(text[max(least, begin - 160) : begin])
        if looped is not None:
            end = max(least, begin - 160) + looped.start()
        elif bar > least and text[bar - 1] == "|":
            end = bar - 1
        else:
            return
        start = begin_of_piped(text, end, least)
        given = text[start:end]
        blank = len(given) - len(given.lstrip())
        self.told(start + blank, start + len(given.rstrip()))


def _bare(variable: str) -> str:
    """Give the name of a variable without its scope, which may be left out elsewhere."""
    return _SCOPE.sub("", variable.lower(), count=1)
