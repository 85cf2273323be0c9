"""Dates without a year, as a table of Get-EventLog has them: the year of each out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.opened import Opened

# A year in a date, in a name such as 20260120, or in an instant.
_YEAR: Final = re.compile(
    r"(?<![\d.])(20[0-3]\d)(?=[-/.]\d|[01]\d[0-3]\d)|(?<=[-/. ])(20[0-3]\d)(?![\d.])"
)
_DAY: Final = 86_400


class MissingYears:
    """Tells the year of dates without one: the last that the text names, else the file's own.

    Attributes:
        note: what has to be said of it; empty where no year was asked for.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.note = ""

    def of(self, event: TextEvent) -> int:
        """Give the latest year in which the date is not after what is known."""
        year, until = self._known
        found = event.date.instant("dmy", year)
        return year - 1 if found is not None and found > until else year

    @cached_property
    def _known(self) -> tuple[int, int]:
        text = self._opened.head.cleaned.text
        years = [int(found[1] or found[2]) for found in _YEAR.finditer(text)]
        if years:
            year = max(years)
            until = int(datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
            how = phrase("the last year that the text names")
        else:
            until = int(self._opened.file.path.stat().st_mtime) + _DAY
            year = datetime.fromtimestamp(until, UTC).year
            how = phrase("the year of the file's own date")
        self.note = phrase(
            "Its dates have no year: taken for {year}, {how}; send the list instead of the table "
            "if that is wrong.",
            year=str(year),
            how=how,
        )
        return year, until
