"""When the lists of a text were made: the place of a list in; at the earliest and at the latest, by
the clock there, out.

The transcript or the sentence around a command tells it, a date above each of several lists, what
Get-Date answered before it, or the first lines of the text; a list in a mail is not newer than the
mail, and can be older.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.asked_clock import ASKED
from certtrail.inputs.console.list_headings import dates_above
from certtrail.inputs.console.mail_parts import MailParts
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.console.paste import Paste

Moments = tuple[int | None, int | None]

_HEAD: Final = 3
_DAY: Final = 86_400
_DAY_0: Final = date(1970, 1, 1).toordinal()
_DATE: Final = re.compile(
    r"(?<![\d./-])(?:20\d\d-\d\d?-\d\d?|20\d\d/\d\d?/\d\d?|\d{1,2}[./]\d{1,2}[./]20\d\d)"
    r"(?:[T,]?[ ]?\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?(?![\d./])"
)


@dataclass(frozen=True)
class ListedTimes:
    """When the lists of a text were made."""

    paste: Paste

    def begin(self, command: int | None, first: int) -> int:
        """Give the place of a list: its command's, unless a mail was begun behind that.

        Args:
            command: the place of the last command before the list, if there is any.
            first: the place of its first object.
        """
        return first if command is None or not self.one_mail(command, first) else command

    def one_mail(self, first: int, last: int) -> bool:
        """Tell whether no head of a mail stands between two places."""
        return self._told.is_one_mail(first, last)

    def further_back(self, place: int) -> int:
        """Count the mails that are newer than the one at a place: each mark of a reply before its
        line is one, and so is each mail without marks that was sent later.
        """
        return self._told.quoted(place) + self._mails.newer(place)

    def sent(self, place: int) -> tuple[int, bool] | None:
        """Give when the mail was sent that a place is in, in seconds since 1970, and whether that
        is UTC; else it is by a clock there. None where nothing tells it, or it may be two days.
        """
        written = self._mails.written(place)
        if written is None:
            newest = None if self.further_back(place) else self.paste.sent
            return None if newest is None else (newest, True)
        if written.lacks_year or not written.has_clock:
            return None
        found = {written.instant(order) for order in written.possible()}
        at = found.pop() if len(found) == 1 else None
        return None if at is None else (at, written.offset is not None)

    def made(self, command: int | None, first: int) -> tuple[int, bool] | None:
        """Give the same of a list: its mail's, else its own where that is told to the second.

        Args:
            command: as of `begin`.
            first: as of `begin`.
        """
        if (sent := self.sent(first)) is not None:
            return sent
        begin, end = self.of(self.begin(command, first))
        return None if begin is None or begin != end else (begin, False)

    @property
    def newest_day(self) -> int | None:
        """When the day began on which the newest mail of the text was sent: the file's own, or one
        that it quotes.
        """
        day = self._told.newest_mail
        days = [] if day is None else [(day.toordinal() - _DAY_0) * _DAY]
        days += [] if self.paste.sent is None else [self.paste.sent // _DAY * _DAY]
        return max(days, default=None)

    def of(self, place: int) -> Moments:
        """Tell it of the list whose command, or first object, is at a place."""
        at = self._told.at(place)
        if at is None and place in self._headings:
            return self._headings[place]
        if at is None:
            at = self._asked(place)
        if at is not None:
            return at, at
        return self._head if self._head != (None, None) else (None, self._told.sent_by(place))

    @cached_property
    def _told(self) -> ToldTimes:
        return ToldTimes(self.paste, self.paste.raw)

    @cached_property
    def _headings(self) -> Mapping[int, tuple[int, int]]:
        return dates_above(self.paste)

    @cached_property
    def _mails(self) -> MailParts:
        return MailParts(self.paste.text, self._told.quoted)

    @cached_property
    def _answers(self) -> list[tuple[int, int | None]]:
        return [
            (asked.start(), _moments(asked["told"].strip())[0])
            for asked in ASKED.finditer(self.paste.text)
        ]

    def _asked(self, place: int) -> int | None:
        behind = bisect_left(self._answers, place, key=lambda one: one[0])
        return self._answers[behind - 1][1] if behind else None

    @cached_property
    def _head(self) -> Moments:
        """Take the one date that stands in the first lines, before anything is listed or typed."""
        ends = [one.place for one in self.paste.objects[:1]]
        first = self.paste.commands.before(ends[0]) if ends else None
        end = min([*ends, *([first.place] if first is not None else [])], default=0)
        lines = [line for line in self.paste.text[:end].split("\n") if line.strip()]
        found = [] if len(lines) > _HEAD else _DATE.findall("\n".join(lines))
        return _moments(found[0]) if len(found) == 1 else (None, None)


def _moments(told: str) -> Moments:
    """Read a date; one without a clock is a whole day."""
    written = WrittenDate.read(told)
    if written is None or written.lacks_year:
        return None, None
    found = {written.instant(order) for order in written.possible()}
    seconds = found.pop() if len(found) == 1 else None
    if seconds is None:
        return None, None
    return seconds, seconds if written.has_clock else seconds + _DAY - 1
