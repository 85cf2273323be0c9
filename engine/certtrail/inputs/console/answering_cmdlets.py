"""Which certificate cmdlet the words of an error are of: its verb, by what stands around them.

    Get-ExchangeCertificate : The certificate with thumbprint 0A1B... was not found.
        + FullyQualifiedErrorId : [Server=EX01,RequestId=...] 0A,Mi...GetExchangeCertificate

One that only looks changes nothing, whatever it is answered.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.error_records import ErrorMark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.console.error_records import ErrorMarks
    from certtrail.inputs.console.paste import Paste

READS: Final = "get"
_SUFFIX: Final = "-exchangecertificate"
# How PowerShell begins an error, and what its transcript has before one.
_NAMED: Final = re.compile(
    r"(?P<verb>Enable|New|Import|Remove|Export|Get)-ExchangeCertificate\)?:[\"']?", re.IGNORECASE
)
_CHANGES: Final = re.compile(r"\b(?:Enable|New|Import|Remove|Export)-ExchangeC", re.IGNORECASE)
_BEFORE: Final = 60
_APART: Final = 2_500


@dataclass(frozen=True)
class AnsweringCmdlets:
    """The cmdlets of the errors in a text.

    Attributes:
        paste: the text.
        marks: of its errors.
    """

    paste: Paste
    marks: ErrorMarks

    def of(self, start: int, end: int, wrapper: ErrorMark | None) -> ErrorMark | None:
        """Give the cmdlet that answered with words, with the id of its error where that is told.

        Args:
            start: where the words begin, in the text without white space.
            end: where they end.
            wrapper: of these words.
        """
        begin = start if wrapper is None else min(start, wrapper.start)
        number = bisect_left(self._ids, end, key=lambda one: one.start)
        if number < len(self._ids) and self._ids[number].start - end <= _APART:
            behind = self._ids[number]
            if self._is_its(end, behind.start):
                return behind
        named = [*_NAMED.finditer(self.marks.text, max(0, begin - _BEFORE), begin)]
        before = named[-1]["verb"].casefold() if named and named[-1].end() == begin else ""
        verb = before or self._typed(begin)
        return ErrorMark(begin, begin, verb, "") if verb else None

    @cached_property
    def _ids(self) -> Sequence[ErrorMark]:
        found = (*self.marks.errors, *self.marks.readings)
        return sorted(found, key=lambda one: one.start)

    @cached_property
    def _begun(self) -> list[int]:
        """Where something new begins: a command behind a prompt, or the words of an error."""
        typed = (one.place for one in self.paste.commands.found if one.typed)
        wrapped = (self.paste.squeezed.place(one.start) for one in self.marks.wrappers)
        return sorted((*typed, *wrapped))

    def _is_its(self, end: int, mark: int) -> bool:
        """Tell whether nothing new begins between words and the id of an error."""
        first, last = self.paste.squeezed.place(end - 1), self.paste.squeezed.place(mark)
        return bisect_right(self._begun, first) == bisect_left(self._begun, last)

    def _typed(self, begin: int) -> str:
        """Give the verb of the command that stands right before words."""
        place = self.paste.squeezed.place(begin)
        command = self.paste.commands.before(place)
        if command is None or not command.typed or not command.name.endswith(_SUFFIX):
            return ""
        if place < command.end or self.paste.text[command.end : place].strip():
            return ""
        verb = command.name.removesuffix(_SUFFIX)
        # What a pipe goes on with may have answered.
        return "" if verb == READS and _CHANGES.search(command.text) else verb
