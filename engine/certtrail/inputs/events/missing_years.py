"""Dates without a year, as a table of Get-EventLog has them: the year of each out.

A log is older than the mail or the console that shows it. A certificate's end, or whatever else
lies ahead, tells no year.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.told_moments import moments
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.opened import Opened

# A year in a date, in a name such as 20260120, or in an instant.
_YEAR: Final = re.compile(
    r"(?<![\d.])(20[0-3]\d)(?=[-/.]\d|[01]\d[0-3]\d)|(?<=[-/. ])(20[0-3]\d)(?![\d.])"
)
# A line about the time in which something is valid.
_LASTS: Final = re.compile(
    r"not ?(?:before|after)|nicht (?:vor|nach)|non (?:avant|apr\u00e8s)|valid|expir|renew"
    r"|g\u00fcltig|ablauf|verl\u00e4uft|l\u00e4uft ab|caduc|scad|verlo?op|\u6709\u6548",
    re.IGNORECASE,
)
_DAY: Final = 86_400
# No file is older than the first Exchange with these events; such a date is nobody's.
_OLDEST: Final = int(datetime(2007, 1, 1, tzinfo=UTC).timestamp())


class MissingYears:
    """Tells the year of dates without one, by when what shows them was written.

    That is the last time that a mail's head, a transcript or an event with a whole date tells; else
    the last year that the text names, but for ends of certificates and what is later than the file;
    else the file's own.

    Attributes:
        note: what has to be said of it; empty where no year was asked for.
    """

    def __init__(self, opened: Opened, dated: Iterable[int] = ()) -> None:
        """Take the text, and the times of its events with whole dates, in seconds since 1970."""
        self._opened = opened
        self._dated = tuple(dated)
        self.note = ""

    def of(self, event: TextEvent) -> int:
        """Give the latest year in which the date is not after what is known."""
        year, until = self._known
        found = event.date.instant("dmy", year)
        return year - 1 if found is not None and found > until else year

    @cached_property
    def _known(self) -> tuple[int, int]:
        until, how = self._until()
        year = datetime.fromtimestamp(until, UTC).year
        self.note = phrase(
            "Its dates have no year: taken for {year}, {how}; send the list instead of the table "
            "if that is wrong.",
            year=str(year),
            how=how,
        )
        return year, until

    def _until(self) -> tuple[int, str]:
        """Give the time after which none of the dates can be, and what tells it."""
        text = self._opened.head.cleaned.text
        file = int(self._opened.file.path.stat().st_mtime) + _DAY
        told = [one for one in (*moments(text), *self._dated) if one > _OLDEST]
        if told:
            return max(told) + _DAY, phrase("by the last time that the text tells of itself")
        ends = (
            int(datetime(int(found[1] or found[2]), 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
            for line in text.split("\n")
            if not _LASTS.search(line)
            for found in _YEAR.finditer(line)
        )
        # Of the year of the file itself only what was before it was written.
        limit = file if file > _OLDEST else None
        last_day = None if limit is None else datetime.fromtimestamp(limit, UTC).year
        past = [
            end
            for end in ends
            if last_day is None or datetime.fromtimestamp(end, UTC).year <= last_day
        ]
        if past:
            until = max(past)
            return min(until, limit or until), phrase("the last year that the text names")
        return file, phrase("the year of the file's own date")
