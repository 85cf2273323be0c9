r"""Which certificate an error of a cmdlet is about: where its words stand in; a thumbprint out.

Only what refers to it counts: the words themselves, the sentence that introduces them, and the
command that they answer. A list or a command above them is another matter, however near it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.thumbprints import has_listed, thumbprints_in
from certtrail.inputs.console.typed_commands import SHELL_PROMPT
from certtrail.inputs.console.wrapped_commands import command_at
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from certtrail.inputs.console.error_records import ErrorMarks
    from certtrail.inputs.console.paste import Paste

_FLAGS: Final = re.IGNORECASE | re.ASCII
_COMMAND: Final = re.compile(
    r"(?:Enable|New|Import|Remove|Export)-ExchangeCertificate(?![\]):])", _FLAGS
)
# A prompt that something was typed at. A transcript, and who asks, shows an error again at one.
_TYPED: Final = re.compile(
    rf"^[ \t]{{0,8}}{SHELL_PROMPT}[ \t]*(?!TerminatingError\(|\$[Ee]rror\b)[^\s>]",
    re.MULTILINE,
)
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_BEHIND: Final = re.compile(r"\n[ \t]*(?:\n|\+ )")
_MENTION: Final = re.compile(r"thumbprint", re.IGNORECASE)
_CALLED: Final = re.compile(r"(?:thumbprint|certificate)\W{0,3}\Z", re.IGNORECASE)
_LABEL: Final = re.compile(r"[ \t]*thumbprint[ \t]*[:=][ \t]*", re.IGNORECASE)
# An error's words, and a command and its error, stand within so many characters.
_WORDS: Final = 600
_BELOW: Final = 20_000
_SPOKEN: Final = 2_500
_LONGEST: Final = 2_000
# So many commands in a row may be such as errors show again.
_MOST: Final = 8


@dataclass(frozen=True)
class RefusedCertificates:
    """What the errors of a text are about.

    Attributes:
        paste: the text.
        marks: of the errors in it.
    """

    paste: Paste
    marks: ErrorMarks

    def named(self, start: int, end: int, *, own: bool) -> str:
        """Find the thumbprint that an error is about; empty where nothing tells.

        Args:
            start: where its words begin, in the text without white space.
            end: where they end.
            own: the words may name it; otherwise only the command before them does.
        """
        named = self._said(start, end) if own else ""
        return named or self.commanded(start)

    def commanded(self, start: int) -> str:
        """Find the only thumbprint of the command that words answer, which begin at a place."""
        squeezed, text = self.paste.squeezed, self.paste.text
        words = squeezed.place(start)
        prompt = bisect_right(self._prompts, words) - 1
        typed = self._prompts[prompt] if prompt >= 0 else -1
        over = self.marks.ended_before(start)
        last = bisect_right(self._commands, start - 1)
        for command in reversed(self._commands[max(0, last - _MOST) : last]):
            at = squeezed.place(command)
            begin = _line(text, at)
            # What was typed since has errors of its own.
            if typed > begin or start - command > _BELOW:
                return ""
            if typed < begin and command < over and text[begin:at].lstrip().startswith("+"):
                continue  # an error above shows it again
            if typed < begin and (command < over or start - command > _SPOKEN):
                return ""
            until = min(squeezed.at(command_at(text, at)[1]), start)
            named = {one for _, one in thumbprints_in(squeezed, squeezed.at(begin), until)}
            return named.pop() if len(named) == 1 else ""
        return ""

    @cached_property
    def _commands(self) -> list[int]:
        return [found.start() for found in _COMMAND.finditer(self.paste.squeezed.text)]

    @cached_property
    def _prompts(self) -> list[int]:
        return [found.start() for found in _TYPED.finditer(self.paste.text)]

    def _said(self, start: int, end: int) -> str:
        squeezed = self.paste.squeezed
        first, last = squeezed.place(start), squeezed.place(end - 1)
        begin, stop = self._begin(first), self._stop(last)
        at = max(squeezed.at(begin), self.marks.ended_before(start))
        # One that is masked, or another word in its place, has no digits behind it.
        mentions = [found.start() for found in _MENTION.finditer(squeezed.text, at, end)]
        at = mentions[-1] if mentions else at
        found = [
            (place, one)
            for place, one in thumbprints_in(squeezed, at, squeezed.at(stop))
            if self._belongs(place, at, first, last)
        ]
        before = [one for place, one in found if place < end]
        named = before[-1:] or [one for _, one in found[:1]]
        return named[0] if named else self._introduced(begin, first)

    def _begin(self, place: int) -> int:
        """Find where the paragraph of an error's words begins."""
        text = self.paste.text
        line = _line(text, place)
        begin = max(0, place - _WORDS)
        for found in _BLANK.finditer(text, begin, place):
            begin = found.end()
        number = bisect_right(self._prompts, line - 1) - 1
        if number >= 0 and self._prompts[number] >= begin:
            begin = text.find("\n", self._prompts[number]) + 1
        return begin

    def _stop(self, place: int) -> int:
        """Find where it ends: at an empty line, at an error's own lines, or at a prompt."""
        text = self.paste.text
        found = _BEHIND.search(text, place, place + _WORDS)
        stop = found.start() if found else min(len(text), place + _WORDS)
        number = bisect_right(self._prompts, place)
        return min(stop, self._prompts[number]) if number < len(self._prompts) else stop

    def _belongs(self, place: int, at: int, first: int, last: int) -> bool:
        """Tell whether a thumbprint is one of the words, and not of a list that they stand at."""
        squeezed, text = self.paste.squeezed, self.paste.text
        begin = squeezed.place(place)
        between = (begin, first) if begin < first else (last, begin)
        if text.find("\n", *between) < 0:
            return True
        if _CALLED.search(squeezed.text, max(at, place - 20), place) is None:
            return False
        line = _line(text, begin)
        above = text[_line(text, max(0, line - 1)) : line]
        return not above.strip() or _LABEL.fullmatch(text, line, begin) is None

    def _introduced(self, begin: int, first: int) -> str:
        """Find the only thumbprint of the sentence that introduces words: it ends with a colon."""
        text = self.paste.text
        spoken = text[begin : text.rfind("\n", begin, first) + 1].strip()
        if not spoken:
            above = text[max(0, begin - _WORDS) : begin].rstrip()
            spoken = _BLANK.split(above)[-1].strip()
        if not spoken.endswith((":", "\uff1a")) or has_listed(spoken) or _TYPED.search(spoken):
            return ""
        return only_thumbprint(spoken) or ""


def _line(text: str, place: int) -> int:
    """Find where the line of a place begins, or near enough to it where it is a long one."""
    least = max(0, place - _LONGEST)
    return max(text.rfind("\n", least, place) + 1, least)
