"""Columns of a table of events: its headings in, what each cell says out.

    Level,Date and Time,Source,Event ID,Task Category
    Error,2/28/2026 1:00:00 PM,MSExchangeTransport,12017,TransportService,"The internal ..."

The headings are those of Event Viewer in any language, or properties of PowerShell, as many of
them as somebody chose. Event Viewer leaves out the heading of the last column, the message. In a
language that nobody wrote down the cells decide what a column is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.labelled_lines import sources
from certtrail.inputs.events.own_record import OURS
from certtrail.inputs.events.text_event import Fields, TextEvent, told_event
from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_object import unquoted
from certtrail.inputs.relevance import speaks_of_it
from certtrail.rulebook.labels import Field, folded, labels
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DELIMITERS: Final = (",", ";", "\t")
# What an event has one of.
_ONCE: Final[tuple[Field, ...]] = ("id", "source")
_VIEWER: Final[tuple[Field, ...]] = ("level", "date", "source", "id", "category")
# As Azure's portal writes the zone that it shows times in.
_ZONED: Final = re.compile(
    r"[ ]?[\[(](?:(?P<zone>UTC|GMT)(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?)?"
    r"|local(?: time)?)[\])]\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EventColumns:
    """What the columns are.

    Attributes:
        fields: of each column; None for those that say nothing of an event.
        offset: the seconds that the clock of the dates is ahead of UTC, where the heading tells.
    """

    fields: tuple[Field | None, ...]
    offset: int | None = None

    def fields_of(self, row: Sequence[str]) -> Fields:
        """Give what a row says, by field."""
        found: Fields = {}
        for field, cell in zip(self.fields, row, strict=False):
            if field is not None and cell.strip() and (field not in found or field == "level"):
                found[field] = unquoted(cell.strip())
        return found

    def event(
        self, row: Sequence[str], place: int, file: str, provider: str = ""
    ) -> TextEvent | None:
        """Make the event of a row; None for what is none. Arguments as of `told_event`."""
        found = told_event(self.fields_of(row), place, file, provider)
        if self.offset is None or found is None or found.date.offset is not None:
            return found
        return replace(found, date=replace(found.date, offset=self.offset))

    def is_begun(self, row: Sequence[str]) -> bool:
        """Tell whether what is no event is a row that was spoilt or cut: its date or id is there.

        A sentence with commas has neither in its place.
        """
        found = self.fields_of(row)
        date = WrittenDate.read(found.get("date", ""))
        if date is not None and date.has_clock:
            return True
        ids = (found[name] for name in ("id", "instance") if name in found)
        return "source" in found and any(one.isdecimal() for one in ids)


def is_wider(row: Sequence[str], width: int) -> bool:
    """Tell whether cells behind so many columns speak of what certtrail is about.

    Somebody may have written a remark there.
    """
    return len(row) > width and speaks_of_it(" ".join(row[width:]))


def heading_problems(names: Sequence[str]) -> Iterator[str]:
    """Name the headings of a table that tell the same of an event, so that only one is read."""
    names = [_unzoned(name) for name in names]
    fields = labels().fields_of(names)
    counted = Counter(
        folded(name)
        for name, field in zip(names, fields, strict=True)
        if name in OURS or field not in (None, "other")
    )
    for name in (name for name, count in counted.items() if count > 1):
        yield phrase(
            "Several columns are called {name}, of which the first was read; export the table "
            "again with a name of its own for each.",
            name=name,
        )
    for one in _ONCE:
        told = [folded(name) for name, field in zip(names, fields, strict=True) if field == one]
        if len(dict.fromkeys(told)) > 1:
            yield phrase(
                "The columns {names} tell the same, and the first was read; export the table again "
                "with one of them.",
                names=list(dict.fromkeys(told)),
            )


def columns_of(head: Sequence[str], row: Sequence[str]) -> EventColumns | None:
    """Tell what the columns of a table are; None for a table of other things.

    Args:
        head: the headings.
        row: the first row.
    """
    names = [name.strip() for name in head]
    while names and not names[-1]:
        names.pop()
    fields = labels().fields_of([_unzoned(name) for name in names])
    if "date" not in fields and "time" in fields:
        # The list of Get-EventLog has both in one column.
        fields[fields.index("time")] = "date"
    if "date" not in fields or not {"id", "instance"} & set(fields):
        return _by_shape(len(names), row)
    if "message" not in fields:
        fields.append("message")
    return EventColumns(tuple(fields), _offset(names[fields.index("date")]))


def _unzoned(heading: str) -> str:
    """Give a heading without the zone of its times: `TimeGenerated [UTC]`."""
    return _ZONED.sub("", heading)


def _offset(heading: str) -> int | None:
    """Give the seconds that times are ahead of UTC by their heading; None where it does not say."""
    found = _ZONED.search(heading)
    if found is None or found["zone"] is None:
        return None
    ahead = int(found["hours"] or 0) * 3600 + int(found["minutes"] or 0) * 60
    return -ahead if found["sign"] == "-" else ahead


def _by_shape(headings: int, row: Sequence[str]) -> EventColumns | None:
    """Tell Event Viewer's columns by what is in them."""
    if headings != len(_VIEWER) or len(row) not in (headings, headings + 1):
        return None
    return EventColumns((*_VIEWER, "message")) if is_viewers_row(row) else None


def is_viewers_row(row: Sequence[str]) -> bool:
    """Tell a row that Event Viewer wrote: a date, a source and an id in their places."""
    if len(row) < len(_VIEWER) or not row[3].strip().isdecimal():
        return False
    date = WrittenDate.read(row[1])
    return date is not None and date.has_clock and bool(row[2].strip())


def viewers_columns(row: Sequence[str]) -> EventColumns | None:
    """Tell the columns of a row without headings, by a source that the catalogue knows."""
    known = len(row) > 2 and row[2].strip().casefold() in sources()
    return EventColumns((*_VIEWER, "message")) if known and is_viewers_row(row) else None
