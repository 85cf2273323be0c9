"""Commands that were refused, and done further down: a text in; whether that is so, and a note of
each, out.

Who is refused mends what was wrong and types the command again: with the right thumbprint, when
the connector has another name, or when the server is up again. That it went well then has to be
seen: the certificates that it prints, or the next prompt right below it. Whatever else stands there
may be an error in any language, or somebody's words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.certificate_commands import failures, is_undone
from certtrail.inputs.console.listed_times import ListedTimes
from certtrail.inputs.console.typed_commands import SHELL_PROMPT
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.text.message import phrase
from certtrail.text.thumbprint import is_slip_of
from certtrail.text.tried_only import TRIED, TRYING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.typed_commands import TypedCommand

_LISTS: Final = "get-exchangecertificate"
_PRINTS_ITS_OWN: Final = frozenset({"import-exchangecertificate", "new-exchangecertificate"})
# What goes by the thumbprint of a certificate that is there.
_BY_THUMBPRINT: Final = frozenset({"enable-exchangecertificate", "remove-exchangecertificate"})
# In a command without white space.
_GIVEN: Final = re.compile(r"(?:certificate|thumbprint:?)(?P<digits>[0-9a-f]{38,42})(?=-|$)")
# A password may have been the fault; whether it asks changes nothing of what is done.
_LEFT_OUT: Final = re.compile(
    r"-Password\b\S*\s{1,4}\S{1,200}|-(?:Confirm|Force)\b(?::\s?\$?\w{1,5})?|['\"]", re.IGNORECASE
)
_PROMPT: Final = re.compile(rf"^[ \t]{{0,8}}{SHELL_PROMPT}", re.IGNORECASE | re.MULTILINE)
# A question whose first or second choice, which is to do it, or the default was taken.
_AGREED: Final = re.compile(
    r"[^\[\]]{0,2000}\[(\w)\][^\[\]]{1,60}\[(\w)\][^\[\]]{1,60}(?:\[\w\][^\[\]]{1,60}){1,3}"
    r"\[\?\][^\[\]:\uff1a]{1,80}[:\uff1a][ \t]{0,4}(?:\1|\2)?\s*\Z",
    re.IGNORECASE,
)
_REQUESTED: Final = re.compile(r"-----END (?:NEW )?CERTIFICATE REQUEST-----\s*\Z")
# Words above a command, such as "On EX02:", begin another console.
_INTRODUCED: Final = re.compile(r"[:\uff1a]\s*\Z")
_TRIES: Final = 50
_LONGEST: Final = 2_000
_PRINTED: Final = 8_000


class DoneLater:
    """The commands of a text, and whether the same was done behind one that was refused."""

    def __init__(self, paste: Paste) -> None:
        self._paste = paste
        self._times = ListedTimes(paste)
        self._over: dict[int, str] = {}

    @property
    def notes(self) -> Sequence[str]:
        """Give a note of each refusal that was asked for and is over."""
        return tuple(self._over.values())

    def again(self, place: int) -> bool:
        """Tell whether the command whose refusal stands at a place went well further down."""
        command = self._paste.commands.before(place)
        if command is None or not command.typed or not command.ran:
            return False
        alike = self._by_name.get((command.name, command.server.casefold()), ())
        first = bisect_right(alike, command.place, key=lambda one: one.place)
        for one in alike[first : first + _TRIES]:
            if (
                _same(self._paste.text, command, one)
                and self._went_well(one)
                and self._is_later(command, one)
                and self._is_there(command, one)
            ):
                self._over[command.place] = phrase(
                    "Line {line}: what was refused here was done later, by the command of line "
                    "{later}, so the refusal is over.",
                    line=self._paste.line_at(command.place),
                    later=self._paste.line_at(one.place),
                )
                return True
        return False

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Sequence[TypedCommand]]:
        found: dict[tuple[str, str], list[TypedCommand]] = {}
        trying = TRYING.search(self._paste.text)
        until = len(self._paste.text) if trying is None else trying.start()
        for one in self._paste.commands.found:
            known = one.name in VERB_OF or one.name == _LISTS
            if known and one.typed and one.ran and one.place < until:
                found.setdefault((one.name, one.server.casefold()), []).append(one)
        return found

    @cached_property
    def _failed(self) -> Sequence[int]:
        return failures(self._paste)

    def _is_later(self, command: TypedCommand, one: TypedCommand) -> bool:
        """Tell whether what stands below was typed later: in the same mail, or in a newer one."""
        back = self._times.further_back
        same = self._times.one_mail(command.place, one.place)
        return same or back(one.place) < back(command.place)

    def _is_there(self, command: TypedCommand, one: TypedCommand) -> bool:
        """Tell whether both were for one server: they name it, or stand in one console."""
        if command.server:
            return True
        servers = {self._paste.server_at(each.end - 1).casefold() for each in (command, one)}
        text = self._paste.text
        begin = text.rfind("\n", 0, one.place) + 1
        above = text[max(command.end, begin - _LONGEST) : begin].rstrip().rpartition("\n")[2]
        prompted = _PROMPT.match(above) is not None
        return len(servers) == 1 and (prompted or _INTRODUCED.search(above) is None)

    def _went_well(self, command: TypedCommand) -> bool:
        """Tell whether what it printed shows no error, and that it was done."""
        text = self._paste.text
        prompt = _PROMPT.search(text, command.end, command.end + _PRINTED)
        end = min(len(text), command.end + _PRINTED) if prompt is None else prompt.start()
        error = bisect_left(self._failed, command.place)
        if error < len(self._failed) and self._failed[error] < end:
            return False
        if command.name == _LISTS:
            return self._lists(command, end)
        if TRIED.search(command.text) or is_undone(text, command, end):
            return False
        if command.name in _PRINTS_ITS_OWN and self._lists(command, end):
            return True
        printed = text[command.end : end]
        harmless = not printed.strip() or _AGREED.match(printed) or _REQUESTED.search(printed)
        return prompt is not None and bool(harmless)

    def _lists(self, command: TypedCommand, end: int) -> bool:
        """Tell whether a command printed a certificate."""
        objects = self._paste.objects
        first = bisect_left(objects, command.place, key=lambda one: one.place)
        return any(
            one.place < end and (one.part("Thumbprint") or one.part("Subject"))
            for one in objects[first : first + 1]
        )


def _same(text: str, refused: TypedCommand, done: TypedCommand) -> bool:
    """Tell whether two commands do the same, but for a slip of the pen in the thumbprint.

    An error, or words, right below a long command look as if it went on there: so may the refused
    one, but not the other.
    """
    (*_, whole) = _forms(text, done)
    if refused.name not in _BY_THUMBPRINT:
        return whole in _forms(text, refused)
    meant = _GIVEN.search(whole)
    if meant is None:
        return False
    for form in _forms(text, refused):
        given = _GIVEN.search(form)
        if given is not None and _without(whole, meant) == _without(form, given):
            one, other = given["digits"].upper(), meant["digits"].upper()
            return one == other or is_slip_of(one, other)
    return False


def _without(form: str, found: re.Match[str]) -> str:
    return form[: found.start("digits")] + form[found.end("digits") :]


def _forms(text: str, command: TypedCommand) -> Iterator[str]:
    """Give a command as it is with its first line, its first two, and so on: in lower case, without
    white space.
    """
    lines = text[command.place : min(command.end, command.place + _LONGEST)].splitlines()
    for number in range(1, len(lines) + 1):
        said = " ".join(lines[:number])
        yield "".join(_LEFT_OUT.sub(" ", said).casefold().split())
