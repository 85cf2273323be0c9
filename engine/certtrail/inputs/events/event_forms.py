"""Events wherever they stand in a text: the text in, its stretches that are events out.

A form is a way in which people write or print events. To read another one, add it here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events import (
    collected_lines,
    event_elements,
    event_items,
    event_rows,
    event_table,
    labelled_blocks,
)
from certtrail.inputs.events.labelled_lines import sources
from certtrail.inputs.events.stretch import TAKEN
from certtrail.rulebook.labels import labels
from certtrail.text.instants import ANY_ZONE, SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.stretch import TextStretch
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.inputs.events.text_records import TextRecords
    from certtrail.model.record import Record


@dataclass(frozen=True, slots=True)
class EventForm:
    """A form of events in texts.

    Attributes:
        may_find: tells quickly whether a text may hold any; must not raise.
        find: finds them, given the name of the file, in their order; must not raise.
    """

    may_find: Callable[[str], bool]
    find: Callable[[Cleaned, str], Iterator[TextStretch]]


# In this order: what an earlier one took, a later one does not see.
FORMS: Final[tuple[EventForm, ...]] = (
    EventForm(event_elements.may_find, event_elements.find),
    EventForm(event_items.may_find, event_items.find),
    EventForm(collected_lines.may_find, collected_lines.find),
    EventForm(event_table.may_find, event_table.find),
    EventForm(event_rows.may_find, event_rows.find),
    EventForm(labelled_blocks.may_find, labelled_blocks.find),
)
_LONGEST_LABEL: Final = 60
_PROPERTIES: Final = ("timecreated", "timegenerated", "entrytype", "<event", ":event>", ":event ")
# Sources whose names are words of every console.
_COMMON: Final = frozenset({"eventlog", "powershell"})
_QUARTER: Final = 900


def stretches(cleaned: Cleaned, file: str) -> list[TextStretch]:
    """Find all stretches of a text that are events, in their order.

    Args:
        cleaned: the text.
        file: the name of the file, which may tell the log.
    """
    found: list[TextStretch] = []
    rest = cleaned
    if not _speaks_of_events(cleaned.text):
        return found
    for form in FORMS:
        if form.may_find(rest.text):
            here = list(form.find(rest, file))
            rest = rest.without([(one.start, one.end) for one in here], TAKEN)
            found += here
    return _paired(cleaned.text, sorted(found, key=lambda one: one.start))


@cache
def _signs() -> tuple[str, ...]:
    """List words of which a text with events has one, in lower case."""
    logs = (label for label, field in labels().viewer.items() if field == "log")
    return (*_PROPERTIES, *logs, *sorted(sources() - _COMMON))


def _speaks_of_events(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in _signs())


def _paired(text: str, found: list[TextStretch]) -> list[TextStretch]:
    """Take an event and the XML that was copied with it for one: the XML tells more."""
    kept: list[TextStretch] = []
    for one in found:
        if kept and _is_xml_of(text, kept[-1], one):
            kept[-1] = replace(one, start=kept[-1].start, twins=kept[-1].undated)
        else:
            kept.append(one)
    return kept


def _is_xml_of(text: str, before: TextStretch, after: TextStretch) -> bool:
    if len(before.undated) != 1 or len(after.records) != 1:
        return False
    told, record = before.undated[0], after.records[0]
    if (told.event_id, told.provider.casefold()) != (record.event_id, record.provider.casefold()):
        return False
    between = text[before.end : after.start].strip()
    return len(between) <= _LONGEST_LABEL and "\n" not in between


def collect(found: Sequence[TextStretch], cleaned: Cleaned, records: TextRecords) -> None:
    """Have the events of stretches counted, and what was wrong with any.

    An event that is there in both times tells how far the server's clock is from UTC.
    """
    offsets: set[int] = set()
    for one in found:
        recovered = one.recovered
        for record in one.records:
            records.add(record, wanted=records.wants(record), recovered=recovered > 0)
            recovered -= 1
        for event in one.undated:
            where = phrase("Line {line}", line=cleaned.line_of(event.place))
            records.tell(event, where)
        for problem in one.problems:
            records.problem(problem)
        records.skipped(one.skipped)
        for event, record in zip(one.twins, one.records, strict=False):
            offsets |= _offsets(event, record)
    if len(offsets) == 1:
        records.offset = offsets.pop()


def _offsets(event: TextEvent, record: Record) -> set[int]:
    """Give how far the local time of an event can be from its instant, for each order of date."""
    found = set()
    for order in event.date.orders:
        local = event.date.instant(order)
        if local is not None:
            ahead = local - record.time // SECOND
            if abs(ahead) <= ANY_ZONE and ahead % _QUARTER == 0:
                found.add(ahead)
    return found
