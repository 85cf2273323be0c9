"""Commands that were refused, and done further down: a text in; whether that is so, out.

Who is refused mends what was wrong and types the command again: with the right thumbprint, when
the connector has another name, or when the server is up again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.certificate_commands import failures, is_undone
from certtrail.inputs.console.listed_times import ListedTimes
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.text.thumbprint import is_slip_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.typed_commands import TypedCommand

_LISTS: Final = "get-exchangecertificate"
# What goes by the thumbprint of a certificate that is there.
_BY_THUMBPRINT: Final = frozenset({"enable-exchangecertificate", "remove-exchangecertificate"})
_GIVEN: Final = re.compile(
    r"(?<![\w$.])(?P<digits>[0-9A-F]{38,42})(?!\w)", re.IGNORECASE | re.ASCII
)
_SECRET: Final = re.compile(r"-(?:Password|Confirm)\b\S*\s{1,4}\S{1,200}", re.IGNORECASE)
_TRIES: Final = 50
_LONGEST: Final = 2_000


class DoneLater:
    """The commands of a text, and whether the same was done behind one that was refused."""

    def __init__(self, paste: Paste) -> None:
        self._paste = paste
        self._times = ListedTimes(paste)

    def again(self, place: int) -> bool:
        """Tell whether the command whose refusal stands at a place went well further down."""
        command = self._paste.commands.before(place)
        if command is None or not command.typed or not command.ran:
            return False
        alike = self._by_name.get((command.name, command.server.casefold()), ())
        first = bisect_right(alike, command.place, key=lambda one: one.place)
        return any(
            _same(self._paste.text, command, one)
            and self._went_well(one)
            and self._is_later(command, one)
            for one in alike[first : first + _TRIES]
        )

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Sequence[TypedCommand]]:
        found: dict[tuple[str, str], list[TypedCommand]] = {}
        for one in self._paste.commands.found:
            if one.typed and one.ran and (one.name in VERB_OF or one.name == _LISTS):
                found.setdefault((one.name, one.server.casefold()), []).append(one)
        return found

    @cached_property
    def _failed(self) -> Sequence[int]:
        return failures(self._paste)

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [one.place for one in self._paste.commands.found]

    def _is_later(self, command: TypedCommand, one: TypedCommand) -> bool:
        """Tell whether what stands below was typed later: in the same mail, or in a newer one."""
        back = self._times.further_back
        same = self._times.one_mail(command.place, one.place)
        return same or back(one.place) < back(command.place)

    def _went_well(self, command: TypedCommand) -> bool:
        """Tell whether it printed no error; a list has to be there."""
        behind = bisect_right(self._ends, command.place)
        last = behind == len(self._ends)
        end = len(self._paste.text) if last else self._ends[behind]
        error = bisect_left(self._failed, command.place)
        if error < len(self._failed) and self._failed[error] < end:
            return False
        if command.name == _LISTS:
            objects = self._paste.objects
            first = bisect_left(objects, command.place, key=lambda one: one.place)
            return first < len(objects) and objects[first].place < end
        if is_undone(self._paste.text, command, end):
            return False
        # A text that ends with what was typed does not show what came of it.
        return not last or bool(self._paste.text[command.end :].strip())


def _same(text: str, refused: TypedCommand, done: TypedCommand) -> bool:
    if refused.name not in _BY_THUMBPRINT:
        return _line(text, refused) == _line(text, done)
    given, meant = (_GIVEN.search(one.text) for one in (refused, done))
    if given is None or meant is None:
        return False
    one, other = given["digits"].upper(), meant["digits"].upper()
    return one == other or is_slip_of(one, other)


def _line(text: str, command: TypedCommand) -> str:
    """Give the line that a command begins on, without a password, which may have been the fault."""
    line = text[command.place : command.place + _LONGEST].partition("\n")[0]
    return " ".join(_SECRET.sub(" ", line).casefold().split())
